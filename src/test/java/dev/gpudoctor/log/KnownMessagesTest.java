package dev.gpudoctor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.app.LogService;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Messages as their projects write them, each with the cause that comes first and the facts in it. */
class KnownMessagesTest {
    private static final Path FOLDER = Path.of("src/test/resources/logs/messages");
    private static final int AT_LEAST = 400;

    private final LogService service = new LogService(new Catalog(), Matrix.builtIn());

    /**
     * One sample: a line {@code ## CAUSE | NAME=VALUE | ...} and the text below it.
     *
     * @param facts what must be read from the text
     */
    private record Sample(Path file, String cause, Map<String, String> facts, String text) {}

    @Test
    void everySampleNamesItsCauseFirst(TestReporter reporter) throws IOException {
        List<String> wrong = new ArrayList<>();
        int first = 0;
        int among = 0;
        int nothing = 0;
        List<Sample> samples = samples();
        for (Sample sample : samples) {
            LogExplanation log = service.explain(new StringReader(sample.text()), Optional.empty());
            String named = log.cause().map(LogExplanation.Cause::id).orElse("nothing known");
            boolean right = named.equals(sample.cause());
            boolean alternative = log.alternatives().stream().limit(2).anyMatch(cause -> cause.id()
                    .equals(sample.cause()));
            first += right ? 1 : 0;
            among += right || alternative ? 1 : 0;
            nothing += log.cause().isEmpty() ? 1 : 0;
            if (!right) {
                wrong.add(sample.file().getFileName() + ": " + sample.cause() + ", named " + named + ": "
                        + sample.text());
            }
        }
        reporter.publishEntry(
                "log messages",
                "right first " + first + ", right among the first three " + among + ", wrong first "
                        + (samples.size() - first - nothing) + ", nothing known " + nothing + ", of " + samples.size());
        assertThat(samples).hasSizeGreaterThanOrEqualTo(AT_LEAST);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everySampleYieldsItsFacts() throws IOException {
        for (Sample sample : samples()) {
            LogExplanation log = service.explain(new StringReader(sample.text()), Optional.empty());
            assertThat(log.cause().orElseThrow().values()).as(sample.text()).containsAllEntriesOf(sample.facts());
        }
    }

    @Test
    void noAnswerHasAPlaceholder() throws IOException {
        for (Sample sample : samples()) {
            LogExplanation log = service.explain(new StringReader(sample.text()), Optional.empty());
            Stream.concat(log.cause().stream(), log.alternatives().stream())
                    .forEach(cause -> assertThat(cause.says() + cause.why() + cause.remedies())
                            .as(sample.text())
                            .doesNotContainPattern("\\{[a-zA-Z]+\\}"));
        }
    }

    private static List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                for (String part : Files.readString(file).split("(?m)^## ")) {
                    if (!part.isBlank()) {
                        samples.add(sample(file, part));
                    }
                }
            }
        }
        return samples;
    }

    private static Sample sample(Path file, String part) {
        String[] headAndText = part.split("\n", 2);
        String[] head = headAndText[0].split(" \\| ");
        Map<String, String> facts = new LinkedHashMap<>();
        for (int i = 1; i < head.length; i++) {
            String[] pair = head[i].split("=", 2);
            facts.put(pair[0], pair[1]);
        }
        return new Sample(file, head[0], facts, headAndText[1]);
    }
}
