package dev.gpudoctor.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders of the user's: what is laid over, what is refused and how. */
class MatrixLoaderTest {
    private static final String BRANCH = """
            {"branch":580,"type":"lts","cuda":"99.0","droppedArchitectures":[],"ptxIsaMax":"9.0","sources":["doc"]}
            """;

    @TempDir
    private Path folder;

    @Test
    void aWholeMatrixStandsAlone() {
        Matrix matrix =
                MatrixFolder.in(folder).rows(Subject.DRIVER_BRANCHES, BRANCH).matrix();
        assertThat(matrix.rows(Subject.DRIVER_BRANCHES)).hasSize(1);
        assertThat(matrix.rows(Subject.CUDA)).isEmpty();
        assertThat(matrix.cuda(Version.of("12.4"))).isEmpty();
        assertThat(matrix.layers()).containsExactly(folder.toString());
        assertThat(matrix.manifest().dataVersion()).hasToString("9.9.9");
    }

    @Test
    void anOverlayReplacesRowsOfItsKeysAndKeepsTheOthers() {
        Matrix matrix = MatrixFolder.in(folder)
                .manifest("overlay")
                .rows(Subject.DRIVER_BRANCHES, BRANCH, BRANCH.replace("580", "999"))
                .matrix();
        assertThat(matrix.driverBranch(580).orElseThrow().cuda()).contains(Version.of("99.0"));
        assertThat(matrix.driverBranch(999)).isPresent();
        assertThat(matrix.driverBranch(570).orElseThrow().cuda()).contains(Version.of("12.8"));
        assertThat(matrix.cuda(Version.of("12.4"))).isPresent();
        assertThat(matrix.source("doc")).isPresent();
        assertThat(matrix.source("rn134u1")).isPresent();
        assertThat(matrix.layers()).containsExactly("built-in", folder.toString());
    }

    @Test
    void aRowOfTheExactReleaseCountsMoreThanOneOfItsMinor() {
        String build = """
                {"framework":"torch","release":"%s","cuda":"%s","sources":["doc"]}
                """;
        Matrix matrix = MatrixFolder.in(folder)
                .rows(
                        Subject.named("torch").orElseThrow(),
                        build.formatted("2.9", "12.8"),
                        build.formatted("2.9.1", "13.0"))
                .matrix();
        assertThat(matrix.frameworkBuilds("torch", Version.of("2.9.1")))
                .extracting(FrameworkBuild::key)
                .containsExactly("torch 2.9.1");
        assertThat(matrix.frameworkBuilds("torch", Version.of("2.9.0")))
                .extracting(FrameworkBuild::key)
                .containsExactly("torch 2.9");
    }

    @Test
    void aFileIsReadWhenItIsFirstAskedFor() {
        Matrix matrix =
                MatrixFolder.in(folder).file("gpus.json", "no JSON at all").matrix();
        assertThat(matrix.rows(Subject.DRIVER_BRANCHES)).isEmpty();
        assertThatExceptionOfType(MatrixException.class).isThrownBy(() -> matrix.gpuByName("Tesla T4"));
    }

