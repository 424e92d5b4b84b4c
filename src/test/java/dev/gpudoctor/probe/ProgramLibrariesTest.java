package dev.gpudoctor.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole environments of small ELF files: intact they draw no finding; with one library taken away, replaced by another
 * major or damaged, the finding names that library.
 */
class ProgramLibrariesTest {
    private static final String VENV = "/home/alice/venv";
    private static final String SITE = VENV + "/lib/python3.11/site-packages/";
    private static final List<Rule<?>> RULES = RuleCatalog.rules().stream()
            .filter(rule -> rule.id().startsWith("program."))
            .toList();

    @TempDir
    Path root;

    /**
     * An environment.
     *
     * @param files ELF files below the package directory
     * @param needed those without which the program does not work, with the rule that must find it
     */
    record Kit(String name, Map<String, FakeElf> files, Map<String, String> texts, Map<String, String> needed) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String MISSING = "program.library.missing";
    private static final String UNUSED = "program.gpu.unused";

    static Stream<Kit> kits() {
        return Stream.of(torch12(), torch13(), torchThatPreloads(), tensorflow(), onnxruntime(), jax());
    }

    private static Kit torch12() {
        String rpath = "$ORIGIN/../../nvidia/cudnn/lib:$ORIGIN/../../nvidia/cuda_runtime/lib"
                + ":$ORIGIN/../../nvidia/cusparse/lib:$ORIGIN/../../nvidia/nvjitlink/lib:$ORIGIN";
        Map<String, FakeElf> files = new LinkedHashMap<>();
        files.put(
                "torch/lib/libtorch_global_deps.so",
                library("libtorch_global_deps.so", "libcudart.so.12").rpath(rpath));
        files.put(
                "torch/lib/libtorch_cuda.so",
                library("libtorch_cuda.so", "libcudart.so.12", "libcudnn.so.9", "libcusparse.so.12")
                        .rpath(rpath));
        files.put("nvidia/cuda_runtime/lib/libcudart.so.12", library("libcudart.so.12"));
        files.put("nvidia/cudnn/lib/libcudnn.so.9", library("libcudnn.so.9"));
        files.put("nvidia/cusparse/lib/libcusparse.so.12", library("libcusparse.so.12", "libnvJitLink.so.12"));
        files.put("nvidia/nvjitlink/lib/libnvJitLink.so.12", library("libnvJitLink.so.12"));
        return new Kit(
                "torch for CUDA 12",
                files,
                torch("2.8.0+cu128", "12.8"),
                Map.of(
                        "nvidia/cuda_runtime/lib/libcudart.so.12", MISSING,
                        "nvidia/cudnn/lib/libcudnn.so.9", MISSING,
                        "nvidia/cusparse/lib/libcusparse.so.12", MISSING,
                        "nvidia/nvjitlink/lib/libnvJitLink.so.12", MISSING));
    }

    private static Kit torch13() {
        String rpath = "$ORIGIN/../../nvidia/cudnn/lib:$ORIGIN/../../nvidia/cu13/lib:$ORIGIN";
        Map<String, FakeElf> files = new LinkedHashMap<>();
        files.put(
                "torch/lib/libtorch_cuda.so",
                library("libtorch_cuda.so", "libcudart.so.13", "libcudnn.so.9").rpath(rpath));
        files.put("nvidia/cu13/lib/libcudart.so.13", library("libcudart.so.13"));
        files.put(
                "nvidia/cudnn/lib/libcudnn.so.9",
                library("libcudnn.so.9", "libcublasLt.so.13").runpath("$ORIGIN/../../cu13/lib"));
        files.put("nvidia/cu13/lib/libcublasLt.so.13", library("libcublasLt.so.13"));
        return new Kit(
                "torch for CUDA 13",
                files,
                torch("2.9.0+cu130", "13.0"),
                Map.of(
                        "nvidia/cu13/lib/libcudart.so.13", MISSING,
                        "nvidia/cudnn/lib/libcudnn.so.9", MISSING,
                        "nvidia/cu13/lib/libcublasLt.so.13", MISSING));
    }

