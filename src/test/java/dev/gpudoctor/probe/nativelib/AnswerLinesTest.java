package dev.gpudoctor.probe.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerLinesTest {
    private final List<String> lines = new ArrayList<>();
    private final AnswerLines writer = new AnswerLines(lines::add);
    private final AnswerBook book = new AnswerBook();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NVIDIA H200",
                "quote \" and \\ backslash",
                "line\nbreak\u0000\u001b[31m",
                "Ünïcödé \uD83D\uDE00 \uFFFD"
            })
    void whatTheChildWritesTheParentReads(String text) {
        Question question = new Question("nvmlDeviceGetName", text);
        Reply reply = new Reply(Reply.Outcome.RETURNED, -7, List.of(1L, -1L, Long.MAX_VALUE), text);

        writer.answered(question, reply);
        lines.forEach(book::accept);

        assertThat(lines).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f));
        assertThat(book.reply(question)).contains(reply);
    }

    @Test
    void aQuestionWithoutAnAnswerIsPending() {
        writer.asking(new Question("nvmlInit_v2", ""));
        writer.answered(new Question("nvmlInit_v2", ""), Reply.of(0, 0));
        writer.asking(new Question("cuInit", ""));
        lines.forEach(book::accept);

        assertThat(book.takePending()).contains(new Question("cuInit", ""));
        assertThat(book.takePending()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CUDA error: no device",
                "{",
                "{}",
                "[]",
                "17",
                "null",
                "{\"answered\":[\"cuInit\",\"\"],\"outcome\":\"BROKEN\"}",
                "{\"finished\":{}}"
            })
    void whatIsNoLineOfOursIsCounted(String line) {
        book.accept(line);

        assertThat(book.takeGarbage()).isEqualTo(1);
        assertThat(book.finishedCount()).isZero();
        assertThat(book.reply(new Question("cuInit", ""))).isEmpty();
    }

    @Test
    void assignmentsSurviveTheirWay() {
        for (String line : List.of("nvml", "driver", "end", "avoid open /a b/c", "CUDNN /usr/lib/lib cudnn.so.9")) {
            assertThat(Assignment.parse(line).line()).isEqualTo(line);
        }
    }
}
