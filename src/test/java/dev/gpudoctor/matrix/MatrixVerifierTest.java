package dev.gpudoctor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every planted defect is found, and a sound matrix has none. */
class MatrixVerifierTest {
    @TempDir
    private Path folder;

    /** A small matrix in which everything fits. */
    private MatrixFolder sound() {
        return MatrixFolder.in(folder)
                .rows(Subject.CUDA, cuda("12.4.0", "GA", 550, "8.0"), cuda("12.4.1", "Update 1", 550, "8.0"))
                .rows(Subject.CUDA_FAMILIES, family(11, 450, "525"), family(12, 525, "null"))
                .rows(Subject.DRIVER_BRANCHES, branch(535, "12.2", "539.72"), branch(550, "12.4", "553.74"))
                .rows(Subject.FORWARD_COMPAT, compat("12.4", 550, 535))
                .rows(Subject.CAPABILITIES, capability("8.0", "11.0", "null"))
                .rows(Subject.GPUS, gpu("NVIDIA A100", "8.0"))
                .rows(Subject.CUDNN, cudnn("9.1.0", "12.4", "12.4.1"))
                .rows(Subject.TENSORRT, tensorRt("10.0.1", "12.4.0", "12.4", "12.4.1"))
                .rows(Subject.IMAGE_REQUIREMENTS, requirement("12.4"))
                .rows(Subject.JETPACK, jetPack("9", "40.1.0"))
                .rows(Subject.JETSON_MODULES, module("A", "p0001-0000", "8.0"))
                .rows(Subject.named("torch").orElseThrow(), build("2.4", "12.4", ">=3.8,<=3.12"))
                .rows(Subject.NGC_IMAGES, image("24.04-py3", "12.4.1"))
                .rows(Subject.CUDA_IMAGES, images("12.4.1", "ubuntu22.04"));
    }

    private static String cuda(String version, String label, int branch, String target) {
        return """
                {"version":"%s","label":"12.4 %s","stage":"ga","driverBranch":%d,"targets":["%s"],"sources":["doc"]}
                """.formatted(version, label, branch, target);
    }

    private static String family(int major, int floor, String ends) {
        return """
                {"major":%d,"minDriverLinux":"%d.1","endsBeforeDriver":%s,"sources":["doc"]}
                """.formatted(major, floor, ends);
    }

    private static String branch(int branch, String cuda, String windows) {
        return """
                {"branch":%d,"cuda":"%s","latestWindows":"%s","droppedArchitectures":[],"sources":["doc"]}
                """.formatted(branch, cuda, windows);
    }

    private static String compat(String cuda, int from, int base) {
        return """
                {"name":"cuda-compat","cuda":"%s","builtFromBranch":%d,"bases":{"%d":"compatible"},"sources":["doc"]}
                """.formatted(cuda, from, base);
    }

    private static String capability(String capability, String first, String last) {
        return """
                {"capability":"%s","architecture":"Ampere","firstCuda":"%s","lastCuda":%s,"sources":["doc"]}
                """.formatted(capability, first, last);
    }

    private static String gpu(String name, String capability) {
        return """
                {"name":"%s","capabilities":["%s"],"segment":"datacenter","sources":["doc"]}
                """.formatted(name, capability);
    }

    private static String cudnn(String version, String from, String to) {
        return """
                {"version":"%s","packages":["12"],"cuda":[{"from":"%s","to":"%s"}],"sources":["doc"]}
                """.formatted(version, from, to);
    }

    private static String jetPack(String name, String l4t) {
        return """
                {"name":"%s","version":"%s","l4t":["%s"],"cuda":"12.4.99","sources":["doc"]}
                """.formatted(name, name, l4t);
    }

    private static String module(String name, String board, String capability) {
        return """
                {"name":"%s","partNumbers":["%s"],"capability":"%s","sources":["doc"]}
                """.formatted(name, board, capability);
    }

    private static String build(String release, String cuda, String python) {
        return """
                {"framework":"torch","release":"%s","cuda":"%s","python":["%s"],"sources":["doc"]}
                """.formatted(release, cuda, python);
    }

    private static String image(String tag, String cuda) {
        return """
                {"repository":"nvcr.io/nvidia/pytorch","tag":"%s","family":"ngc","cuda":"%s","sources":["doc"]}
                """.formatted(tag, cuda);
    }

    private static String tensorRt(String version, String builtWith, String from, String to) {
        return """
                {"version":"%s","builtWithCuda":["%s"],"cuda":[{"from":"%s","to":"%s"}],"sources":["doc"]}
                """.formatted(version, builtWith, from, to);
    }

