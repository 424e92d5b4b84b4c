package dev.gpudoctor.probe.nativelib;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Writes the protocol as one JSON object per line. Written by hand, for the child lives a quarter of a second and a JSON
 * library would take a good part of it to load.
 */
final class AnswerLines implements Protocol {
    private final Consumer<String> out;

    AnswerLines(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void asking(Question question) {
        out.accept("{\"asking\":" + of(question) + "}");
    }

    @Override
    public void answered(Question question, Reply reply) {
        String numbers = reply.numbers().stream().map(Object::toString).collect(Collectors.joining(","));
        out.accept("{\"answered\":" + of(question)
                + ",\"outcome\":" + quoted(reply.outcome().name())
                + ",\"code\":" + reply.code()
                + ",\"numbers\":[" + numbers + "]"
                + ",\"text\":" + quoted(reply.text()) + "}");
    }

    /** All questions of an assignment have been asked. */
    void finished(Assignment assignment) {
        out.accept("{\"finished\":" + quoted(assignment.line()) + "}");
    }

    private static String of(Question question) {
        return List.of(quoted(question.call()), quoted(question.of())).toString();
    }

    /** Everything outside printable ASCII is escaped: the text may be random bytes. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                quoted.append(c);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
