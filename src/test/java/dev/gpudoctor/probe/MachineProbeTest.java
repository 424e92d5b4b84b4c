package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.DeviceNode;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.version.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine with one H200, rebuilt from its capture: driver 580, CUDA 13.0, two cuDNNs and a stale compat package. */
class MachineProbeTest {
    private static final String TRIPLET = "/usr/lib/x86_64-linux-gnu/";
    private static final String CUDA = "/usr/local/cuda-13.0/";
    private static final String SITE = "/opt/torch/.venv/lib/python3.12/site-packages/";
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "LD_LIBRARY_PATH", "/usr/local/nvidia/lib64:/usr/local/nvidia/lib",
            "PATH", "/opt/torch/.venv/bin:/usr/local/nvidia/bin:/usr/local/cuda/bin:/usr/bin",
            "CUDA_HOME", "/usr/local/cuda",
            "NVIDIA_VISIBLE_DEVICES", "0",
            "NVIDIA_API_KEY", "secret",
            "HOME", "/root");

    @TempDir
    Path root;

    private Tree tree;

    @BeforeEach
    void anH200() {
        tree = new Tree(root)
                .link("/lib", "usr/lib")
                .file("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu 24.04.3 LTS\"\n")
                .file("/proc/sys/kernel/osrelease", "6.18.44-fc-v657-gpu\n")
                .file(
                        "/proc/driver/nvidia/version",
                        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release Build  (nixbld@)\n"
                                + "GCC version:  gcc version 15.3.0 (GCC) \n")
                .file(
                        "/proc/driver/nvidia/gpus/0000:00:06.0/information",
                        "Model: \t\t NVIDIA H200\nDevice Minor: \t 0\nGPU Firmware: \t 580.159.04\nGPU Excluded:\t No\n")
                .file(
                        "/proc/modules",
                        "nvidia_uvm 1 0 - Live 0x0\nnvidia 2 1 nvidia_uvm, Live 0x0\next4 3 0 - Live 0x0\n")
                .file("/sys/bus/pci/devices/0000:00:06.0/vendor", "0x10de\n")
                .file("/sys/bus/pci/devices/0000:00:06.0/device", "0x2335\n")
                .file("/sys/bus/pci/devices/0000:00:06.0/class", "0x030200\n")
                .file("/sys/bus/pci/devices/0000:00:06.0/numa_node", "-1\n")
                .file("/sys/bus/pci/devices/0000:00:06.0/irq", "41\n")
                .file(
                        "/sys/bus/pci/devices/0000:00:06.0/resource",
                        "0x00000000c0000000 0x00000000c0ffffff 0x0000000000040200\n")
                .link("/sys/bus/pci/devices/0000:00:06.0/driver", "../../../../bus/pci/drivers/nvidia")
                .file("/sys/bus/pci/devices/0000:00:05.0/vendor", "0x1af4\n")
                .file("/dev/nvidia0", "")
                .file("/dev/nvidiactl", "");
        library(TRIPLET, "libc.so.6", "libc.so.6");
        library("/usr/local/nvidia/lib64/", "libcuda.so.1", "libcuda.so.580.159.04");
        library("/usr/local/nvidia/lib64/", "libnvidia-ml.so.1", "libnvidia-ml.so.580.159.04");
        library(CUDA + "targets/x86_64-linux/lib/", "libcudart.so.13", "libcudart.so.13.0.96");
        library(CUDA + "compat/", "libcuda.so.1", "libcuda.so.580.95.05");
        tree.link("/usr/local/cuda", "/etc/alternatives/cuda")
                .link("/etc/alternatives/cuda", "/usr/local/cuda-13.0")
                .file(CUDA + "bin/nvcc", "")
                .file(CUDA + "include/cuda.h", "#define CUDA_VERSION 13000\n");
        for (String part : List.of(
                "",
                "_ops",
                "_adv",
                "_cnn",
                "_graph",
                "_heuristic",
                "_engines_precompiled",
                "_engines_runtime_compiled")) {
            library(TRIPLET, "libcudnn" + part + ".so.9", "libcudnn" + part + ".so.9.14.0");
        }
        tree.file("/opt/torch/.venv/pyvenv.cfg", "version_info = 3.12.3.final.0\n")
                .file("/opt/torch/.venv/bin/python3", "")
                .file(
                        SITE + "nvidia_cudnn_cu13-9.13.0.50.dist-info/METADATA",
                        "Name: nvidia-cudnn-cu13\nVersion: 9.13.0.50\n")
                .file(
                        SITE + "nvidia_cudnn_cu13-9.13.0.50.dist-info/RECORD",
                        "nvidia/cudnn/lib/libcudnn.so.9,sha256=x,1\n")
                .file(
                        SITE + "nvidia/cudnn/lib/libcudnn.so.9",
                        FakeElf.library("libcudnn.so.9").bytes())
                .file(SITE + "torch-2.9.1.dist-info/METADATA", "Name: torch\nVersion: 2.9.1\n")
                .file(SITE + "torch/version.py", "cuda: Optional[str] = '13.0'\n")
                .file(
                        SITE + "torch/lib/libtorch_cuda.so",
                        FakeElf.library("libtorch_cuda.so")
                                .needs("libcudnn.so.9", "libcudart.so.13")
                                .rpath("$ORIGIN/../../nvidia/cudnn/lib")
                                .bytes())
                .file("/var/lib/dpkg/status", """
                        Package: cuda-compat-13-0
                        Status: install ok installed
                        Version: 580.95.05-0ubuntu1

                        Package: libcudnn9-cuda-13
                        Status: install ok installed
                        Version: 9.14.0.64-1
                        """)
                .file("/var/lib/dpkg/info/libcudnn9-cuda-13.list", "/.\n" + TRIPLET + "libcudnn.so.9.14.0\n")
                .file(
                        "/etc/ld.so.cache",
                        new FakeCache()
                                .entry("libcudnn.so.9", "/lib/x86_64-linux-gnu/libcudnn.so.9")
                                .entry("libcudart.so.13", "/usr/local/cuda/targets/x86_64-linux/lib/libcudart.so.13")
                                .entry("libcuda.so.1", "/usr/local/nvidia/lib64/libcuda.so.1")
                                .modern());
    }

    @Test
    void readsTheKernelsSide() {
        Machine machine = look();

        assertThat(machine.kernelDriver().loadedVersion().toOptional()).contains(Version.of("580.159.04"));
        assertThat(machine.kernelDriver().flavour().toOptional()).contains(Flavour.OPEN);
        assertThat(machine.kernelDriver().modules().toOptional()).contains(List.of("nvidia", "nvidia_uvm"));
        assertThat(machine.kernelDriver().gpus().toOptional().orElseThrow())
                .singleElement()
                .satisfies(gpu -> {
                    assertThat(gpu.minor().toOptional()).contains(0);
                    assertThat(gpu.excluded().toOptional()).contains(false);
                });
        assertThat(machine.pci().toOptional().orElseThrow()).singleElement().satisfies(function -> {
            assertThat(function.isGpu()).isTrue();
            assertThat(function.deviceId()).isEqualTo("2335");
            assertThat(function.driver().toOptional()).contains("nvidia");
            assertThat(function.numaNode().toOptional()).contains(-1);
            assertThat(function.barsAssigned().toOptional()).contains(true);
            assertThat(function.interrupt().toOptional()).contains(true);
        });
        assertThat(machine.deviceNodes().toOptional().orElseThrow())
                .extracting(DeviceNode::path)
                .containsExactly("/dev/nvidia0", "/dev/nvidiactl");
    }

    @Test
    void tellsTheDriversLibraryFromTheCompatPackages() {
        Machine machine = look();

        assertThat(machine.driverLibraries().libcuda()).singleElement().satisfies(library -> {
            assertThat(library.origin()).isEqualTo(Origin.DRIVER);
            assertThat(library.version().toOptional()).contains(Version.of("580.159.04"));
        });
        assertThat(machine.driverLibraries().compat()).singleElement().satisfies(compat -> {
            assertThat(compat.driver().toOptional()).contains(Version.of("580.95.05"));
            assertThat(compat.cuda().toOptional()).contains(Version.of("13.0"));
            assertThat(compat.active()).isFalse();
        });
    }

    @Test
    void seesACompatPackageThatTheLoaderTakes() {
        Map<String, String> environment = new java.util.HashMap<>(ENVIRONMENT);
        environment.put("LD_LIBRARY_PATH", "/usr/local/cuda/compat:/usr/local/nvidia/lib64");

        Machine machine = Looking.at(tree.running(environment), answering(Map.of()), OptionalLong.empty());

        assertThat(machine.driverLibraries().compat()).singleElement().satisfies(compat -> assertThat(compat.active())
                .isTrue());
        assertThat(machine.driverLibraries().libcuda())
                .extracting(Library::origin)
                .containsExactly(Origin.COMPAT, Origin.DRIVER);
        assertThat(machine.loader().shadowed())
                .filteredOn(shadowed -> shadowed.name().equals("libcuda.so.1"))
                .singleElement()
                .satisfies(shadowed ->
                        assertThat(shadowed.hidden()).containsExactly("/usr/local/nvidia/lib64/libcuda.so.1"));
    }

    @Test
    void countsAToolkitOnceHoweverManyLinksLeadToIt() {
        assertThat(look().toolkits()).singleElement().satisfies(toolkit -> {
            assertThat(toolkit.directory()).isEqualTo("/usr/local/cuda-13.0");
            assertThat(toolkit.version().toOptional()).contains(Version.of("13.0"));
            assertThat(toolkit.isDefault()).isTrue();
            assertThat(toolkit.nvcc().isFound()).isTrue();
            assertThat(toolkit.libraries()).extracting(Library::name).containsExactly("libcudart.so.13");
        });
    }

    @Test
    void givesEachConsumerItsOwnCudnn() {
        Machine machine = look();

        assertThat(machine.cudnns())
                .extracting(
                        cudnn -> cudnn.main().origin(),
                        cudnn -> cudnn.version().toOptional().orElseThrow().toString(),
                        cudnn -> cudnn.cudaMajor().toOptional().orElseThrow())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Origin.SYSTEM_PACKAGE, "9.14.0", 13),
                        org.assertj.core.groups.Tuple.tuple(Origin.WHEEL, "9.13.0.50", 13));
        assertThat(machine.cudnns().get(0).missingParts()).isEmpty();
        assertThat(consumer(machine, Consumer.Kind.PYTHON)
                        .version(Component.CUDNN)
                        .toOptional())
                .contains(Version.of("9.13.0.50"));
        assertThat(consumer(machine, Consumer.Kind.TOOLKIT)
                        .version(Component.CUDNN)
                        .toOptional())
                .contains(Version.of("9.14.0"));
        assertThat(consumer(machine, Consumer.Kind.PYTHON)
                        .version(Component.DRIVER)
                        .toOptional())
                .contains(Version.of("580.159.04"));
    }

    @Test
    void keepsSecretsOutOfTheEnvironment() {
        assertThat(look().environment())
                .containsEntry("NVIDIA_VISIBLE_DEVICES", "0")
                .containsEntry("HOME", "/root")
                .doesNotContainKeys("NVIDIA_API_KEY");
    }

    @Test
    void asksLibrariesAndBelievesThemMoreThanTheirFileNames() {
        String said = TRIPLET.replace("/usr", "") + "libcudnn.so.9";

        Machine machine = Looking.at(
                tree.running(ENVIRONMENT),
                answering(Map.of(
                        said,
                        Observed.found(
                                Version.of("9.15.0"),
                                new Evidence(Evidence.Source.LIBRARY_CALL, "cudnnGetVersion", "91500")))),
                OptionalLong.empty());

        Cudnn cudnn = machine.cudnns().get(0);
        assertThat(cudnn.main().path()).isEqualTo(said);
        assertThat(cudnn.version().toOptional()).contains(Version.of("9.15.0"));
        assertThat(consumer(machine, Consumer.Kind.TOOLKIT)
                        .version(Component.CUDNN)
                        .toOptional())
                .contains(Version.of("9.15.0"));
    }

    @Test
    void keepsTheFinerNumberOfAFileNameThatAgrees() {
        String cudart = "/usr/local/cuda-13.0/targets/x86_64-linux/lib/libcudart.so.13";

        Toolkit toolkit = Looking.at(
                        tree.running(ENVIRONMENT),
                        answering(Map.of(
                                cudart,
                                Observed.found(
                                        Version.of("13.0"),
                                        new Evidence(Evidence.Source.LIBRARY_CALL, "cudaRuntimeGetVersion", "13000")))),
                        OptionalLong.empty())
                .toolkits()
                .get(0);

        assertThat(toolkit.libraries().get(0).version().toOptional()).contains(Version.of("13.0.96"));
        assertThat(toolkit.libraries().get(0).version().evidence())
                .extracting(Evidence::source)
                .containsExactly(Evidence.Source.LIBRARY_CALL, Evidence.Source.FILE_NAME);
    }

    @Test
    void noticesWhatAskingChanged() {
        NativeProbe loadsModules = new SilentProbe(Map.of(), () -> tree.file("/dev/nvidia-uvm", "")
                .file("/proc/modules", "nvidia_uvm 1\nnvidia 2\nnvidia_drm 3\n"));

        Machine machine = Looking.at(tree.running(ENVIRONMENT), loadsModules, OptionalLong.empty());

        assertThat(machine.answers().changes()).containsExactly("module nvidia_drm", "node /dev/nvidia-uvm");
        assertThat(machine.deviceNodes().toOptional().orElseThrow())
                .extracting(DeviceNode::path)
                .doesNotContain("/dev/nvidia-uvm");
    }

    @Test
    void asksNobodyInARootTree() {
        Machine machine = Looking.at(tree.host());

        assertThat(machine.answers().cuInit()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(machine.gpus()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(machine.pci()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(machine.kernelDriver().loadedVersion()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(machine.deviceNodes()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(machine.os().release().toOptional()).contains("24.04");
        assertThat(machine.toolkits()).hasSize(1);
        assertThat(machine.consumers()).hasSize(2);
    }

    @Test
    void readsAProcessByWhatItHasMapped() {
        tree.file("/proc/4711/comm", "python3\n")
                .file(
                        "/proc/4711/maps",
                        "7f0-7f1 r-xp 0 fe:00 1 /usr/local/nvidia/lib64/libcuda.so.580.159.04\n"
                                + "7f1-7f2 r-xp 0 fe:00 2 " + SITE + "nvidia/cudnn/lib/libcudnn.so.9\n");

        Machine machine = Looking.at(tree.running(ENVIRONMENT), answering(Map.of()), OptionalLong.of(4711));

        Consumer process = consumer(machine, Consumer.Kind.PROCESS);
        assertThat(process.program()).isEqualTo("python3");
        assertThat(process.version(Component.DRIVER).toOptional()).contains(Version.of("580.159.04"));
        assertThat(process.version(Component.CUDNN).toOptional()).contains(Version.of("9.13.0.50"));
    }

    @Test
    void survivesJson() throws JsonProcessingException {
        Machine machine = look();

        assertThat(Json.read(Json.tree(machine), Machine.class)).isEqualTo(machine);
    }

    private Machine look() {
        return Looking.at(tree.running(ENVIRONMENT), answering(Map.of()), OptionalLong.empty());
    }

    private static Consumer consumer(Machine machine, Consumer.Kind kind) {
        return machine.consumers().stream()
                .filter(consumer -> consumer.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private void library(String directory, String soname, String file) {
        tree.file(directory + file, FakeElf.library(soname).bytes());
        if (!soname.equals(file)) {
            tree.link(directory + soname, file);
        }
    }

    private static NativeProbe answering(Map<String, Observed<Version>> versions) {
        return new SilentProbe(versions, () -> {});
    }
}
