package dev.gpudoctor.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.finding.CodeTable.Code;
import dev.gpudoctor.finding.LogScan.Recognised;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogScanTest {
    private final Catalog catalog = new Catalog();
    private final CodeTable codes = CodeTable.builtIn();

    private List<Recognised> scan(String log) throws IOException {
        return new LogScan(catalog, codes).read(new StringReader(log)).recognised();
    }

    private List<String> ids(String log) throws IOException {
        return scan(log).stream().map(item -> item.condition().id()).toList();
    }

    @Test
    void everyTextOfTheCatalogueIsRecognised() throws IOException {
        for (Condition condition : catalog.all()) {
            for (String text : condition.logTexts()) {
                assertThat(ids("12:00:01 worker-3 | " + text + " (after this)\n"))
                        .as(condition.id() + ": " + text)
                        .contains(condition.id());
            }
        }
    }

    @Test
    void everyCodeOfTheCatalogueIsRecognisedByNumberAndName() throws IOException {
        for (Code code : codes.all()) {
            for (Condition condition : CodeTable.meaning(code, catalog)) {
                for (String line : spellings(code)) {
                    assertThat(ids(line)).as(condition.id() + " by " + line).contains(condition.id());
                }
            }
        }
    }

    private static List<String> spellings(Code code) {
        return switch (code.family()) {
            case "cuda" -> code.names().isEmpty() ? List.of("CUDA error " + code.number()) : code.names();
            case "xid" -> List.of("kernel: NVRM: Xid (PCI:0000:41:00): " + code.number() + ", pid=1");
            case "smiExit" -> List.of("nvidia-smi failed with exit code " + code.number());
            default -> code.names();
        };
    }

    @Test
    void theMostSpecificConditionStandsFirst() throws IOException {
        String log = "Traceback (most recent call last):\n"
                + "RuntimeError: CUDA error 803: system has unsupported display driver / cuda driver combination\n";
        assertThat(ids(log)).first().isEqualTo("cuda.compat.mismatch");
        assertThat(ids("kernel: NVRM: Xid (PCI:0000:41:00): 79, pid=1\n"))
                .first()
                .isEqualTo("hardware.gpu.fell-off-bus");
    }

    @Test
    void saysWhereItStands() throws IOException {
        Recognised item = scan("fine\nfine\nFailed to initialize NVML: Driver/library version mismatch\n")
                .get(0);
        assertThat(item.condition().id()).isEqualTo("driver.module.library-mismatch");
        assertThat(item.lineNumber()).isEqualTo(3);
        assertThat(item.line()).contains("version mismatch");
    }

    @Test
    void knowsNothingOfOrdinaryLines() throws IOException {
        assertThat(ids("epoch 3/10 loss 0.123\nGET /health 200\nfinished in 12 s\n"))
                .isEmpty();
    }

    @Test
    void survivesAnEndlessLineAndControlCharacters() throws IOException {
        Reader endless = new StringReader(
                "x".repeat(3_000_000) + "\n\u001b[31mNVRM: Xid (PCI:0000:41:00): 79, pid=1\u001b[0m\n");
        List<Recognised> items = new LogScan(catalog, codes).read(endless).recognised();
        assertThat(items).extracting(item -> item.condition().id()).contains("hardware.gpu.fell-off-bus");
        assertThat(items).allSatisfy(item -> assertThat(item.line()).doesNotContain("\u001b"));
    }
}
