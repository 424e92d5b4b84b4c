package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.advise.lint.LintFiles;
import dev.gpudoctor.advise.lint.Linter;
import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.UnreadableFileException;
import dev.gpudoctor.advise.lint.rule.LintContext;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.LintTextRenderer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file to lint is refused in one line, or every rule can judge it. */
class LintFuzzTest {
    private static final int MOST_LINES = 300;

    private final Linter linter =
            new Linter(new Catalog(), new LintContext(Matrix.builtIn(), Optional.empty(), Optional.empty()));

    @FuzzTest
    void dockerfile(byte[] data) {
        lint("Dockerfile", data);
    }

    /** Arguments that contain arguments, stages upon stages, and lines that go on: each grows with the data. */
    @FuzzTest
    void nested(FuzzedDataProvider data) {
        StringBuilder text = new StringBuilder("ARG A0=x\n");
        int lines = data.consumeInt(1, MOST_LINES);
        for (int i = 1; i <= lines; i++) {
            String before = data.consumeBoolean() ? "${A" + (i - 1) + "}" : data.consumeString(6);
            switch (data.consumeInt(0, 5)) {
                case 0 -> text.append("ARG A" + i + "=" + before.repeat(data.consumeInt(1, 12)) + "\n");
                case 1 -> text.append("ENV A" + i + "=" + before + ":$A" + data.consumeInt(0, i) + "\n");
                case 2 -> text.append("FROM s" + (i - 1) + " AS s" + i + "\n");
                case 3 -> text.append("FROM " + before + " AS s" + i + "\n");
                case 4 ->
                    text.append("RUN pip install torch" + " \\\n".repeat(data.consumeInt(1, 400)) + before + "\n");
                default -> text.append("COPY --from=s" + data.consumeInt(0, i) + " /usr/local/cuda /x\n");
            }
        }
        lint("Dockerfile", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Values that stand for others by name, which stand for others. */
    @FuzzTest
    void aliases(FuzzedDataProvider data) {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        int lines = data.consumeInt(1, 40);
        for (int i = 1; i <= lines; i++) {
            String reference = "*a" + data.consumeInt(0, i - 1);
            text.append(
                    "a" + i + ": &a" + i + " [" + reference + (", " + reference).repeat(data.consumeInt(0, 9)) + "]\n");
        }
        text.append("services: {x: {image: *a" + lines + ", deploy: *a" + data.consumeInt(0, lines) + "}}\n");
        lint("compose.yaml", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @FuzzTest
    void requirements(byte[] data) {
        lint("requirements.txt", data);
        lint("environment.yml", data);
        lint("uv.lock", data);
    }

    @FuzzTest
    void yaml(byte[] data) {
        lint("compose.yaml", data);
    }

    private void lint(String name, byte[] data) {
        LintFile file;
        try {
            file = LintFiles.read(name, new String(data, StandardCharsets.UTF_8), Map.of("TAG", "12.4.1"));
        } catch (UnreadableFileException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(new LintTextRenderer(80).render(linter.lint(List.of(file)))).isNotNull();
    }
}