    private static String requirement(String cuda) {
        return """
                {"cuda":"%s","branches":[535],"sources":["doc"]}
                """.formatted(cuda);
    }

    private static String pci(String first, String last) {
        return """
                {"first":"%s","last":"%s","architecture":"Ampere","sources":["doc"]}
                """.formatted(first, last);
    }

    private static String images(String cuda, String os) {
        return """
                {"repository":"nvidia/cuda","cuda":"%s","os":["%s"],"flavours":["base"],"status":"seen","sources":["doc"]}
                """.formatted(cuda, os);
    }

    @Test
    void aSoundMatrixHasNoIssue() {
        assertThat(MatrixVerifier.verify(sound().source()).issues()).isEmpty();
    }

    @Test
    void aSoundOverlayMaySpeakOfBuiltInRows() {
        MatrixFolder overlay = MatrixFolder.in(folder)
                .manifest("overlay")
                .rows(Subject.NGC_IMAGES, image("99.99-py3", "12.8.1").replace("doc", "rn134u1"))
                .rows(Subject.CUDNN, cudnn("99.1.0", "12.4", "12.6"));
        assertThat(MatrixVerifier.verify(overlay.source()).issues()).isEmpty();
    }

    private static Stream<Arguments> defects() {
        return Stream.of(
                // shape
                defect(
                        MatrixIssue.Kind.SCHEMA,
                        Subject.CUDA,
                        cuda("twelve", "GA", 550, "8.0"),
                        "is not a version: twelve"),
                defect(
                        MatrixIssue.Kind.SCHEMA,
                        Subject.CUDA,
                        cuda("12.4.0", "GA", 550, "8.x"),
                        "is not a GPU code target"),
                defect(
                        MatrixIssue.Kind.SCHEMA,
                        Subject.GPUS,
                        gpu("A", "8.0").replace("\"name\"", "\"nam\""),
                        "is missing"),
                defect(
                        MatrixIssue.Kind.SCHEMA,
                        Subject.GPUS,
                        gpu("A", "8.0").replace("}", ",\"memory\":80}"),
                        "no such field is known"),
                defect(
                        MatrixIssue.Kind.SCHEMA,
                        Subject.CUDNN,
                        cudnn("9.1.0", "12.4", "12.4").replace("\"to\"", "\"too\""),
                        "no such field is known"),
                defect(
                        MatrixIssue.Kind.SCHEMA,
                        Subject.PCI_DEVICES,
                        pci("20G0", "20ff"),
                        "is not a PCI device id: 20G0"),
                // sources
                defect(
                        MatrixIssue.Kind.SOURCE,
                        Subject.GPUS,
                        gpu("A", "8.0").replace("\"doc\"", ""),
                        "names no source"),
                defect(
                        MatrixIssue.Kind.SOURCE,
                        Subject.GPUS,
                        gpu("A", "8.0").replace("\"doc\"", "\"book\""),
                        "names the unknown source book"),
                defect(
                        MatrixIssue.Kind.SOURCE,
                        Subject.GPUS,
                        gpu("A", "8.0")
                                .replace(
                                        "\"sources\"",
                                        "\"conflicts\":[{\"field\":\"chips\",\"claims\":"
                                                + "[{\"value\":\"x\",\"sources\":[\"hearsay\"]}]}],\"sources\""),
                        "names the unknown source hearsay"),
                // keys and claims
                defect(
                        MatrixIssue.Kind.DUPLICATE,
                        Subject.CUDNN,
                        cudnn("9.1.0", "12.4", "12.4") + "," + cudnn("9.1.0", "12.4", "12.4"),
                        "two rows have this key"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.GPUS,
                        gpu("NVIDIA A100", "8.0") + "," + gpu("a100", "8.0"),
                        "claims a100, which NVIDIA A100 has"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.JETPACK,
                        jetPack("9", "40.1.0") + "," + jetPack("10", "40.1.0"),
                        "claims 40.1.0, which 9 has"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.JETSON_MODULES,
                        module("A", "p0001-0000", "8.0") + "," + module("B", "p0001-0000", "8.0"),
                        "claims p0001-0000, which A has"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.CUDA_IMAGES,
                        images("12.4.1", "ubuntu22.04") + "," + images("12.4.1", "ubuntu22.04\",\"ubuntu24.04"),
                        "claims nvidia/cuda:12.4.1-base-ubuntu22.04"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.DRIVER_BRANCHES,
                        branch(535, "12.2", "551.10") + "," + branch(550, "12.4", "553.74"),
                        "goes on to 551.10 on Windows, into branch 550"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.DRIVER_BRANCHES,
                        branch(535, "12.2", "550.10") + "," + branch(550, "12.4", "553.74"),
                        "goes on to 550.10 on Windows, into branch 550"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.L4T_IMAGES,
                        image("24.04-py3", "12.4.1"),
                        "claims nvcr.io/nvidia/pytorch:24.04-py3"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.DRIVER_BRANCHES,
                        branch(535, "12.4", "539.72") + "," + branch(550, "12.4", "553.74"),
                        "has CUDA 12.4, which the branch before has too"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.CUDA_FAMILIES,
                        family(11, 450, "530") + "," + family(12, 525, "null"),
                        "ends before driver 530, the next family begins at 525"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.CUDNN,
                        cudnn("9.1.0", "12.4", "12.4\"},{\"from\":\"12.4\",\"to\":\"12.4.1"),
                        "two CUDA ranges of one platform and GPU overlap"),
                defect(
                        MatrixIssue.Kind.OVERLAP,
                        Subject.PCI_DEVICES,
                        pci("2000", "20ff") + "," + pci("20ff", "21ff"),
                        "reaches into range 20ff"),
                // holes
                defect(MatrixIssue.Kind.HOLE, Subject.PCI_DEVICES, pci("20ff", "2000"), "ends before it begins"),
                defect(
                        MatrixIssue.Kind.HOLE,
                        Subject.CUDA_FAMILIES,
                        family(11, 450, "520") + "," + family(12, 525, "null"),
                        "ends before driver 520, the next family begins at 525"),
                defect(
                        MatrixIssue.Kind.HOLE,
                        Subject.CUDA_FAMILIES,
                        family(11, 450, "525") + "," + family(13, 525, "null"),
                        "the next family is 13"),
                defect(MatrixIssue.Kind.HOLE, Subject.CUDNN, cudnn("9.1.0", "12.4.1", "12.4.0"), "before it begins"),
                defect(
                        MatrixIssue.Kind.HOLE,
                        Subject.CAPABILITIES,
                        capability("8.0", "11.0", "\"12.4.0\""),
                        "differ on whether it is compiled for"),
                defect(
                        MatrixIssue.Kind.HOLE,
                        Subject.named("torch").orElseThrow(),
                        build("2.4", "12.4", ">=3.12,<=3.8"),
                        "nothing is in >=3.12,<=3.8"),
                defect(
                        MatrixIssue.Kind.HOLE,
                        Subject.named("torch").orElseThrow(),
                        build("2.4", "12.4", ">=3.12,<3.8"),
                        "nothing is in >=3.12,<3.8"),
                // references
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.NGC_IMAGES,
                        image("24.04-py3", "12.7.0"),
                        "names the unknown CUDA 12.7.0"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.CUDA_IMAGES,
                        images("8.0", "ubuntu22.04"),
                        "names the unknown CUDA 8.0"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.named("torch").orElseThrow(),
                        build("2.4", "14.0", ">=3.8"),
                        "names the unknown CUDA 14.0"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.CUDNN,
                        cudnn("9.1.0", "12.4", "12.9"),
                        "names the unknown CUDA 12.9"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.CUDNN,
                        cudnn("9.1.0", "12.3", "12.4"),
                        "cuda names the unknown CUDA 12.3"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.CUDNN,
                        cudnn("9.1.0", "12.4", "12.4").replace("\"12\"", "\"10\""),
                        "packages names the unknown CUDA 10"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.TENSORRT,
                        tensorRt("10.0.1", "12.9.0", "12.4", "12.4.1"),
                        "builtWithCuda names the unknown CUDA 12.9.0"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.TENSORRT,
                        tensorRt("10.0.1", "12.4.0", "12.4", "12.9"),
                        "cuda names the unknown CUDA 12.9"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.JETPACK,
                        jetPack("9", "40.1.0").replace("12.4.99", "12.9.99"),
                        "cuda names the unknown CUDA 12.9.99"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.IMAGE_REQUIREMENTS,
                        requirement("12.9"),
                        "cuda names the unknown CUDA 12.9"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.CUDA,
                        cuda("12.4.0", "GA", 560, "8.0"),
                        "driverBranch names the unknown driver branch 560"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.CAPABILITIES,
                        capability("8.0", "11.0", "null").replace("}", ",\"lastDriverBranch\":470}"),
                        "lastDriverBranch names the unknown driver branch 470"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.FORWARD_COMPAT,
                        compat("12.9", 550, 535),
                        "cuda names the unknown CUDA 12.9"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.FORWARD_COMPAT,
                        compat("12.4", 555, 535),
                        "names the unknown driver branch 555"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.FORWARD_COMPAT,
                        compat("12.4", 550, 470),
                        "names the unknown driver branch 470"),
                defect(MatrixIssue.Kind.REFERENCE, Subject.GPUS, gpu("A", "9.9"), "has the unknown capability 9.9"),
                defect(
                        MatrixIssue.Kind.REFERENCE,
                        Subject.JETSON_MODULES,
                        module("A", "p0001-0000", "9.9"),
                        "has the unknown capability 9.9"));
    }

    private static Arguments defect(MatrixIssue.Kind kind, Subject<?> subject, String rows, String problem) {
        return Arguments.of(kind, subject, rows, problem);
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("defects")
    void aDefectIsFound(MatrixIssue.Kind kind, Subject<?> subject, String rows, String problem) {
        List<MatrixIssue> issues =
                MatrixVerifier.verify(sound().rows(subject, rows).source()).issues();
        assertThat(issues).hasSize(1);
        assertThat(issues.get(0).kind()).isEqualTo(kind);
        assertThat(issues.get(0).file()).isEqualTo(subject.file());
        assertThat(issues.get(0).problem()).contains(problem);
        assertThat(issues.get(0)).asString().contains(subject.file(), problem);
    }

    @Test
    void everyBadRowIsTold() {
        List<MatrixIssue> issues = MatrixVerifier.verify(
                        sound().rows(Subject.GPUS, gpu("A", "x"), gpu("B", "8.0"), gpu("C", "y"))
                                .source())
                .issues();
        assertThat(issues)
                .extracting(MatrixIssue::place)
                .containsExactly("/rows/0/capabilities/0", "/rows/2/capabilities/0");
    }

    @Test
    void aSourceThatNoRowUsesIsFound() {
        MatrixFolder matrix = sound().file("sources.json", """
                        {"rows":[{"id":"doc","title":"A","url":null},{"id":"spare","title":"B","url":null}]}
                        """);
        assertThat(MatrixVerifier.verify(matrix.source()).issues())
                .containsExactly(
                        new MatrixIssue(MatrixIssue.Kind.SOURCE, "sources.json", "spare", "is used by no row"));
    }

    @Test
    void twoSourcesOfOneIdAreFound() {
        MatrixFolder matrix = sound().file("sources.json", """
                        {"rows":[{"id":"doc","title":"A","url":null},{"id":"doc","title":"B","url":null}]}
                        """);
        assertThat(MatrixVerifier.verify(matrix.source()).issues())
                .extracting(MatrixIssue::kind)
                .containsExactly(MatrixIssue.Kind.DUPLICATE);
    }

    @Test
    void aFileThatIsNoTableIsFound() {
        assertThat(MatrixVerifier.verify(
                                sound().file("cuda.json", "{\"row\":[]}").source())
                        .issues())
                .extracting(MatrixIssue::toString)
                .containsExactly("cuda.json [/row]: no such field is known");
        assertThat(MatrixVerifier.verify(sound().file("cuda.json", "nothing").source())
                        .issues())
                .extracting(MatrixIssue::kind)
                .containsExactly(MatrixIssue.Kind.SCHEMA);
    }

    @Test
    void touchingRangesDoNotOverlap() {
        assertThat(MatrixVerifier.verify(sound().rows(Subject.PCI_DEVICES, pci("2000", "20fe"), pci("20ff", "20ff"))
                                .rows(
                                        Subject.DRIVER_BRANCHES,
                                        branch(535, "12.2", "549.72"),
                                        branch(550, "12.4", "553.74"))
                                .source())
                        .issues())
                .isEmpty();
    }

    @Test
    void aCudaOlderThanTheMatrixIsNoFaultOfAFramework() {
        assertThat(MatrixVerifier.verify(sound().rows(Subject.named("torch").orElseThrow(), build("1.0", "8.0", "=3.6"))
                                .source())
                        .issues())
                .isEmpty();
    }

    @Test
    void fieldsThatNobodyKnowsAreFoundInManifestAndSources() {
        MatrixFolder matrix = sound().file("sources.json", """
                        {"rows":[{"id":"doc","title":"A","url":null,"year":2026}]}
                        """).file("manifest.json", """
                        {"schemaVersion":1,"dataVersion":"1","asOf":"2026-01-31","modus":"whole"}
                        """);
        assertThat(MatrixVerifier.verify(matrix.source()).issues())
                .extracting(MatrixIssue::toString)
                .containsExactly(
                        "manifest.json [/modus]: no such field is known",
                        "sources.json [/rows/0/year]: no such field is known");
    }

    @Test
    void aManifestThatCannotBeReadIsFound() {
        assertThat(MatrixVerifier.verify(sound().file("manifest.json", "{}").source())
                        .issues())
                .extracting(MatrixIssue::toString)
                .containsExactly("manifest.json [/schemaVersion]: is missing");
    }
}
