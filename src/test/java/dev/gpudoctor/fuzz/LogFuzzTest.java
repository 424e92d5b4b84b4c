package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.CodeTable;
import dev.gpudoctor.finding.LogScan;
import dev.gpudoctor.report.ConditionText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A log of whoever needs help: it is read to its end, and nothing of it reaches the terminal but what can be printed. */
class LogFuzzTest {
    private static final int WIDTH = 80;

    private final Catalog catalog = new Catalog();
    private final CodeTable codes = CodeTable.builtIn();

    @FuzzTest
    void log(byte[] data) throws IOException {
        LogScan scan = new LogScan(catalog, codes)
                .read(new InputStreamReader(new ByteArrayInputStream(data), StandardCharsets.UTF_8));
        List<LogScan.Recognised> recognised = scan.recognised();

        assertThat(recognised).allSatisfy(item -> {
            assertThat(item.lineNumber()).isBetween(1L, scan.lines());
            assertThat(item.lines()).isBetween(1L, scan.lines());
            assertThat(item.matched()).isNotEmpty();
        });
        assertThat(new ConditionText(WIDTH).recognised(recognised, scan.lines()))
                .isNotBlank()
                .doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]");
    }
}
