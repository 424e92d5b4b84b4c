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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lines of builds, package managers, servers, tests and healthy starts that use the words of failures: none accuses. */
class OrdinaryLogsTest {
    private static final Path FOLDER = Path.of("src/test/resources/logs/ordinary");
    private static final int AT_LEAST = 2000;

    private final LogService service = new LogService(new Catalog(), Matrix.builtIn());

    @Test
    void noLineAccuses() throws IOException {
        List<String> accused = new ArrayList<>();
        int lines = 0;
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                lines++;
                accusation(line).ifPresent(id -> accused.add(id + ": " + line));
            }
        }
        assertThat(lines).isGreaterThan(AT_LEAST);
        assertThat(accused).isEmpty();
    }

    @Test
    void noWholeLogAccuses() throws IOException {
        for (Path file : files()) {
            assertThat(accusation(Files.readString(file))).as(file.toString()).isEmpty();
        }
    }

    @Test
    void aPluginThatWasCreatedLeavesNoOperatorUnknown() throws IOException {
        String searched =
                "[TRT] [I] No importer registered for op: TRTInstanceNormalization. Attempting to import as plugin.\n";
        assertThat(accusation(searched)).contains("tensorrt.onnx.operator-unsupported");
        assertThat(accusation(searched + "[TRT] [I] Successfully created plugin: TRTInstanceNormalization\n"))
                .isEmpty();
    }

    @Test
    void aModuleOfAnotherVendorAccusesNoDriver() throws IOException {
        assertThat(accusation("Error! Bad return status for module build on kernel: 6.11.0-1012-azure (x86_64)\n"
                        + "Consult /var/lib/dkms/dxgkrnl/f6f9c9ab2/build/make.log for more information.\n"))
                .isEmpty();
    }

    private Optional<String> accusation(String log) throws IOException {
        return service.explain(new StringReader(log), Optional.empty())
                .cause()
                .filter(cause -> !cause.nothingToRepair())
                .map(LogExplanation.Cause::id);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }
}
