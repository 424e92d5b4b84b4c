package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The laws of pairs, told by {@code check} of directory trees as pip and conda leave them. */
class CompatTreesTest {
    private static final String VENV = "/opt/app/venv";
    private static final String SITE = VENV + "/lib/python3.12/site-packages/";
    private static final String NO_KERNEL = "framework.gpu.no-kernel";
    private static final String OTHER_TORCH = "python.requirement.unmet";

    @TempDir
    Path root;

    private Tree environment() {
        return new Tree(root)
                .file("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n")
                .file(VENV + "/pyvenv.cfg", "version = 3.12.3\n");
    }

    private static Tree installed(Tree tree, String name, String version, String... requirements) {
        StringBuilder metadata =
                new StringBuilder("Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
        for (String requirement : requirements) {
            metadata.append("Requires-Dist: ").append(requirement).append('\n');
        }
        String info = SITE + name.replace('-', '_') + "-" + version + ".dist-info/";
        return tree.file(info + "METADATA", metadata + "\n");
    }

    /** As the Python index has it: the version has no label, version.py tells the build. */
    private static Tree torch(Tree tree, String release, String label, String cuda) {
        return installed(tree, "torch", release)
                .file(
                        SITE + "torch/version.py",
                        "__version__ = '" + release + "+" + label + "'\ncuda: Optional[str] = '" + cuda + "'\n");
    }

    private static JsonNode check(Tree tree, String gpu, String driver) throws Exception {
        CommandLineRun run = CommandLineRun.of(
                "check",
                "--no-policy",
                "--root",
                tree.root().toString(),
                "--assume",
                "gpu=" + gpu,
                "--assume",
                "driver=" + driver,
                "--format",
                "json");
        return Json.parse(run.out());
    }

    private static List<String> errors(JsonNode report) {
        List<String> ids = new ArrayList<>();
        for (JsonNode finding : report.path("findings")) {
            if (finding.path("severity").asText().equalsIgnoreCase("error")) {
                ids.add(finding.path("id").asText());
            }
        }
        return ids;
    }

    private static List<String> errors(Tree tree, String gpu) throws Exception {
        return errors(check(tree, gpu, "580.95.05"));
    }

    @ParameterizedTest
    @CsvSource({
        "2.7.0, cu126, 12.6, RTX 5090, true",
        "2.7.0, cu128, 12.8, RTX 5090, false",
        "2.8.0, cu128, 12.8, GTX 1080 Ti, true",
        "2.8.0, cu126, 12.6, GTX 1080 Ti, false"
    })
    void theBuildOfATorchWithoutLabelIsToldByItsFiles(
            String release, String label, String cuda, String gpu, boolean fails) throws Exception {
        List<String> errors = errors(torch(environment(), release, label, cuda), gpu);
        assertThat(errors.contains(NO_KERNEL)).isEqualTo(fails);
    }

    @ParameterizedTest
    @CsvSource({"2.7.0, cu124, 12.4", "2.99.0, cu132, 13.2"})
    void aBuildThatNobodyListsIsNotHealthy(String release, String label, String cuda) throws Exception {
        Tree tree = installed(environment(), "torch", release + "+" + label)
                .file(SITE + "torch/version.py", "cuda: Optional[str] = '" + cuda + "'\n");
        assertThat(check(tree, "RTX 4090", "580.95.05").path("verdict").asText())
                .isEqualToIgnoringCase("undetermined");
    }

    @ParameterizedTest
    @CsvSource({
        "torchvision, 0.16.0, torch (==2.1.0), true",
        "torchvision, 0.16.0, numpy, true",
        "torchvision, 0.16.0+cu118, torch==2.1.0, true",
        "torchaudio, 2.1.0, torch==2.1.0, true",
        "torchvision, 0.16.0, torch, false",
        "torchvision, 0.16.0+fbb4cc5, torch, false",
        "torchvision, 0.16.0a0, torch, false",
        "torchaudio, 2.1.0a0+1234567, torch==2.1.0a0, false",
        "xformers, 0.0.22.post7, torch>=1.8, false"
    })
    void aPublishedWheelDoesNotGoWithNvidiasTorch(String name, String version, String requirement, boolean fails)
            throws Exception {
        Tree tree = installed(environment(), "torch", "2.1.0a0+41361538.nv23.06")
                .file(SITE + "torch/version.py", "cuda = '11.4'\n");
        assertThat(errors(installed(tree, name, version, requirement), "RTX 4090")
                        .contains(OTHER_TORCH))
                .isEqualTo(fails);
    }

    @ParameterizedTest
    @CsvSource({
        "torchvision, 0.20.1, 2.5.1, false",
        "torchvision, 0.20.1, 2.8.0, true",
        "torchaudio, 2.5.1, 2.5.1, false",
        "torchaudio, 2.5.1, 2.8.0, true",
        "torch-tensorrt, 2.8.0, 2.8.0, false",
        "torch-tensorrt, 2.7.0, 2.8.0, true",
        "vllm, 0.11.0, 2.8.0, false",
        "vllm, 0.10.1, 2.8.0, true",
        "xformers, 0.0.32.post2, 2.8.0, false",
        "xformers, 0.0.31, 2.8.0, true"
    })
    void packagesForAnotherTorchAreErrorsWithoutMetadataToo(String name, String version, String torch, boolean fails)
            throws Exception {
        Tree tree = installed(torch(environment(), torch, "cu126", "12.6"), name, version);
        assertThat(errors(tree, "RTX 4090").contains(OTHER_TORCH)).isEqualTo(fails);
    }

    /** Its metadata names a range only; what it is compiled against is one minor of torch. */
    @Test
    void torchTensorRtIsJudgedByItsRangeToo() throws Exception {
        Tree tree = installed(
                torch(environment(), "2.9.0", "cu126", "12.6"), "torch-tensorrt", "2.8.0", "torch<2.9.0,>=2.8.0");
        assertThat(errors(tree, "RTX 4090")).contains(OTHER_TORCH);
    }

    @Test
    void severalReleasesOfTensorRtAreNoted() throws Exception {
        assertThat(ids(withTensorRt("10.9.0", "10.13.3"))).contains("tensorrt.releases.several");
        assertThat(ids(withTensorRt("10.13.3", "10.13.3"))).doesNotContain("tensorrt.releases.several");
    }

    /** A release is built with a CUDA that knows the GPUs of its time; floors and ceilings are told by the library's name. */
    @ParameterizedTest
    @CsvSource({
        "10.3.0, RTX 5090, tensorrt.gpu.too-new",
        "10.9.0, RTX 5090, ''",
        "10.13.3, RTX 5090, ''",
        "8.4.3, H100, tensorrt.gpu.too-new",
        "8.5.1, H100, ''",
        "10.13.3, GTX 1080 Ti, tensorrt.gpu.too-old",
        "8.6.1, GTX 1080 Ti, ''"
    })
    void tensorRtKnowsTheGpusOfItsTime(String release, String gpu, String finding) throws Exception {
        JsonNode report = check(libraries(new Tree(root), "libnvinfer", release), gpu, "580.95.05");
        List<String> told = new ArrayList<>(errors(report));
        told.removeIf(id -> !id.startsWith("tensorrt.gpu."));
        assertThat(told).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @Test
    void tensorRtBesideAnotherCudnnIsAWarning() throws Exception {
        assertThat(ids(withCudnn("8.0.4"))).contains("tensorrt.cudnn.other-release");
        assertThat(ids(withCudnn("8.1.1"))).doesNotContain("tensorrt.cudnn.other-release");
    }

    private List<String> ids(Tree tree) throws Exception {
        return check(tree, "RTX 3090", "580.95.05").path("findings").findValuesAsText("id");
    }

    private Tree withTensorRt(String library, String bindings) {
        Tree tree = new Tree(root.resolve(library)).file(VENV + "/pyvenv.cfg", "version = 3.12.3\n");
        return installed(libraries(tree, "libnvinfer", library), "tensorrt", bindings);
    }

    private Tree withCudnn(String cudnn) {
        return libraries(
                libraries(new Tree(root.resolve(cudnn)), "libnvinfer", "7.2.3", "libcudnn.so.8"), "libcudnn", cudnn);
    }

    private static Tree libraries(Tree tree, String name, String version, String... needed) {
        String directory = "/usr/lib/x86_64-linux-gnu/";
        String soname = name + ".so." + version.substring(0, version.indexOf('.'));
        return tree.file(
                        directory + name + ".so." + version,
                        FakeElf.library(soname).needs(needed).bytes())
                .link(directory + soname, name + ".so." + version);
    }

    @Test
    void aFrameworkNeedsItsDriverWhereItsCudaIsNotFound() throws Exception {
        Tree tree = torch(environment(), "2.9.0", "cu130", "13.0");
        assertThat(errors(check(tree, "RTX 4090", "535.183.01"))).contains("framework.driver.too-old");
        assertThat(errors(check(tree, "RTX 4090", "580.95.05"))).doesNotContain("framework.driver.too-old");
    }

    @ParameterizedTest
    @CsvSource({
        "RTX 4090, 470.256.02, true",
        "RTX 4090, 525.147.05, false",
        "2.0, 470.256.02, true",
        "2.0, 390.157, false",
        "T4, 390.157, true",
        "T4, 418.197.02, false",
        "A100, 418.197.02, true",
        "H100, 470.256.02, true",
        "RTX 5090, 550.163.01, true",
        "RTX 5090, 570.211.01, false"
    })
    void aDriverBranchRunsItsGpus(String gpu, String driver, boolean fails) throws Exception {
        assertThat(errors(check(environment(), gpu, driver)).contains("driver.gpu.not-supported"))
                .isEqualTo(fails);
    }

    @ParameterizedTest
    @CsvSource({
        "5.0, 2.18.0, true",
        "8.9, 2.18.0, false",
        "12.0, 2.18.0, true",
        "12.0, 2.20.0, true",
        "10.0, 2.17.0, true"
    })
    void tensorFlowRunsFromItsOldestGpuToHopper(String gpu, String release, boolean fails) throws Exception {
        Tree tree = installed(environment(), "tensorflow", release)
                .file(
                        SITE + "tensorflow/python/platform/build_info.py",
                        "build_info = collections.OrderedDict([('cuda_version', '12.5.1'), ('cudnn_version', '9'),"
                                + " ('is_cuda_build', True)])\n");
        assertThat(errors(tree, gpu).contains(NO_KERNEL)).isEqualTo(fails);
    }

    @Test
    void anImageIsJudgedByItsOwnCuda() {
        CommandLineRun run = CommandLineRun.of("images", "gpu=T4", "driver=580", "cuda=13.2", "image=cuda");
        assertThat(run.out()).contains("Runs by minor-version compatibility").doesNotContain("Runs natively");
    }

    @ParameterizedTest
    @CsvSource({"torch=2.9.1, ubuntu22.04, 3.10", "torch, ubuntu24.04, 3.12", "torch=2.15.0, ubuntu22.04, 3.13"})
    void aStackTakesThePythonOfItsSystemWhereItCan(String torch, String system, String python) throws Exception {
        CommandLineRun run = CommandLineRun.of("suggest", torch, "gpu=8.6", "os=" + system, "--format", "json");
        assertThat(Json.parse(run.out()).at("/stacks/0/parts/python").asText()).isEqualTo(python);
    }

    /** The newest Python lacks wheels of much that people install beside. */
    @Test
    void aStackTakesNoBrandNewPython() throws Exception {
        CommandLineRun run = CommandLineRun.of("suggest", "torch", "gpu=8.6", "--format", "json");
        assertThat(Json.parse(run.out()).at("/stacks/0/parts/python").asText()).isEqualTo("3.13");
    }
}
