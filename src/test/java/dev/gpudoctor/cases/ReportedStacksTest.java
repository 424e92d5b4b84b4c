package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.FakeGpuCode;
import dev.gpudoctor.probe.ProbedTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stacks that people reported as broken, in small: the finding names the library and the reason, and is gone from the same
 * stack as it should be.
 */
class ReportedStacksTest {
    private static final String LIB = "/usr/lib/x86_64-linux-gnu/";
    private static final String MISSING = "program.library.missing";
    private static final String AT_RUN = "program.library.missing-at-run";
    private static final String MIXED = "program.symbol.mixed-libraries";

    @TempDir
    Path root;

    private ProbedTree tree;

    @BeforeEach
    void aSystem() {
        tree = new ProbedTree(root)
                .library(LIB, FakeElf.library("libc.so.6").exports("malloc"))
                .library(LIB, FakeElf.library("libcuda.so.1").needs("libc.so.6").exports("cuInit", "cuCtxCreate_v3"))
                .venv();
    }

    private static FakeElf elf(String soname, String... needs) {
        return FakeElf.library(soname).needs("libc.so.6").needs(needs).exports(soname.replaceAll("\\W", "_"));
    }

    private static FakeElf code(String soname, String... needs) {
        return elf(soname, needs)
                .section(
                        FakeGpuCode.SECTION,
                        new FakeGpuCode().modules(4, "sm_80", "sm_89").bytes());
    }

    private List<Finding> alarms() {
        return tree.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    private void only(String id, String... words) {
        assertThat(alarms()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(id);
            assertThat(finding.message()).contains(words);
        });
    }

    /** PyTorch with its wheels; {@code version.py} tells its CUDA. */
    private void torch(String version, String cuda) {
        int major = Integer.parseInt(cuda.substring(0, 2));
        String cudart = "libcudart.so." + major;
        tree.distribution("torch", version, List.of("nvidia-nccl-cu" + major + "==2.29.7"))
                .file("torch/version.py", "__version__ = '" + version + "'\ncuda: Optional[str] = '" + cuda + "'\n")
                .file(
                        "torch/lib/libtorch_cuda.so",
                        code("libtorch_cuda.so", cudart, "libnccl.so.2")
                                .rpath("$ORIGIN/../../nvidia/all/lib:$ORIGIN/../../nvidia/nccl/lib")
                                .imports("ncclCommInitRank", "ncclCommResume"))
                .file("nvidia/all/lib/" + cudart, elf(cudart));
    }

    private void nccl(String name, String version, String... functions) {
        tree.distribution(name, version, List.of(), "nvidia/nccl/lib/libnccl.so.2")
                .file("nvidia/nccl/lib/libnccl.so.2", elf("libnccl.so.2").exports(functions));
    }

    /** Its libraries are loaded from Python code, so that no module asks for them. */
    @Test
    void aPackageOfPlainLibrariesDoesNotStartWithoutCuda() {
        tree.distribution(
                        "llama-cpp-python",
                        "0.2.90",
                        List.of(),
                        "llama_cpp/lib/libllama.so",
                        "llama_cpp/lib/libggml.so")
                .file(
                        "llama_cpp/lib/libllama.so",
                        elf("libllama.so", "libggml.so").runpath("$ORIGIN"))
                .file("llama_cpp/lib/libggml.so", code("libggml.so", "libcudart.so.12"));
        only(MISSING, "llama-cpp-python 0.2.90", "libcudart.so.12");

        tree.library(LIB, elf("libcudart.so.12"));
        assertThat(alarms()).isEmpty();
    }

    @Test
    void oneOfSeveralPlainLibrariesIsOneFeature() {
        tree.distribution("kernels", "1.0", List.of(), "kernels/libfast.so", "kernels/libslow.so")
                .file("kernels/libfast.so", code("libfast.so", "libcusolver.so.11"))
                .file("kernels/libslow.so", code("libslow.so", "libcudart.so.12"))
                .library(LIB, elf("libcudart.so.12"));

        assertThat(alarms()).isEmpty();
        assertThat(tree.findings())
                .filteredOn(finding -> finding.id().equals("program.feature.unavailable"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("its part libfast", "libcusolver.so.11"));
    }

    /** It has a library per CUDA and opens that for the CUDA of PyTorch, which has loaded what it needs. */
    @Test
    void bitsandbytesHasNoLibraryForTheCudaOfTorch() {
        torch("2.9.1+cu130", "13.0");
        nccl("nvidia-nccl-cu13", "2.29.7", "ncclCommInitRank", "ncclCommResume");
        tree.distribution("bitsandbytes", "0.45.3", List.of("torch<3,>=2.0"), "bitsandbytes/libbitsandbytes_cuda128.so")
                .file("bitsandbytes/libbitsandbytes_cuda128.so", code("libbitsandbytes_cuda128.so", "libcudart.so.12"));
        assertThat(alarms()).first().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(AT_RUN);
            assertThat(finding.message()).contains("libbitsandbytes_cuda130.so");
        });

