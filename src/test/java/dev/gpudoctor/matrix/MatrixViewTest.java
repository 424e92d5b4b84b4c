package dev.gpudoctor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixViewTest {
    private final Matrix matrix = Matrix.builtIn();
    private final MatrixView view = new MatrixView(matrix);

    @ParameterizedTest
    @CsvSource({
        "cuda, 12.4, '12.4.0,12.4.1'",
        "cuda, 12.4.1, 12.4.1",
        "cuda, 12.4 UPDATE 1, 12.4.1",
        "cuda, 13.5, 13.5.0",
        "cuda, preview, 13.4.0",
        "cuda, 12.7, ''",
        "driver-branches, 580, 580",
        "capabilities, 8.6, 8.6",
        "gpus, tesla t4, 'Tesla T4'",
        "jetpack, 4.4, '4.4'",
        "bounds, wsl.d, wsl.driver",
        "frameworks/vllm, 0.9.2, vllm 0.9.2 linux-x86_64"
    })
    void aWishNamesRows(String subject, String wish, String keys) {
        assertThat(view.rows(Subject.named(subject).orElseThrow(), wish).stream()
                        .map(Row::key)
                        .toList())
                .isEqualTo(keys.isEmpty() ? List.of() : List.of(keys.split(",")));
    }

    @Test
    void fieldsArePlainValues() {
        Map<String, Object> cuda =
                RowFields.of(matrix.cuda(Version.of("13.4.1")).orElseThrow());
        assertThat(cuda)
                .containsEntry("version", "13.4.1")
                .containsEntry("stage", "ga")
                .containsEntry("driverBranch", 615)
                .containsEntry("driverIsBranch", true)
                .containsEntry("minDriverWindows", null)
                .containsEntry("kept", "by-hand")
                .doesNotContainKey("provenance");
        assertThat(RowFields.of(matrix.cuda(Version.of("13.5.0")).orElseThrow()))
                .containsEntry("kept", "by-hand");
        Map<String, Object> tensorRt =
                RowFields.of(matrix.tensorRt(Version.of("11.4.0")).orElseThrow());
        assertThat(tensorRt)
                .containsEntry("dla", "windows-on-arm")
                .containsEntry("python", List.of(">=3.8,<=3.14"))
                .containsEntry("builtWithCuda", List.of("13.4"));
        assertThat(tensorRt.get("onnx")).isInstanceOfSatisfying(Map.class, onnx -> assertThat(onnx.get("maxOpset"))
                .isEqualTo(25));
        assertThat((List<?>) tensorRt.get("drivers")).first().isInstanceOfSatisfying(Map.class, need -> assertThat(
                        need.get("linux"))
                .isEqualTo("535"));
        assertThat((List<?>) tensorRt.get("cuda")).first().isInstanceOfSatisfying(Map.class, support -> assertThat(
                        support.get("to"))
                .isEqualTo("13.4.2"));
    }

    @Test
    void conflictsAndMapsArePlainValues() {
        Map<String, Object> branch = RowFields.of(matrix.driverBranch(610).orElseThrow());
        assertThat(branch.get("conflicts"))
                .isEqualTo(List.of(Map.of(
                        "field",
                        "endOfLife",
                        "claims",
                        List.of(
                                Map.of("value", "2026-08", "sources", List.of("dc615")),
                                Map.of("value", "2027-08-03", "sources", List.of("eol"))))));
        Map<String, Object> compat =
                RowFields.of(matrix.forwardCompat(Version.of("12.2")).orElseThrow());
        assertThat(compat.get("bases")).isInstanceOfSatisfying(Map.class, bases -> assertThat(bases.get("535"))
                .isEqualTo("not-applicable"));
    }

    @Test
    void theExportHoldsEveryRow() {
        Map<?, ?> tables = (Map<?, ?>) view.export().get("tables");
        for (Subject<?> subject : Subject.all()) {
            assertThat((List<?>) tables.get(subject.name())).hasSameSizeAs(matrix.rows(subject));
        }
        assertThat(view.tables())
                .filteredOn(table -> table.subject().equals("driver-branches"))
                .singleElement()
                .satisfies(table -> assertThat(table.contested()).isEqualTo(4))
                .satisfies(table -> assertThat(table.byHand()).isEqualTo(table.rows()));
    }
}
