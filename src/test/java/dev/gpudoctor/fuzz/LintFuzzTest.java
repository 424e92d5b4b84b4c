package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

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
    private final Linter linter =
            new Linter(new Catalog(), new LintContext(Matrix.builtIn(), Optional.empty(), Optional.empty()));

    @FuzzTest
    void dockerfile(byte[] data) {
        lint("Dockerfile", data);
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