    /** Its wheels are not on its own path, so that it loads them by path when it cannot be loaded without. */
    private static Kit torchThatPreloads() {
        Map<String, FakeElf> files = new LinkedHashMap<>();
        files.put(
                "torch/lib/libtorch_global_deps.so",
                library("libtorch_global_deps.so", "libcudart.so.12", "libcudnn.so.8"));
        files.put("torch/lib/libtorch_cuda.so", library("libtorch_cuda.so", "libcudart.so.12", "libcudnn.so.8"));
        files.put("nvidia/cuda_runtime/lib/libcudart.so.12", library("libcudart.so.12"));
        files.put("nvidia/cudnn/lib/libcudnn.so.8", library("libcudnn.so.8"));
        return new Kit(
                "torch that loads wheels by path",
                files,
                torch("2.2.0+cu121", "12.1"),
                Map.of(
                        "nvidia/cuda_runtime/lib/libcudart.so.12", MISSING,
                        "nvidia/cudnn/lib/libcudnn.so.8", MISSING));
    }

    private static Map<String, String> torch(String version, String cuda) {
        return Map.of(
                "torch-" + version + ".dist-info/METADATA",
                "Metadata-Version: 2.1\nName: torch\nVersion: " + version + "\n",
                "torch/version.py",
                "__version__ = '" + version + "'\ncuda: Optional[str] = '" + cuda + "'\n");
    }

    private static Kit tensorflow() {
        String runpath = "$ORIGIN:$ORIGIN/../nvidia/all/lib";
        Map<String, FakeElf> files = new LinkedHashMap<>();
        files.put(
                "tensorflow/libtensorflow_cc.so.2",
                library("libtensorflow_cc.so.2").runpath(runpath));
        Map<String, String> needed = new LinkedHashMap<>();
        for (String soname : List.of(
                "libcudart.so.12",
                "libcublas.so.12",
                "libcublasLt.so.12",
                "libcufft.so.11",
                "libcusolver.so.11",
                "libcusparse.so.12",
                "libcudnn.so.9")) {
            files.put("nvidia/all/lib/" + soname, library(soname));
            needed.put("nvidia/all/lib/" + soname, UNUSED);
        }
        return new Kit(
                "tensorflow with its wheels",
                files,
                Map.of(
                        "tensorflow-2.18.0.dist-info/METADATA",
                        "Metadata-Version: 2.1\nName: tensorflow\nVersion: 2.18.0\n",
                        "tensorflow/python/platform/build_info.py",
                        "build_info = {'cuda_version': '12.5.1', 'cudnn_version': '9', 'is_cuda_build': True}\n"),
                needed);
    }

    private static Kit onnxruntime() {
        Map<String, FakeElf> files = new LinkedHashMap<>();
        files.put(
                "onnxruntime/capi/libonnxruntime_providers_cuda.so",
                library("libonnxruntime_providers_cuda.so", "libcudart.so.12", "libcudnn.so.9"));
        files.put("nvidia/cuda_runtime/lib/libcudart.so.12", library("libcudart.so.12"));
        files.put("nvidia/cudnn/lib/libcudnn.so.9", library("libcudnn.so.9"));
        return new Kit(
                "onnxruntime with its wheels",
                files,
                Map.of(
                        "onnxruntime_gpu-1.22.0.dist-info/METADATA",
                        "Metadata-Version: 2.1\nName: onnxruntime-gpu\nVersion: 1.22.0\n",
                        "onnxruntime/capi/build_and_package_info.py",
                        "cuda_version = '12.2'\n"),
                Map.of(
                        "nvidia/cuda_runtime/lib/libcudart.so.12", UNUSED,
                        "nvidia/cudnn/lib/libcudnn.so.9", UNUSED));
    }

