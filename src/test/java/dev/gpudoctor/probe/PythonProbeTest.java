package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.Kind;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.version.Version;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonProbeTest {
    private static final String VENV = "/opt/app/venv";
    private static final String SITE = VENV + "/lib/python3.11/site-packages/";

    @TempDir
    Path root;

    @Test
    void readsTorchWithItsWheelsAndGivesItTheirLibraries() {
        Tree tree = venv();
        wheel(tree, "torch", "2.5.1", "Requires-Dist: nvidia-cudnn-cu12 (==9.1.0.70)\n", "");
        wheel(
                tree,
                "nvidia_cudnn_cu12",
                "9.1.0.70",
                "",
                "nvidia/cudnn/lib/libcudnn.so.9,sha256=x,1\nnvidia/cudnn/lib/libcudnn_graph.so.9,sha256=x,1\n");
        wheel(tree, "nvidia_cuda_runtime_cu12", "12.4.127", "", "nvidia/cuda_runtime/lib/libcudart.so.12,sha256=x,1\n");
        tree.file(SITE + "torch/version.py", "__version__ = '2.5.1+cu124'\ncuda: Optional[str] = '12.4'\n")
                .file(
                        SITE + "torch/lib/libtorch_cuda.so",
                        FakeElf.library("libtorch_cuda.so")
                                .needs("libcudart.so.12", "libcudnn.so.9", "libcufft.so.11")
                                .rpath("$ORIGIN/../../nvidia/cudnn/lib:$ORIGIN/../../nvidia/cuda_runtime/lib:$ORIGIN")
                                .bytes())
                .file(
                        SITE + "nvidia/cudnn/lib/libcudnn.so.9",
                        FakeElf.library("libcudnn.so.9").bytes())
                .file(
                        SITE + "nvidia/cudnn/lib/libcudnn_graph.so.9",
                        FakeElf.library("libcudnn_graph.so.9").bytes())
                .file(
                        SITE + "nvidia/cuda_runtime/lib/libcudart.so.12",
                        FakeElf.library("libcudart.so.12").bytes());

        Machine machine = Looking.at(tree.host());

        PythonEnvironment python = machine.pythons().get(0);
        assertThat(python.prefix()).isEqualTo(VENV);
        assertThat(python.kind()).isEqualTo(Kind.VENV);
        assertThat(python.python().toOptional()).contains(Version.of("3.11.7"));
        PythonPackage torch = named(python, "torch");
        assertThat(torch.cuda().toOptional()).contains(Version.of("12.4"));
        assertThat(torch.cudnn().toOptional()).contains(Version.of("9.1.0.70"));

        Consumer consumer = machine.consumers().get(0);
        assertThat(consumer.program()).isEqualTo("torch");
        assertThat(consumer.version(Component.CUDNN).toOptional()).contains(Version.of("9.1.0.70"));
        assertThat(consumer.use(Component.CUDNN)).hasValueSatisfying(use -> {
            assertThat(use.origin()).isEqualTo(Origin.WHEEL);
            assertThat(use.needed()).isTrue();
            assertThat(use.path()).endsWith("/nvidia/cudnn/lib/libcudnn.so.9");
        });
        assertThat(consumer.use(Component.CUDA_RUNTIME).orElseThrow().cuda().toOptional())
                .contains(Version.of("12.4"));
        assertThat(consumer.version(Component.DRIVER).isAbsent()).isTrue();
        assertThat(consumer.missing()).containsExactly("libcufft.so.11");

        assertThat(machine.cudnns()).singleElement().satisfies(cudnn -> {
            assertThat(cudnn.cudaMajor().toOptional()).contains(12);
            assertThat(cudnn.parts())
                    .singleElement()
                    .satisfies(part -> assertThat(part.version().toOptional()).contains(Version.of("9.1.0.70")));
            assertThat(cudnn.missingParts()).contains("libcudnn_ops.so.9").doesNotContain("libcudnn_graph.so.9");
        });
    }

    @Test
    void tellsACpuBuildOfTorch() {
        Tree tree = venv();
        wheel(tree, "torch", "2.5.1+cpu", "", "");
        tree.file(SITE + "torch/version.py", "__version__ = '2.5.1+cpu'\ncuda: Optional[str] = None\n");

        Machine machine = Looking.at(tree.host());

        assertThat(named(machine.pythons().get(0), "torch").cuda()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(machine.consumers()).singleElement().satisfies(consumer -> assertThat(consumer.uses())
                .isEmpty());
    }

    @Test
    void readsTensorFlowsBuildInformationOfBothForms() {
        Tree tree = venv();
        wheel(tree, "tensorflow", "2.18.0", "", "");
        tree.file(
                SITE + "tensorflow/python/platform/build_info.py",
                "build_info = collections.OrderedDict([('cuda_version', '12.5.1'), ('cudnn_version', '9'),"
                        + " ('is_cuda_build', True)])\n");
        Tree old = new Tree(root.resolve("old")).file(VENV + "/pyvenv.cfg", "version = 3.7.1\n");
        wheel(old, "tensorflow_gpu", "2.2.0", "", "");
        old.file(
                SITE + "tensorflow/python/platform/build_info.py",
                "is_cuda_build = True\ncuda_version_number = '10.1'\ncudnn_version_number = '7'\n");

        PythonPackage today = named(Looking.at(tree.host()).pythons().get(0), "tensorflow");
        PythonPackage then = named(Looking.at(old.host()).pythons().get(0), "tensorflow-gpu");

        assertThat(today.cuda().toOptional()).contains(Version.of("12.5.1"));
        assertThat(today.cudnn().toOptional()).contains(Version.of("9"));
        assertThat(then.cuda().toOptional()).contains(Version.of("10.1"));
        assertThat(then.cudnn().toOptional()).contains(Version.of("7"));
    }

    @Test
    void readsOnnxRuntimesCudaFromWhatItsProviderAsksFor() {
        Tree tree = venv();
        wheel(tree, "onnxruntime_gpu", "1.20.2", "", "");
        tree.file(
                SITE + "onnxruntime/capi/libonnxruntime_providers_cuda.so",
                FakeElf.library("libonnxruntime_providers_cuda.so")
                        .needs("libcudart.so.12", "libcudnn.so.9")
                        .bytes());

        Machine machine = Looking.at(tree.host());

        PythonPackage found = named(machine.pythons().get(0), "onnxruntime-gpu");
        assertThat(found.cuda().toOptional()).contains(Version.of("12"));
        assertThat(found.cudnn().toOptional()).contains(Version.of("9"));
        assertThat(machine.consumers().get(0).missing()).containsExactly("libcudart.so.12", "libcudnn.so.9");
    }

    @Test
    void takesThePackagesWordWhereOnlyMetadataLies() {
        Tree tree = venv();
        wheel(tree, "torch", "2.5.1+cu124", "", "");
        wheel(tree, "nvidia_cudnn_cu12", "9.1.0.70", "", "");
        wheel(tree, "nvidia_cudnn_cu11", "8.9.0.1", "", "");

        Consumer torch = Looking.at(tree.host()).consumers().get(0);

        assertThat(torch.version(Component.CUDNN).toOptional()).contains(Version.of("9.1.0.70"));
        assertThat(torch.version(Component.CUDA_RUNTIME).toOptional()).contains(Version.of("12.4"));
    }

    @Test
    void findsEnvironmentsWhereVariablesLead() {
        Tree tree = new Tree(root);
        for (String prefix : new String[] {"/x/active", "/home/me/miniconda3/envs/gpu", "/proj/.venv", "/y/named"}) {
            tree.file(
                    prefix + "/lib/python3.12/site-packages/numpy-2.1.0.dist-info/METADATA",
                    "Name: numpy\nVersion: 2.1.0\n");
        }
        tree.directory("/home/me/miniconda3/conda-meta")
                .directory("/home/me/miniconda3/envs/gpu/conda-meta")
                .file("/x/active/pyvenv.cfg", "version = 3.12.1\n")
                .file("/y/named/bin/python3", "");

        Machine machine = Looking.at(
                tree.running(Map.of("VIRTUAL_ENV", "/x/active", "HOME", "/home/me", "PWD", "/proj")),
                "/y/named/bin/python3");

        assertThat(machine.pythons())
                .extracting(PythonEnvironment::prefix, PythonEnvironment::kind, PythonEnvironment::active)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("/x/active", Kind.VENV, true),
                        org.assertj.core.groups.Tuple.tuple("/home/me/miniconda3/envs/gpu", Kind.CONDA, false),
                        org.assertj.core.groups.Tuple.tuple("/proj/.venv", Kind.SYSTEM, false),
                        org.assertj.core.groups.Tuple.tuple("/y/named", Kind.SYSTEM, false));
    }

    @Test
    void takesAnUnpackedFolderByName() {
        Tree tree = new Tree(root)
                .file("/data/wheels/torch-2.5.1.dist-info/METADATA", "Name: torch\nVersion: 2.5.1+cu124\n");

        assertThat(Looking.at(tree.host(), "/data/wheels").pythons())
                .singleElement()
                .satisfies(python -> assertThat(python.kind()).isEqualTo(Kind.UNPACKED));
    }

    @Test
    void doesNotFollowRecordsOutOfTheEnvironment() {
        Tree tree = venv().file(
                        "/etc/libcudnn.so.9", FakeElf.library("libcudnn.so.9").bytes());
        wheel(
                tree,
                "nvidia_cudnn_cu12",
                "9.1.0.70",
                "",
                "../../../../../../etc/libcudnn.so.9,sha256=x,1\n/etc/libcudnn.so.9,sha256=x,1\n");

        assertThat(named(Looking.at(tree.host()).pythons().get(0), "nvidia-cudnn-cu12")
                        .libraries())
                .isEmpty();
    }

    private Tree venv() {
        return new Tree(root.resolve("root")).file(VENV + "/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.7\n");
    }

    private static void wheel(Tree tree, String name, String version, String requires, String record) {
        String info = SITE + name + "-" + version + ".dist-info/";
        tree.file(
                        info + "METADATA",
                        "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n" + requires + "\n")
                .file(info + "RECORD", record);
    }

    private static PythonPackage named(PythonEnvironment python, String name) {
        return python.packages().stream()
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
