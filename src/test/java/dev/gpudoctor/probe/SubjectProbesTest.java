package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.machine.ContainerTooling;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Machine.FabricManager;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.version.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each subject on a small tree, read through the whole look. */
class SubjectProbesTest {
    private static final String TRIPLET = "/usr/lib/x86_64-linux-gnu/";

    @TempDir
    Path root;

    private Tree tree;

    @BeforeEach
    void aDebianSystem() {
        tree = new Tree(root).directory(TRIPLET).link("/lib", "usr/lib");
    }

    @Test
    void aMachineWhoseBusesAreNotShownMayHaveGpus() {
        assertThat(Looking.at(tree.running(Map.of())).pci()).isInstanceOf(Observed.Unreadable.class);
    }

    @Test
    void aMachineWithoutPciHasNoGpuOnIt() {
        tree.directory("/sys/bus/platform");

        assertThat(Looking.at(tree.running(Map.of())).pci().isAbsent()).isTrue();
    }

    @Test
    void readsTensorRtWithItsParts() {
        for (String name : List.of(
                "libnvinfer", "libnvinfer_plugin", "libnvinfer_lean", "libnvonnxparser", "libnvinfer_vc_plugin")) {
            tree.file(
                            TRIPLET + name + ".so.10.13.3",
                            FakeElf.library(name + ".so.10").bytes())
                    .link(TRIPLET + name + ".so.10", name + ".so.10.13.3");
        }
        tree.file(TRIPLET + "libnvinfer_builder_resource_sm90.so.10.13.3", "")
                .file(TRIPLET + "libnvinfer_builder_resource_ptx.so.10.13.3", "")
                .file(TRIPLET + "libnvinfer_builder_resource_sm75.so.10.12.0", "")
                .file("/usr/src/tensorrt/bin/trtexec", "")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: libnvinfer10\nStatus: install ok installed\nVersion: 10.13.3.9-1+cuda13.0\n")
                .file("/var/lib/dpkg/info/libnvinfer10.list", TRIPLET + "libnvinfer.so.10.13.3\n");

        TensorRt tensorRt = only(look().tensorRts());

        assertThat(tensorRt.version().toOptional()).contains(Version.of("10.13.3.9"));
        assertThat(tensorRt.cuda().toOptional()).contains(Version.of("13.0"));
        assertThat(tensorRt.main().origin()).isEqualTo(Origin.SYSTEM_PACKAGE);
        assertThat(tensorRt.parts())
                .extracting(Library::name)
                .containsExactlyInAnyOrder(
                        "libnvinfer_plugin.so.10", "libnvinfer_lean.so.10", "libnvinfer_vc_plugin.so.10");
        assertThat(tensorRt.parser()
                        .map(Library::version)
                        .toOptional()
                        .orElseThrow()
                        .toOptional())
                .contains(Version.of("10.13.3"));
        assertThat(tensorRt.builderResources().toOptional().orElseThrow()).containsExactly("ptx", "sm90");
        assertThat(tensorRt.trtexec().toOptional()).contains("/usr/src/tensorrt/bin/trtexec");
    }

    @Test
    void knowsAnUnpackedTensorRtByItsBuilderResource() {
        tree.file(
                        "/opt/TensorRT-8.6.1.6/lib/libnvinfer.so.8",
                        FakeElf.library("libnvinfer.so.8").bytes())
                .file("/opt/TensorRT-8.6.1.6/lib/libnvinfer_builder_resource.so.8.6.1", "")
                .file("/opt/TensorRT-8.6.1.6/bin/trtexec", "");

        TensorRt tensorRt = only(look().tensorRts());

        assertThat(tensorRt.version().toOptional()).contains(Version.of("8.6.1"));
        assertThat(tensorRt.builderResources().toOptional().orElseThrow()).containsExactly("all");
        assertThat(tensorRt.parser().isAbsent()).isTrue();
        assertThat(tensorRt.trtexec().isFound()).isTrue();
        assertThat(tensorRt.cuda().isUnreadable()).isTrue();
    }