        tree.distribution(
                        "bitsandbytes",
                        "0.49.0",
                        List.of("torch<3,>=2.0"),
                        "bitsandbytes/libbitsandbytes_cuda128.so",
                        "bitsandbytes/libbitsandbytes_cuda130.so")
                .without("bitsandbytes-0.45.3.dist-info/METADATA")
                .file("bitsandbytes/libbitsandbytes_cuda130.so", code("libbitsandbytes_cuda130.so", "libcudart.so.13"));
        assertThat(alarms()).isEmpty();

        tree.variable("BNB_CUDA_VERSION", "129");
        only(AT_RUN, "libbitsandbytes_cuda129.so");
    }

    @Test
    void anExtensionNeedsAFunctionOfANewerDriver() {
        tree.distribution("sgl-kernel", "0.2.5", List.of(), "sgl_kernel/common_ops.abi3.so")
                .file(
                        "sgl_kernel/common_ops.abi3.so",
                        code("common_ops", "libcuda.so.1").imports("cuGreenCtxStreamCreate"));
        only("program.symbol.driver-too-old", "cuGreenCtxStreamCreate", "sgl_kernel/common_ops.abi3.so");

        tree.library(LIB, elf("libcuda.so.1").exports("cuInit", "cuGreenCtxStreamCreate"));
        assertThat(alarms()).isEmpty();
    }

    /** The wheels for both CUDA releases have their library in the same place. */
    @Test
    void ncclOfTheOtherCudaOverwroteThatOfTorch() {
        torch("2.13.0+cu130", "13.0");
        nccl("nvidia-nccl-cu13", "2.29.7", "ncclCommInitRank", "ncclCommResume");
        assertThat(alarms()).isEmpty();

        nccl("nvidia-nccl-cu12", "2.29.3", "ncclCommInitRank");
        only(MIXED, "ncclCommResume", "/nvidia/nccl/lib/libnccl.so.2");
        assertThat(alarms().get(0).remedies()).first().satisfies(remedy -> {
            assertThat(remedy.text()).contains("nvidia-nccl-cu12 2.29.3", "nvidia-nccl-cu13 2.29.7");
            assertThat(remedy.argv()).contains("nvidia-nccl-cu13==2.29.7");
        });
    }

    /** The search from Python code goes by the paths of Python itself, not by those of the package's modules. */
    @Test
    void cupyOpensNvrtcFromPythonCode() {
        String hpc = "/apps/cuda/12.2/lib64";
        tree.distribution("cupy-cuda12x", "13.0.0", List.of(), "cupy/core.cpython-311-x86_64-linux-gnu.so")
                .file(
                        "cupy/core.cpython-311-x86_64-linux-gnu.so",
                        code("core", "libcublas.so.12").rpath(hpc))
                .library(hpc + "/", elf("libcublas.so.12"))
                .library(hpc + "/", elf("libnvrtc.so.12"));
        only(AT_RUN, "cupy-cuda12x 13.0.0", "libnvrtc.so.12");

        tree.variable("LD_LIBRARY_PATH", hpc);
        assertThat(alarms()).isEmpty();
    }

    /** It opens them by names without a number, and looks for cuDNN in the toolkit's directory too. */
    @Test
    void paddleOpensCudnnOfTheToolkitsDirectory() {
        String toolkit = "/usr/local/cuda/lib64/";
        tree.distribution("paddlepaddle-gpu", "2.2.0", List.of(), "paddle/fluid/core_avx.so")
                .file("paddle/fluid/core_avx.so", code("core_avx.so", "libcuda.so.1"))
                .file(toolkit + "libcublas.so", elf("libcublas.so.11"))
                .file(toolkit + "libcudnn.so.8", elf("libcudnn.so.8"));
        assertThat(programs()).containsExactly(AT_RUN);
        assertThat(alarms())
                .anySatisfy(finding -> assertThat(finding.message()).contains("paddlepaddle-gpu 2.2.0", "libcudnn.so"));

        tree.link(toolkit + "libcudnn.so", "libcudnn.so.8");
        assertThat(programs()).isEmpty();
    }

    /** From 9.20 on cuDNN opens one part more, which its wheel of that release does not have. */
    @Test
    void cudnnTakesAPartOfTheSystemsRelease() {
        tree.file("/opt/dnn/lib/libcudnn.so.9.20.0", elf("libcudnn.so.9").runpath("$ORIGIN"))
                .link("/opt/dnn/lib/libcudnn.so.9", "libcudnn.so.9.20.0")
                .file(LIB + "libcudnn_engines_tensor_ir.so.9.22.0", elf("libcudnn_engines_tensor_ir.so.9"))
                .link(LIB + "libcudnn_engines_tensor_ir.so.9", "libcudnn_engines_tensor_ir.so.9.22.0")
                .variable("LD_LIBRARY_PATH", "/opt/dnn/lib");
        assertThat(tree.findings()).anySatisfy(finding -> {
            assertThat(finding.id()).isEqualTo("cudnn.parts.mixed");
            assertThat(finding.message()).contains("libcudnn_engines_tensor_ir.so.9.22.0");
        });

        tree.file("/opt/dnn/lib/libcudnn.so.9.19.0", elf("libcudnn.so.9").runpath("$ORIGIN"))
                .link("/opt/dnn/lib/libcudnn.so.9", "libcudnn.so.9.19.0");
        assertThat(tree.findings()).noneMatch(finding -> finding.id().equals("cudnn.parts.mixed"));
    }

    /** Amazon Linux and Fedora put packages with native files into lib64 and the others into lib. */
    @Test
    void wheelsOfNvidiaAreInTheOtherLibraryDirectory() {
        String site64 = "/usr/local/lib64/python3.9/site-packages/";
        String site = "/usr/local/lib/python3.9/site-packages/";
        tree.distributionAt(site64, "torch", "2.6.0+cu124", List.of())
                .file(site64 + "torch/version.py", "cuda: Optional[str] = '12.4'\n")
                .file(site64 + "torch/lib/libtorch_cuda.so", code("libtorch_cuda.so", "libcudart.so.12"))
                .distributionAt(site, "nvidia-cuda-runtime-cu12", "12.4.127", List.of());
        only(MISSING, "libcudart.so.12");

        tree.file(site + "nvidia/cuda_runtime/lib/libcudart.so.12", elf("libcudart.so.12"));
        assertThat(alarms()).isEmpty();
    }

    /** A module that uses the GPU through a library of its own package is one of the package's GPU files. */
    @Test
    void aModuleNeedsTheSharedLibraryOfPython() {
        tree.distribution(
                        "tensorrt-llm",
                        "0.20.0",
                        List.of(),
                        "tensorrt_llm/bindings.cpython-311-x86_64-linux-gnu.so",
                        "tensorrt_llm/libs/libtensorrt_llm.so")
                .file(
                        "tensorrt_llm/bindings.cpython-311-x86_64-linux-gnu.so",
                        elf("bindings", "libtensorrt_llm.so", "libpython3.11.so.1.0")
                                .rpath("$ORIGIN/libs"))
                .file("tensorrt_llm/libs/libtensorrt_llm.so", code("libtensorrt_llm.so"));
        only(MISSING, "tensorrt-llm 0.20.0", "libpython3.11.so.1.0");

        tree.library(LIB, elf("libpython3.11.so.1.0"));
        assertThat(alarms()).isEmpty();
    }

    /** The plugin's own path serves the wheels, but not what those ask for in turn. */
    @Test
    void jaxGetsNvJitLinkOfAnOlderToolkit() {
        StringBuilder rpath = new StringBuilder();
        for (String name : List.of("cupti.12", "cudart.12", "cublas.12", "cufft.11", "cusolver.11", "cudnn.9")) {
            String soname = "lib" + name.replace(".", ".so.");
            tree.file("nvidia/all/lib/" + soname, elf(soname));
        }
        rpath.append("$ORIGIN/../../nvidia/all/lib");
        tree.distribution("jax-cuda12-plugin", "0.6.1", List.of())
                .file(
                        "jax_plugins/xla_cuda12/xla_cuda_plugin.so",
                        code("xla_cuda_plugin.so").rpath(rpath.toString()))
                .file(
                        "nvidia/all/lib/libcusparse.so.12",
                        elf("libcusparse.so.12", "libnvJitLink.so.12")
                                .runpath("$ORIGIN/../../nvjitlink/lib")
                                .imports("__nvJitLinkComplete_12_9"))
                .file(
                        "nvidia/nvjitlink/lib/libnvJitLink.so.12",
                        elf("libnvJitLink.so.12").exports("__nvJitLinkComplete_12_9"));
        assertThat(alarms()).isEmpty();

        tree.library("/opt/cuda-12.4/lib64/", elf("libnvJitLink.so.12").exports("__nvJitLinkComplete_12_4"))
                .variable("LD_LIBRARY_PATH", "/opt/cuda-12.4/lib64");
        assertThat(alarms()).first().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(MIXED);
            assertThat(finding.message()).contains("jax 0.6.1", "/opt/cuda-12.4/lib64/libnvJitLink.so.12");
        });
    }

    /** Files without symbols tell by their releases. */
    @Test
    void anOlderToolkitIsBeforeTheWheels() {
        tree.distribution("nvidia-nvjitlink-cu12", "12.9.86", List.of(), "nvidia/all/lib/libnvJitLink.so.12")
                .distribution("nvidia-cusparse-cu12", "12.5.10.65", List.of(), "nvidia/all/lib/libcusparse.so.12")
                .file("nvidia/all/lib/libnvJitLink.so.12", FakeElf.library("libnvJitLink.so.12"))
                .file(
                        "nvidia/all/lib/libcusparse.so.12",
                        FakeElf.library("libcusparse.so.12")
                                .needs("libnvJitLink.so.12")
                                .runpath("$ORIGIN"))
                .distribution("my-solver", "1.0", List.of(), "my_solver/_C.abi3.so")
                .file("my_solver/_C.abi3.so", code("_C", "libcusparse.so.12").rpath("$ORIGIN/../nvidia/all/lib"));
        assertThat(alarms()).isEmpty();

        tree.file("/usr/local/cuda-12.4/lib64/libnvJitLink.so.12.4.127", FakeElf.library("libnvJitLink.so.12"))
                .link("/usr/local/cuda-12.4/lib64/libnvJitLink.so.12", "libnvJitLink.so.12.4.127")
                .file("/usr/local/cuda-12.4/version.json", "{\"cuda\": {\"version\": \"12.4.1\"}}")
                .variable("LD_LIBRARY_PATH", "/usr/local/cuda-12.4/lib64");
        only(
                "program.library.older-first",
                "my-solver 1.0",
                "/usr/local/cuda-12.4/lib64/libnvJitLink.so.12",
                "12.9.86");
    }

    @Test
    void numbaCompilesWithANewerCudaThanTheDrivers() throws Exception {
        tree.distribution("numba", "0.61.2", List.of())
                .distribution("numba-cuda", "0.9.0", List.of())
                .distribution("nvidia-cuda-nvcc-cu12", "12.8.93", List.of());
        assertThat(ids("550.120")).contains("python.numba.ptx-too-new");
        assertThat(ids("570.133.20")).doesNotContain("python.numba.ptx-too-new");

        tree.without("numba_cuda-0.9.0.dist-info/METADATA").distribution("numba-cuda", "0.20.0", List.of());
        assertThat(ids("550.120")).doesNotContain("python.numba.ptx-too-new");
    }

    @Test
    void theCpuBuildOfOnnxRuntimeAloneIsANote() throws Exception {
        tree.distribution("onnxruntime", "1.20.1", List.of());
        assertThat(ids("580.95.05")).contains("framework.onnxruntime.cpu-only");

        tree.file("onnxruntime/capi/libonnxruntime_providers_cuda.so", code("libonnxruntime_providers_cuda.so"))
                .file("onnxruntime/capi/build_and_package_info.py", "cuda_version = '12.6'\n");
        assertThat(ids("580.95.05")).doesNotContain("framework.onnxruntime.cpu-only");
    }

    /** LD_LIBRARY_PATH goes before the RUNPATH with which cuDNN finds its parts beside it. */
    @Test
    void cudnnOpensPartsOfAnotherReleaseOnThePath() {
        tree.distribution("nvidia-cudnn-cu12", "9.10.2.21", List.of(), "nvidia/cudnn/lib/libcudnn.so.9")
                .file("nvidia/cudnn/lib/libcudnn.so.9", elf("libcudnn.so.9").runpath("$ORIGIN"))
                .file("nvidia/cudnn/lib/libcudnn_graph.so.9", elf("libcudnn_graph.so.9"))
                .distribution("my-net", "1.0", List.of(), "my_net/_C.abi3.so")
                .file("my_net/_C.abi3.so", code("_C", "libcudnn.so.9").rpath("$ORIGIN/../nvidia/cudnn/lib"))
                .variable("LD_LIBRARY_PATH", "/opt/dnn/lib")
                .file("/opt/dnn/lib/libcudnn_graph.so.9.10.2", elf("libcudnn_graph.so.9"))
                .link("/opt/dnn/lib/libcudnn_graph.so.9", "libcudnn_graph.so.9.10.2");
        assertThat(programs()).isEmpty();

        tree.file("/opt/dnn/lib/libcudnn_graph.so.9.1.0", elf("libcudnn_graph.so.9"))
                .link("/opt/dnn/lib/libcudnn_graph.so.9", "libcudnn_graph.so.9.1.0");
        assertThat(programs()).containsExactly("program.cudnn.mixed-parts");

        tree.file("/opt/dnn/lib/libcudnn_graph.so.9.1.0", "no library, but a text that takes its place");
        assertThat(programs()).containsExactly("program.library.broken");
    }

    private List<String> programs() {
        return alarms().stream()
                .map(Finding::id)
                .filter(id -> id.startsWith("program."))
                .toList();
    }

    /** The functions were in a static library of older compilers, which was not linked. */
    @Test
    void aFunctionOfTheCxxLibraryIsNowhere() {
        tree.library(LIB, elf("libstdc++.so.6"))
                .distribution("te", "1.2.0", List.of(), "te/_C.abi3.so")
                .file("te/_C.abi3.so", code("_C", "libstdc++.so.6").imports("_ZNKSt10filesystem4path12has_filenameEv"));
        only("program.symbol.undefined", "_ZNKSt10filesystem4path12has_filenameEv", "libstdc++.so.6");

        tree.library(LIB, elf("libstdc++.so.6").exports("_ZNKSt10filesystem4path12has_filenameEv"));
        assertThat(alarms()).isEmpty();
    }

    /** The module that JetPack brings is for the system's Python. */
    @Test
    void tensorRtOfAJetsonIsForTheSystemsPython() {
        String system = "/usr/lib/python3.10/dist-packages/";
        tree.file("/etc/nv_tegra_release", "# R36 (release), REVISION: 4.0, GCID: 1, BOARD: generic, EABI: aarch64\n")
                .file("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"22.04\"\n")
                .distributionAt(system, "tensorrt", "10.3.0", List.of());
        assertThat(tree.ids("jetson.")).contains("jetson.tensorrt.other-python");

        tree.distribution("tensorrt", "10.3.0", List.of());
        assertThat(tree.ids("jetson.")).doesNotContain("jetson.tensorrt.other-python");
    }

    /** An unpacked TensorRT has the compiler of its CUDA inside, far into the read-only data. */
    @Test
    void theCompilerInsideTellsTheCudaOfAnUnpackedTensorRt() throws Exception {
        String text = "x".repeat((2 << 20) - 20) + "Build cuda_12.6.r12.6/compiler.34841621_0";
        tree.file(
                        "/opt/TensorRT-10.6.0.26/lib/libnvinfer.so.10.6.0",
                        elf("libnvinfer.so.10").section(".rodata", text.getBytes(StandardCharsets.ISO_8859_1)))
                .link("/opt/TensorRT-10.6.0.26/lib/libnvinfer.so.10", "libnvinfer.so.10.6.0")
                .file("/etc/ld.so.conf", "/opt/TensorRT-10.6.0.26/lib\n");

        assertThat(ids("470.57.02")).contains("cuda.driver.too-old");
        assertThat(ids("560.35.03")).doesNotContain("cuda.driver.too-old");
    }

    private List<String> ids(String driver) throws Exception {
        CommandLineRun run = CommandLineRun.of(
                "check",
                "--no-policy",
                "--root",
                root.toString(),
                "--assume",
                "gpu=L4,driver=" + driver,
                "--format",
                "json");
        return Json.parse(run.out()).path("findings").findValuesAsText("id");
    }
}