    private static Kit jax() {
        Map<String, String> directories = new LinkedHashMap<>();
        directories.put("libcudart.so.12", "nvidia/cuda_runtime/lib");
        directories.put("libcublas.so.12", "nvidia/cublas/lib");
        directories.put("libcufft.so.11", "nvidia/cufft/lib");
        directories.put("libcusolver.so.11", "nvidia/cusolver/lib");
        directories.put("libcusparse.so.12", "nvidia/cusparse/lib");
        directories.put("libcudnn.so.9", "nvidia/cudnn/lib");
        String runpath = directories.values().stream()
                .map(directory -> "$ORIGIN/../../" + directory)
                .collect(Collectors.joining(":"));
        Map<String, FakeElf> files = new LinkedHashMap<>();
        files.put(
                "jax_plugins/xla_cuda12/xla_cuda_plugin.so",
                library("xla_cuda_plugin.so").runpath(runpath));
        Map<String, String> needed = new LinkedHashMap<>();
        directories.forEach((soname, directory) -> {
            files.put(directory + "/" + soname, library(soname));
            needed.put(directory + "/" + soname, UNUSED);
        });
        return new Kit(
                "jax with its wheels",
                files,
                Map.of(
                        "jax_cuda12_plugin-0.5.0.dist-info/METADATA",
                        "Metadata-Version: 2.1\nName: jax-cuda12-plugin\nVersion: 0.5.0\n"),
                needed);
    }

    private static FakeElf library(String soname, String... needs) {
        return FakeElf.library(soname).needs("libc.so.6").needs(needs);
    }

