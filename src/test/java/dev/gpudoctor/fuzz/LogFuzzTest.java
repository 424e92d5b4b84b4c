package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.app.LogService;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.log.LogExplanation;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.LogText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A log of whoever needs help: it is read to its end, and nothing of it reaches the terminal but what can be printed. */
class LogFuzzTest {
    private static final int WIDTH = 80;

    private final LogService service = new LogService(new Catalog(), Matrix.builtIn());

    @FuzzTest
    void log(byte[] data) throws IOException {
        LogExplanation log = service.explain(
                new InputStreamReader(new ByteArrayInputStream(data), StandardCharsets.UTF_8), Optional.empty());

        log.cause().ifPresent(cause -> assertThat(cause.evidence())
                .isNotEmpty()
                .allSatisfy(fact -> assertThat(fact.line().number()).isBetween(1L, log.lines())));
        assertThat(new LogText(WIDTH).of(log)).isNotBlank().doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]");
    }
}