    @Test
    void severalThreadsSeeTheSameRows() throws Exception {
        Matrix matrix = Matrix.builtIn();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<List<CudaRelease>> read = () -> matrix.rows(Subject.CUDA);
            for (Future<List<CudaRelease>> answer : threads.invokeAll(List.of(read, read, read, read))) {
                assertThat(answer.get()).isSameAs(matrix.rows(Subject.CUDA));
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Stream<Arguments> badTables() {
        return Stream.of(
                Arguments.of("[]", "", "is not a JSON object"),
                Arguments.of("{\"rows\":[", "", "is not JSON"),
                Arguments.of("{\"rows\":[]} {}", "", "goes on after its JSON object"),
                Arguments.of("{\"rows\":{}}", "/rows", "is not a list"),
                Arguments.of("{\"rows\":[7]}", "/rows/0", "is not an object"),
                Arguments.of("{\"rows\":[" + BRANCH + ",{}]}", "/rows/1/branch", "is missing"),
                Arguments.of(row("\"branch\":580", "\"branch\":\"580\""), "/rows/0/branch", "is not a whole number"),
                Arguments.of(row("\"branch\":580", "\"branch\":5.5"), "/rows/0/branch", "is not a whole number"),
                Arguments.of(
                        row("\"branch\":580", "\"branch\":99999999999"), "/rows/0/branch", "is not a whole number"),
                Arguments.of(row("99.0", "newest"), "/rows/0/cuda", "is not a version: newest"),
                Arguments.of(row("\"99.0\"", "99.0"), "/rows/0/cuda", "is not a text"),
                Arguments.of(row("lts", "LTSB"), "/rows/0/type", "is not one of"),
                Arguments.of(row("[],", "[7],"), "/rows/0/droppedArchitectures/0", "is not a text"),
                Arguments.of(row("[],", "[\"Fermi\",null],"), "/rows/0/droppedArchitectures/1", "is not a text"),
                Arguments.of(
                        row("\"sources\"", "\"endOfLife\":\"soon\",\"sources\""),
                        "/rows/0/endOfLife",
                        "is not a date: soon"),
                Arguments.of(row("\"branch\":580", "\"branch\":580,\"branch\":581"), "", "is not JSON"));
    }

    private static String row(String part, String replacement) {
        return "{\"rows\":[" + BRANCH.replace(part, replacement) + "]}";
    }

    @ParameterizedTest
    @MethodSource("badTables")
    void aBadTableIsRefusedWithFilePointerAndReason(String text, String pointer, String reason) {
        Matrix matrix =
                MatrixFolder.in(folder).file("driver-branches.json", text).matrix();
        MatrixException refusal =
                catchThrowableOfType(MatrixException.class, () -> matrix.rows(Subject.DRIVER_BRANCHES));
        assertThat(refusal.file()).isEqualTo("driver-branches.json");
        assertThat(refusal.pointer()).isEqualTo(pointer);
        assertThat(refusal.reason()).contains(reason);
        assertThat(refusal).hasMessageContaining(reason).hasMessageContaining("driver-branches.json");
    }

    @Test
    void aNumberInAListIsChecked() {
        Matrix matrix =
                MatrixFolder.in(folder).rows(Subject.IMAGE_REQUIREMENTS, """
                        {"cuda":"12.4","branches":[535,"550"],"sources":["doc"]}
                        """).matrix();
        assertThatExceptionOfType(MatrixException.class)
                .isThrownBy(() -> matrix.rows(Subject.IMAGE_REQUIREMENTS))
                .withMessageContaining("/rows/0/branches/1: is not a whole number");
    }

    @Test
    void aValueInAMapIsChecked() {
        Matrix matrix =
                MatrixFolder.in(folder).rows(Subject.FORWARD_COMPAT, """
                        {"name":"c","cuda":"12.4","builtFromBranch":550,"bases":{"535":"perhaps"},"sources":["doc"]}
                        """).matrix();
        assertThatExceptionOfType(MatrixException.class)
                .isThrownBy(() -> matrix.rows(Subject.FORWARD_COMPAT))
                .withMessageContaining("/rows/0/bases/535: is not a fit");
    }

    private static Stream<Arguments> badManifests() {
        String good = "{\"schemaVersion\":1,\"dataVersion\":\"1.0.0\",\"asOf\":\"2026-01-31\"}";
        return Stream.of(
                Arguments.of(good.replace(":1,", ":2,"), "this program reads 1"),
                Arguments.of(good.replace("2026-01-31", "2026-02-31"), "is not a day"),
                Arguments.of(good.replace("2026-01-31", "2026-01"), "is not a day"),
                Arguments.of(good.replace("1.0.0", "one"), "is not a version"),
                Arguments.of(good.replace("}", ",\"mode\":\"beside\"}"), "is not one of"),
                Arguments.of("", "is not a JSON object"));
    }

    @ParameterizedTest
    @MethodSource("badManifests")
    void aBadManifestIsRefused(String text, String reason) {
        MatrixFolder matrix = MatrixFolder.in(folder).file("manifest.json", text);
        assertThatExceptionOfType(MatrixException.class)
                .isThrownBy(matrix::matrix)
                .withMessageContaining("manifest.json")
                .withMessageContaining(reason);
    }

    @Test
    void aFolderWithoutManifestIsRefused() {
        assertThatExceptionOfType(MatrixException.class)
                .isThrownBy(() -> Matrix.in(folder))
                .withMessageContaining("manifest.json: is missing in " + folder);
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws IOException {
        MatrixFolder matrix = MatrixFolder.in(folder);
        Files.write(folder.resolve("cuda.json"), new byte[MatrixSource.MAX_FILE_BYTES + 1]);
        assertThatExceptionOfType(MatrixException.class)
                .isThrownBy(() -> matrix.matrix().rows(Subject.CUDA))
                .withMessageContaining("is larger than");
    }

    @Test
    void aFolderInPlaceOfAFileIsRefused() throws IOException {
        MatrixFolder matrix = MatrixFolder.in(folder);
        Files.createDirectory(folder.resolve("cuda.json"));
        assertThatExceptionOfType(MatrixException.class)
                .isThrownBy(() -> matrix.matrix().rows(Subject.CUDA))
                .withMessageContaining("is not a file");
    }

    @Test
    void deepNestingIsRefused() {
        Matrix matrix = MatrixFolder.in(folder)
                .file("cuda.json", "{\"rows\":" + "[".repeat(1000))
                .matrix();
        assertThatExceptionOfType(MatrixException.class)
                .isThrownBy(() -> matrix.rows(Subject.CUDA))
                .withMessageContaining("is not JSON");
    }
}
