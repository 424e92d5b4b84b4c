package dev.gpudoctor.advise.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.UnreadableFileException;
import dev.gpudoctor.advise.lint.rule.LintContext;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Damaged files are refused or judged, never a fault. */
class HostileFilesTest {
    private static final String PIECES = "\\\"'`$(){}[]<>#&|;\n\r\t\0 =:@-\uFEFF\u202E0aF";
    private static final int DAMAGES_PER_FILE = 25;
    private static final int MOST_PLACES = 5;

    private final Linter linter =
            new Linter(new Catalog(), new LintContext(Matrix.builtIn(), Optional.empty(), Optional.empty()));

    @Test
    void surviveDamageAndCutting() throws IOException {
        Random random = new Random(6);
        int judged = 0;
        int refused = 0;
        for (Path file : files()) {
            String text = Files.readString(file);
            for (int i = 0; i < DAMAGES_PER_FILE; i++) {
                if (isJudged(file.getFileName().toString(), damaged(text, random))) {
                    judged++;
                } else {
                    refused++;
                }
            }
        }
        assertThat(judged).isGreaterThan(refused / 10);
        assertThat(refused).isPositive();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src/test/resources/lint"))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("expected.json"))
                    .sorted()
                    .toList();
        }
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(MOST_PLACES) + 1; i > 0 && damaged.length() > 0; i--) {
            int at = random.nextInt(damaged.length());
            damaged.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
        }
        return random.nextBoolean() ? damaged.toString() : damaged.substring(0, random.nextInt(damaged.length()));
    }

    private boolean isJudged(String name, String text) {
        try {
            LintFile file = LintFiles.read(name, text, Map.of());
            LintReport report = linter.lint(List.of(file));
            int lines = (int) text.lines().count() + 1;
            report.findings().forEach(found -> assertThat(found.place().line()).isBetween(1, lines));
            return true;
        } catch (UnreadableFileException refused) {
            assertThat(refused.getMessage()).startsWith(name).doesNotContain("\n");
            return false;
        }
    }

    @Test
    void aTextOfNothingButContinuationsEnds() {
        assertThat(isJudged("Dockerfile", "FROM a\nRUN " + "\\\n".repeat(20_000)))
                .isTrue();
        assertThat(isJudged("Dockerfile", "FROM a\nRUN " + "bash -c '".repeat(500)))
                .isTrue();
        assertThat(isJudged("Dockerfile", "FROM a\nRUN " + "$(".repeat(5_000))).isTrue();
        assertThat(isJudged("x.yaml", "[".repeat(10_000))).isFalse();
        assertThat(isJudged("Dockerfile", "FROM a\n#" + "x".repeat(1 << 20))).isFalse();
    }
}