    @ParameterizedTest
    @MethodSource("kits")
    void anIntactEnvironmentIsNotAccused(Kit kit) throws Exception {
        assertThat(alarms(tree(kit), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kits")
    void theLibraryThatWasTakenAwayIsNamed(Kit kit) throws Exception {
        for (Map.Entry<String, String> needed : kit.needed().entrySet()) {
            Tree tree = tree(kit);
            Files.delete(tree.root().resolve((SITE + needed.getKey()).substring(1)));

            assertThat(alarms(tree, Map.of()))
                    .as(kit + " without " + needed.getKey())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.id()).isEqualTo(needed.getValue());
                        assertThat(finding.observed()).isEqualTo(name(needed.getKey()) + " not found");
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("kits")
    void anotherMajorIsNoReplacement(Kit kit) throws Exception {
        for (Map.Entry<String, String> needed : kit.needed().entrySet()) {
            Tree tree = tree(kit);
            Path file = tree.root().resolve((SITE + needed.getKey()).substring(1));
            Files.delete(file);
            String stem = name(needed.getKey()).replaceFirst("\\.so.*", "");
            tree.file(
                    "/usr/lib/x86_64-linux-gnu/" + stem + ".so.5",
                    FakeElf.library(stem + ".so.5").bytes());

            assertThat(alarms(tree, Map.of()))
                    .as(kit + " with another " + needed.getKey())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.observed()).isEqualTo(name(needed.getKey()) + " not found");
                        assertThat(finding.message()).contains("/usr/lib/x86_64-linux-gnu/" + stem + ".so.5");
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("kits")
    void aCopyOnTheLoadersPathServes(Kit kit) throws Exception {
        for (String needed : kit.needed().keySet()) {
            Tree tree = tree(kit);
            Files.delete(tree.root().resolve((SITE + needed).substring(1)));
            tree.file(
                    "/opt/cuda/lib64/" + name(needed),
                    FakeElf.library(name(needed)).bytes());

            assertThat(alarms(tree, Map.of("LD_LIBRARY_PATH", "/opt/cuda/lib64")))
                    .as(kit + " with " + needed + " on LD_LIBRARY_PATH")
                    .isEmpty();
        }
    }

    /** As downloads, copies without their large files and placeholders leave it. */
    @ParameterizedTest
    @MethodSource("kits")
    void aDamagedLibraryIsNamedWithItsPlace(Kit kit) throws Exception {
        for (String needed : kit.needed().keySet()) {
            byte[] whole = kit.files().get(needed).bytes();
            for (byte[] damaged : List.of(
                    new byte[0],
                    "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n\n\n".getBytes(UTF_8),
                    Arrays.copyOf(whole, whole.length / 2))) {
                Tree tree = tree(kit);
                tree.file(SITE + needed, damaged);

                assertThat(alarms(tree, Map.of()))
                        .as(kit + " with a damaged " + needed)
                        .anySatisfy(finding -> {
                            assertThat(finding.id()).isEqualTo("program.library.broken");
                            assertThat(finding.message()).contains(needed.substring(needed.lastIndexOf('/')));
                        });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kits")
    void aLibraryForAnotherProcessorIsPassedOver(Kit kit) throws Exception {
        for (String needed : kit.needed().keySet()) {
            Tree tree = tree(kit);
            tree.file(
                    "/opt/arm/" + name(needed),
                    FakeElf.library(name(needed)).forArm().bytes());

            assertThat(alarms(tree, Map.of("LD_LIBRARY_PATH", "/opt/arm")))
                    .as(kit + " with " + needed + " for ARM in front")
                    .isEmpty();
        }
    }

    /** CuPy imports a module only where its library is installed, and does not start without the CUDA libraries. */
    @Test
    void aModuleForAnOptionalLibraryIsNoFault() throws Exception {
        assertThat(alarms(cupy("libcublas.so.12", "libnvrtc.so.12"), Map.of())).isEmpty();
        assertThat(alarms(cupy("libnvrtc.so.12"), Map.of())).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(MISSING);
            assertThat(finding.observed()).isEqualTo("libcublas.so.12 not found");
        });
    }

    /** CuPy opens NVRTC by name for every kernel, and NVRTC its builtins; wheels of NVIDIA are of no use to it. */
    @Test
    void whatCuPyCompilesWithIsNamed() throws Exception {
        assertThat(alarms(cupy("libcublas.so.12"), Map.of())).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("program.library.missing-at-run");
            assertThat(finding.observed()).isEqualTo("libnvrtc.so.12 not found");
            assertThat(finding.remedies().toString()).doesNotContain("nvidia-cuda-nvrtc");
        });

        Tree tree = cupy("libcublas.so.12", "libnvrtc.so.12.4.127");
        tree.link("/usr/lib/x86_64-linux-gnu/libnvrtc.so.12", "libnvrtc.so.12.4.127");
        assertThat(alarms(tree, Map.of())).singleElement().satisfies(finding -> assertThat(finding.observed())
                .isEqualTo("libnvrtc-builtins.so.12.4 not found"));
    }

    /** A part of cuDNN is opened by name, so that LD_LIBRARY_PATH comes before the directory of cuDNN itself. */
    @Test
    void aDamagedPartOfCudnnOnTheLibraryPathIsNamed() throws Exception {
        Kit kit = torch12();
        kit.files()
                .put("nvidia/cudnn/lib/libcudnn.so.9", library("libcudnn.so.9").runpath("$ORIGIN"));
        kit.files().put("nvidia/cudnn/lib/libcudnn_graph.so.9", library("libcudnn_graph.so.9"));
        Tree tree = tree(kit);
        tree.file("/opt/old/libcudnn_graph.so.9", "damaged");
        assertThat(alarms(tree, Map.of())).isEmpty();
        write(tree, "nvidia/cudnn/lib/libcudnn.so.9", library("libcudnn.so.9"));
        assertThat(alarms(tree, Map.of())).isEmpty();

        assertThat(alarms(tree, Map.of("LD_LIBRARY_PATH", "/opt/old")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("program.library.broken");
                    assertThat(finding.message()).contains("/opt/old/libcudnn_graph.so.9");
                });
    }

    private Tree cupy(String... present) throws Exception {
        String modules = "cupy_backends/cuda/libs/";
        String ending = ".cpython-311-x86_64-linux-gnu.so";
        Map<String, FakeElf> files = new LinkedHashMap<>();
        files.put(modules + "cublas" + ending, library("cublas" + ending, "libcublas.so.12"));
        files.put(modules + "cutensor" + ending, library("cutensor" + ending, "libcutensor.so.2"));
        Tree tree = tree(new Kit("CuPy", files, Map.of(), Map.of()));
        for (String soname : present) {
            tree.file(
                    "/usr/lib/x86_64-linux-gnu/" + soname,
                    FakeElf.library(soname).bytes());
        }
        String info = SITE + "cupy_cuda12x-13.6.0.dist-info/";
        tree.file(info + "METADATA", "Metadata-Version: 2.1\nName: cupy-cuda12x\nVersion: 13.6.0\n");
        tree.file(info + "RECORD", String.join(",,\n", files.keySet()) + ",,\n");
        return tree;
    }

    private static final String C10 = "_ZN3c105ErrorC1ENS_14SourceLocationE";
    private static final String EXTENSION = "flash_attn_2_cuda.cpython-311-x86_64-linux-gnu.so";

    /** Extensions are compiled for one release of PyTorch, and for one of its C++ ABIs. */
    @Test
    void anExtensionBuiltForAnotherTorchIsNamedWithItsSymbol() throws Exception {
        Tree tree = withExtension(C10, "_ZN3c105ErrorC1ENS_14SourceLocationENSt7__cxx1112basic_stringIcE");

        assertThat(alarms(tree, Map.of())).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("program.symbol.other-build");
            assertThat(finding.message()).contains(EXTENSION, "libc10.so", "basic_string", "2.8.0+cu128");
            assertThat(finding.remedies().get(0).argv()).contains("--no-build-isolation", "flash-attn");
        });
        assertThat(alarms(withExtension(C10, C10), Map.of())).isEmpty();
    }

    /** Where PyTorch is not whole, or has no table of symbols, nothing can be said of an extension's. */
    @Test
    void symbolsAreNotJudgedWhereALibraryCannotBeLookedInto() throws Exception {
        Tree tree = withExtension(C10, "_ZN3c107missingEv");
        write(tree, "torch/lib/libc10.so", library("libc10.so"));

        assertThat(alarms(tree, Map.of())).isEmpty();
    }

    private Tree withExtension(String exported, String imported) throws Exception {
        Tree tree = tree(torch12());
        tree.file(
                "/lib/x86_64-linux-gnu/libc.so.6",
                FakeElf.library("libc.so.6").exports("printf").bytes());
        write(tree, "torch/lib/libc10.so", library("libc10.so").exports(exported));
        write(
                tree,
                "torch/lib/libc10_cuda.so",
                library("libc10_cuda.so", "libc10.so").rpath("$ORIGIN"));
        write(tree, EXTENSION, library(EXTENSION, "libc10.so").imports("printf", "PyModule_Create2", imported));
        return tree.file(
                        SITE + "flash_attn-2.7.4.dist-info/METADATA",
                        "Metadata-Version: 2.1\nName: flash-attn\nVersion: 2.7.4\nRequires-Dist: torch\n")
                .file(SITE + "flash_attn-2.7.4.dist-info/RECORD", EXTENSION + ",,\n");
    }

    /** LD_LIBRARY_PATH puts an older nvJitLink before the one of cuSPARSE's release. */
    @Test
    void anOlderLibraryOnTheLibraryPathIsNamedWithTheSymbolThatItLacks() throws Exception {
        Kit kit = tensorflow();
        Tree tree = tree(kit);
        tree.file(
                "/lib/x86_64-linux-gnu/libc.so.6",
                FakeElf.library("libc.so.6").exports("printf").bytes());
        write(
                tree,
                "nvidia/all/lib/libcusparse.so.12",
                library("libcusparse.so.12", "libnvJitLink.so.12")
                        .runpath("$ORIGIN")
                        .imports("__nvJitLinkComplete_12_4"));
        write(
                tree,
                "nvidia/all/lib/libnvJitLink.so.12",
                library("libnvJitLink.so.12").exports("__nvJitLinkComplete_12_4"));
        tree.file(
                "/usr/local/cuda-12.1/lib64/libnvJitLink.so.12",
                library("libnvJitLink.so.12")
                        .exports("__nvJitLinkComplete_12_1")
                        .bytes());
        assertThat(alarms(tree, Map.of())).isEmpty();

        assertThat(alarms(tree, Map.of("LD_LIBRARY_PATH", "/usr/local/cuda-12.1/lib64")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("program.symbol.mixed-libraries");
                    assertThat(finding.message()).contains("__nvJitLinkComplete_12_4", "/usr/local/cuda-12.1/lib64");
                    assertThat(finding.remedies().get(0).text()).contains("/usr/local/cuda-12.1/lib64");
                });
    }

    /** The C++ library of an older conda package comes before the system's. */
    @Test
    void aCppLibraryThatIsTooOldIsNamedWithTheVersionThatItLacks() throws Exception {
        Tree tree = tree(torch12());
        tree.file(
                "/opt/conda/lib/libstdc++.so.6",
                FakeElf.library("libstdc++.so.6").defines("GLIBCXX_3.4.28").bytes());
        tree.file(
                "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
                FakeElf.library("libstdc++.so.6").defines("GLIBCXX_3.4.32").bytes());
        write(
                tree,
                "torch/lib/libc10_cuda.so",
                library("libc10_cuda.so", "libstdc++.so.6").asksFor("GLIBCXX_3.4.32", "libstdc++.so.6"));
        assertThat(alarms(tree, Map.of())).isEmpty();

        assertThat(alarms(tree, Map.of("LD_LIBRARY_PATH", "/opt/conda/lib")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("program.symbol.system-too-old");
                    assertThat(finding.message())
                            .contains("GLIBCXX_3.4.32", "libc10_cuda.so", "/opt/conda/lib/libstdc++.so.6");
                });
    }

    @Test
    void tellsWhichCallLoadsTheWheelsOfOnnxRuntime() throws Exception {
        assertThat(findings(tree(onnxruntime()), Map.of())).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("program.library.on-call");
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.message()).contains("onnxruntime.preload_dlls()");
        });
    }

    /** Its TensorRT provider lacks TensorRT and so takes the wheels by path, which the CUDA provider has no need of. */
    @Test
    void aProviderThatIsNotUsedAsksForNoCall() throws Exception {
        Kit kit = onnxruntime();
        kit.files()
                .put(
                        "onnxruntime/capi/libonnxruntime_providers_tensorrt.so",
                        library("libonnxruntime_providers_tensorrt.so", "libnvinfer.so.10", "libcudnn.so.9"));
        kit.files()
                .put("nvidia/cudnn/lib/libcudnn.so.9", library("libcudnn.so.9").runpath("$ORIGIN"));
        kit.files().put("nvidia/cudnn/lib/libcudnn_graph.so.9", library("libcudnn_graph.so.9"));
        String path = Stream.of("cudnn", "cuda_runtime")
                .map(name -> "/home/alice/venv/lib/python3.11/site-packages/nvidia/" + name + "/lib")
                .collect(Collectors.joining(":"));

        assertThat(findings(tree(kit), Map.of("LD_LIBRARY_PATH", path)))
                .extracting(Finding::id)
                .containsExactly("program.feature.unavailable");
    }

    @Test
    void tensorFlowBesideAWorkingTorchIsMeantForTheCpu() throws Exception {
        Tree tree = tree(torch12());
        Kit tensorflow = tensorflow();
        write(tree, "tensorflow/libtensorflow_cc.so.2", library("libtensorflow_cc.so.2"));
        tensorflow.texts().forEach((path, text) -> tree.file(SITE + path, text));
        Files.delete(tree.root().resolve((SITE + "nvidia/cuda_runtime/lib/libcudart.so.12").substring(1)));
        assertThat(alarms(tree, Map.of())).extracting(Finding::id).contains(MISSING, UNUSED);

        write(tree, "nvidia/cuda_runtime/lib/libcudart.so.12", library("libcudart.so.12"));
        assertThat(alarms(tree, Map.of())).isEmpty();
    }

    private static List<Finding> alarms(Tree tree, Map<String, String> environment) {
        return findings(tree, environment).stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    private static List<Finding> findings(Tree tree, Map<String, String> environment) {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.put("VIRTUAL_ENV", VENV);
        Machine machine = Looking.at(tree.running(variables));
        assertThat(machine.consumers()).isNotEmpty();
        return Diagnosis.of(RULES, new RuleRunner(new Catalog(), Matrix.builtIn()).run(RULES, machine))
                .findings();
    }

    private int trees;

    private Tree tree(Kit kit) throws Exception {
        Tree tree = new Tree(Files.createDirectories(root.resolve("tree" + trees++)))
                .file(VENV + "/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.7\n")
                .file(
                        "/lib/x86_64-linux-gnu/libc.so.6",
                        FakeElf.library("libc.so.6").bytes())
                .directory("/usr/lib/x86_64-linux-gnu");
        kit.files().forEach((path, elf) -> write(tree, path, elf));
        kit.texts().forEach((path, text) -> tree.file(SITE + path, text));
        return tree;
    }

    private static void write(Tree tree, String path, FakeElf elf) {
        tree.file(SITE + path, elf.bytes());
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