    @Test
    void readsToolkitsOfNvidiaAndOfADistribution() {
        tree.file(
                        "/usr/local/cuda-12.4/version.json",
                        "{\"cuda\": {\"version\": \"12.4.1\"}," + " \"cuda_nvcc\": {\"version\": \"12.4.131\"}}")
                .file("/usr/local/cuda-12.4/bin/nvcc", "")
                .file("/usr/local/cuda-10.2/version.txt", "CUDA Version 10.2.89\n")
                .file(
                        "/usr/local/cuda-10.2/lib64/libcudart.so.10.2",
                        FakeElf.library("libcudart.so.10.2").bytes())
                .directory("/usr/local/cuda-11.0")
                .file(
                        TRIPLET + "libcudart.so.11.8.89",
                        FakeElf.library("libcudart.so.11.0").bytes())
                .link(TRIPLET + "libcudart.so.11.0", "libcudart.so.11.8.89");

        List<Toolkit> toolkits = look().toolkits();

        assertThat(toolkits)
                .extracting(
                        Toolkit::directory,
                        toolkit -> toolkit.version().toOptional().orElseThrow().toString())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/usr/local/cuda-10.2", "10.2.89"),
                        org.assertj.core.groups.Tuple.tuple("/usr/local/cuda-12.4", "12.4.1"),
                        org.assertj.core.groups.Tuple.tuple("/usr", "11.8"));
        assertThat(toolkits.get(0).nvcc().isAbsent()).isTrue();
        assertThat(toolkits.get(1).nvcc().toOptional()).contains(Version.of("12.4.131"));
    }

    @Test
    void readsAJetson() {
        tree.file("/etc/nv_tegra_release", "# R35 (release), REVISION: 4.1, GCID: 33958178, BOARD: t186ref\n")
                .file("/proc/device-tree/model", "NVIDIA Jetson Xavier NX Developer Kit\0")
                .file("/proc/device-tree/compatible", "nvidia,p3668-0000\0nvidia,tegra194\0")
                .file("/var/lib/nvpmodel/status", "pmode:0008\n")
                .file("/etc/nvpmodel.conf", "< POWER_MODEL ID=8 NAME=MODE_20W_6CORE >\n")
                .file("/dev/nvhost-ctrl-nvdla0", "")
                .file("/dev/nvhost-nvdla0", "")
                .file("/dev/nvhost-ctrl-nvdla1", "")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: nvidia-jetpack\nStatus: install ok installed\nVersion: 5.1.2-b104\n");

        Jetson jetson = live(Map.of()).jetson().toOptional().orElseThrow();

        assertThat(jetson.l4t().toOptional()).contains(Version.of("35.4.1"));
        assertThat(jetson.jetPack().toOptional()).contains(Version.of("5.1.2"));
        assertThat(jetson.module().toOptional()).contains("NVIDIA Jetson Xavier NX Developer Kit");
        assertThat(jetson.soc().toOptional()).contains("tegra194");
        assertThat(jetson.powerModel().toOptional()).contains("MODE_20W_6CORE");
        assertThat(jetson.dlaNodes().toOptional()).contains(2);
        assertThat(look().jetson().isFound()).isTrue();
    }

    @Test
    void readsWhatGivesContainersTheGpu() {
        tree.file("/usr/bin/docker", "")
                .file("/etc/docker/daemon.json", "{\"default-runtime\": \"nvidia\", \"runtimes\": {\"nvidia\": {}}}")
                .file("/etc/nvidia-container-runtime/config.toml", "[nvidia-container-cli]\nno-cgroups = false\n")
                .file(
                        "/etc/cdi/nvidia.yaml",
                        "kind: nvidia.com/gpu\ncontainerEdits:\n  mounts:\n"
                                + "  - hostPath: /usr/lib/libcuda.so.550.54.14\n  - hostPath: /usr/bin/docker\n")
                .file("/etc/apt/sources.list.d/nvidia-container-toolkit.list", "deb https://x/libnvidia-container /\n")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: nvidia-container-toolkit\nStatus: install ok installed\nVersion: 1.17.8-1\n");

        ContainerTooling tooling = look().containerTooling();

        assertThat(tooling.toolkit().toOptional()).contains(Version.of("1.17.8"));
        assertThat(tooling.docker().toOptional()).contains("/usr/bin/docker");
        assertThat(tooling.runtimeRegistered().toOptional()).contains(true);
        assertThat(tooling.defaultRuntime().toOptional()).contains("nvidia");
        assertThat(tooling.noCgroups().toOptional()).contains(false);
        assertThat(tooling.cdiDrivers().toOptional().orElseThrow()).containsExactly(Version.of("550.54.14"));
        assertThat(tooling.cdiMissing().toOptional().orElseThrow()).containsExactly("/usr/lib/libcuda.so.550.54.14");
        assertThat(tooling.repositories().toOptional().orElseThrow())
                .containsExactly("/etc/apt/sources.list.d/nvidia-container-toolkit.list unsigned");
    }

    @Test
    void saysThatABrokenDaemonFileIsUnreadableNotThatNoRuntimeIsThere() {
        tree.file("/etc/docker/daemon.json", "{\"runtimes\": ");

        assertThat(look().containerTooling().runtimeRegistered().isUnreadable()).isTrue();
    }

    @Test
    void findsARunningFabricManager() {
        tree.file("/usr/bin/nv-fabricmanager", "")
                .file("/proc/812/comm", "nv-fabricmanage\n")
                .file("/proc/1/comm", "systemd\n")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: nvidia-fabricmanager-580\nStatus: install ok installed\nVersion: 580.159.04-1\n");

        FabricManager manager = live(Map.of()).fabricManager().toOptional().orElseThrow();

        assertThat(manager.version().toOptional()).contains(Version.of("580.159.04"));
        assertThat(manager.running().toOptional()).contains(true);
        assertThat(look().fabricManager().toOptional().orElseThrow().running())
                .isInstanceOf(Observed.NotApplicable.class);
    }

    @Test
    void readsTheSystemBelow() {
        tree.file(
                        TRIPLET + "libc.so.6",
                        FakeElf.library("libc.so.6").defines("GLIBC_2.39").bytes())
                .file(
                        TRIPLET + "libstdc++.so.6",
                        FakeElf.library("libstdc++.so.6")
                                .defines("GLIBCXX_3.4.33")
                                .bytes())
                .file("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n")
                .file("/proc/sys/kernel/osrelease", "5.15.153.1-microsoft-standard-WSL2\n")
                .file(
                        "/proc/self/limits",
                        "Max locked memory         8388608              unlimited            bytes \n")
                .file("/proc/meminfo", "MemTotal:       24684084 kB\nMemAvailable:   22642584 kB\n")
                .file("/proc/self/status", "Name:\tjava\nSeccomp:\t2\n")
                .file("/proc/cpuinfo", "processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu avx2 hypervisor\n");

        Machine machine = live(Map.of());

        assertThat(machine.os().libc().toOptional()).contains(Version.of("2.39"));
        assertThat(machine.os().libstdcxx().toOptional()).contains(Version.of("3.4.33"));
        assertThat(machine.os().architecture().toOptional()).contains("x86_64");
        assertThat(machine.os().wsl().toOptional()).contains("2");
        assertThat(machine.os().virtualization().isFound()).isTrue();
        assertThat(machine.os().seccomp().toOptional()).contains(true);
        assertThat(machine.limits().memlockBytes().toOptional()).contains(8388608L);
        assertThat(machine.limits().openFiles().isAbsent()).isTrue();
        assertThat(machine.limits().memoryTotalBytes().toOptional()).contains(24684084L * 1024);
        assertThat(machine.cpu().features().toOptional().orElseThrow()).containsExactly("avx2");
        assertThat(machine.cpu().cores().toOptional()).contains(1);
    }

    @Test
    void seesAContainerAndTheDriverMountedIntoIt() {
        tree.file("/.dockerenv", "")
                .file(
                        "/proc/self/mounts",
                        "overlay / overlay rw 0 0\n/dev/sda1 /usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06 ext4 ro 0 0\n")
                .file(
                        TRIPLET + "libcuda.so.580.65.06",
                        FakeElf.library("libcuda.so.1").bytes())
                .link(TRIPLET + "libcuda.so.1", "libcuda.so.580.65.06")
                .file(
                        "/usr/local/cuda-12.4/lib64/stubs/libcuda.so.1",
                        FakeElf.library("libcuda.so.1").bytes());
        NativeProbe silent = new SilentProbe();

        Machine machine = Looking.at(
                tree.running(Map.of("LD_LIBRARY_PATH", "/usr/local/cuda-12.4/lib64/stubs")),
                silent,
                java.util.OptionalLong.empty());

        assertThat(machine.container().toOptional().orElseThrow().runtime()).isEqualTo("docker");
        assertThat(machine.container().toOptional().orElseThrow().gpuInjected().toOptional())
                .contains(true);
        assertThat(machine.driverLibraries().libcuda())
                .extracting(Library::origin)
                .containsExactly(Origin.STUB, Origin.CONTAINER_MOUNT);
    }

    @Test
    void saysThatAnRpmDatabaseIsNotRead() {
        tree.file("/var/lib/rpm/rpmdb.sqlite", "");

        assertThat(look().packages().isUnreadable()).isTrue();
    }

    @Test
    void keepsOnlyTheStacksPackages() {
        tree.file(
                "/var/lib/dpkg/status",
                "Package: bash\nStatus: install ok installed\nVersion: 5.2\n\n"
                        + "Package: nvidia-driver-580\nStatus: install ok installed\nVersion: 580.65.06-0ubuntu1\n");

        assertThat(look().packages().toOptional().orElseThrow())
                .containsExactly(
                        new SystemPackage(SystemPackage.Manager.DPKG, "nvidia-driver-580", "580.65.06-0ubuntu1"));
    }

    private Machine look() {
        return Looking.at(tree.host());
    }

    private Machine live(Map<String, String> environment) {
        return Looking.at(tree.running(environment));
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
