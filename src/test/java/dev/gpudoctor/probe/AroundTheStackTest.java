package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.ContainerTooling.Engine;
import dev.gpudoctor.machine.ContainerTooling.Request;
import dev.gpudoctor.machine.Interconnect;
import dev.gpudoctor.machine.KernelDriver.BuildFailure;
import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.version.Version;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine around the stack, read from trees by the whole look and judged by the rules. */
class AroundTheStackTest {
    private static final String KERNEL = "6.9.9-200.fc40.x86_64";
    private static final String GPU = "/sys/bus/pci/devices/0000:01:00.0";
    private static final int CONFIGURATION = 4096;

    @TempDir
    Path root;

    private Tree tree;

    @BeforeEach
    void aMachineWithAPascalGpu() {
        tree = new Tree(root)
                .directory("/usr/lib")
                .link("/lib", "usr/lib")
                .file("/etc/os-release", "ID=fedora\nVERSION_ID=40\n")
                .file("/proc/sys/kernel/osrelease", KERNEL + "\n")
                .file("/proc/modules", "")
                .file("/proc/cmdline", "BOOT_IMAGE=/vmlinuz iommu=pt quiet\n")
                .directory("/lib/modules/" + KERNEL + "/build")
                .file("/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/vendor", "0x10de\n")
                .file("/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/device", "0x1d01\n")
                .file("/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/class", "0x030000\n")
                .link(GPU, "../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0")
                .link("/sys/bus/pci/devices/0000:00:01.0", "../../../devices/pci0000:00/0000:00:01.0");
    }

    private Machine look() {
        return look(Map.of());
    }

    private Machine look(Map<String, String> environment) {
        return Looking.at(tree.running(environment), new SilentProbe(), OptionalLong.empty());
    }

    private List<Finding> findings() {
        return findings(look());
    }

    private static List<Finding> findings(Machine machine) {
        return new RuleRunner(new Catalog(), Matrix.builtIn())
                .run(RuleCatalog.rules(), machine).stream()
                        .flatMap(outcome -> outcome.finding().stream())
                        .toList();
    }

    private List<String> ids() {
        return ids(Map.of());
    }

    private List<String> ids(Map<String, String> environment) {
        return findings(look(environment)).stream().map(Finding::id).toList();
    }

    private void compressedModule(String place) {
        tree.file("/lib/modules/" + KERNEL + "/" + place + "/nvidia.ko.xz", "x")
                .file(
                        "/usr/lib/x86_64-linux-gnu/libcuda.so.560.31.02",
                        FakeElf.library("libcuda.so.1").bytes());
        tree.link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "libcuda.so.560.31.02");
    }

    @Test
    void theSettingsOfFedorasPackageTellThatTheModuleIsTheOpenOne() {
        compressedModule("extra/nvidia");
        tree.file("/etc/nvidia/kernel.conf", "MODULE_VARIANT=kernel-open\n");

        assertThat(look().kernelDriver().files().toOptional().orElseThrow())
                .singleElement()
                .satisfies(file -> assertThat(file.flavour().toOptional()).contains(Flavour.OPEN));
        assertThat(ids()).contains("driver.module.proprietary-required");
    }

    @Test
    void theProprietaryModuleDrivesAPascalGpu() {
        compressedModule("extra/nvidia");
        tree.file("/etc/nvidia/kernel.conf", "MODULE_VARIANT=kernel\n");

        assertThat(ids()).doesNotContain("driver.module.proprietary-required");
    }

    @ParameterizedTest
    @CsvSource({
        "/var/db/pkg/x11-drivers/nvidia-drivers-575.64/USE, amd64 kernel-open modules, OPEN",
        "/var/db/pkg/x11-drivers/nvidia-drivers-575.64/USE, amd64 modules, PROPRIETARY",
        "/var/lib/pacman/local/nvidia-open-575.64-3/desc, x, OPEN",
        "/var/lib/pacman/local/nvidia-575.64-3/desc, x, PROPRIETARY",
        "/etc/rpm/macros.nvidia-kmod, %_with_kmod_nvidia_open 1, OPEN"
    })
    void packagesTellWhichKindOfModuleIsBuilt(String file, String content, Flavour flavour) {
        compressedModule("extra");
        tree.file(file, content + "\n");

        assertThat(look().kernelDriver().flavourFor(Observed.found(KERNEL)).toOptional())
                .contains(flavour);
    }

    @Test
    void aDirectoryOfDkmsIsNoReleaseUnlessItsSettingsSaySo() {
        compressedModule("updates/dkms");
        tree.directory("/var/lib/dkms/nvidia/560.31.02/" + KERNEL);

        assertThat(look().kernelDriver().installedVersion().isUnreadable()).isTrue();

        tree.file("/var/lib/dkms/nvidia/560.31.02/source/dkms.conf", "PACKAGE_VERSION=\"560.31.02\"\n");

        assertThat(look().kernelDriver().installedVersion().toOptional()).contains(Version.of("560.31.02"));
    }

    @Test
    void theLogOfAFailedBuildTellsWhy() {
        compressedModule("../6.8.0/extra");
        tree.file(
                "/var/lib/dkms/nvidia/560.31.02/build/make.log",
                "DKMS make.log for nvidia-560.31.02 for kernel " + KERNEL + " (x86_64)\n"
                        + "make[1]: Entering directory '/usr/src/kernels'\n"
                        + "nvidia/nv-mmap.c:42:9: warning: unused\n"
                        + "nvidia/nv-mmap.c:50:9: error: implicit declaration of function 'vma_flags'\n"
                        + "make[2]: *** [nvidia/nv-mmap.o] Error 1\n");

        assertThat(look().kernelDriver().buildFailures().toOptional().orElseThrow())
                .containsExactly(new BuildFailure(
                        "560.31.02",
                        KERNEL,
                        "/var/lib/dkms/nvidia/560.31.02/build/make.log",
                        List.of("nvidia/nv-mmap.c:50:9: error: implicit declaration of function 'vma_flags'")));
        assertThat(ids()).contains("driver.module.build-failed");

        tree.file("/lib/modules/" + KERNEL + "/extra/nvidia.ko.xz", "x");
        assertThat(ids()).doesNotContain("driver.module.build-failed");
    }

    @Test
    void aBuildOfAkmodsThatFailedNamesItsKernel() {
        tree.file(
                "/var/cache/akmods/nvidia/560.31.02-1-for-" + KERNEL + ".failed.log",
                "fatal error: linux/of_gpio.h: No such file or directory\n");

        assertThat(look().kernelDriver().buildFailures().toOptional().orElseThrow())
                .extracting(BuildFailure::kernel)
                .containsExactly(KERNEL);
    }

    @Test
    void readsTheKernelsMessagesFromJournald() {
        compressedModule("extra");
        tree.file(
                "/var/log/journal/0123456789abcdef0123456789abcdef/system.journal",
                journal(
                        "MESSAGE=NVRM: The NVIDIA GPU 0000:01:00.0 (PCI ID: 10de:1d01)",
                        "MESSAGE=Started a service",
                        "MESSAGE=NVRM: installed in this system is not supported by open",
                        "MESSAGE=NVRM: nvidia.ko because it does not include the required GPU"));

        assertThat(look().kernelDriver().log().toOptional().orElseThrow()).hasSize(3);
        assertThat(ids()).contains("driver.module.proprietary-required");
    }

    /** Memory and links each for itself; a fault of a program (31) is neither. */
    @ParameterizedTest
    @CsvSource({
        "48, hardware.memory.fault-logged",
        "63, hardware.memory.fault-logged",
        "74, hardware.nvlink.fault-logged",
        "145, hardware.nvlink.fault-logged",
        "31, ''"
    })
    void namesThePartOfWhichTheKernelLogTells(int number, String expected) {
        tree.file(
                "/var/log/kern.log",
                "Nov 30 10:00:01 node kernel: [ 12.3] NVRM: Xid (PCI:0000:41:00): " + number
                        + ", pid=2216, name=python3\n");

        assertThat(ids())
                .filteredOn(id -> id.endsWith(".fault-logged"))
                .containsExactlyElementsOf(expected.isEmpty() ? List.of() : List.of(expected));
    }

    private static byte[] journal(String... fields) {
        ByteBuffer journal = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
        journal.put("LPKSHHRH".getBytes(StandardCharsets.US_ASCII)).position(256);
        for (String field : fields) {
            byte[] payload = field.getBytes(StandardCharsets.UTF_8);
            journal.put((byte) 1)
                    .put(new byte[7])
                    .putLong(64L + payload.length)
                    .put(new byte[48])
                    .put(payload);
            journal.position((journal.position() + 7) / 8 * 8);
        }
        return journal.array();
    }

    @Test
    void readsWhatEnginesWereTold() {
        tree.file("/usr/bin/containerd", "")
                .file(
                        "/etc/containerd/config.toml",
                        "version = 3\nimports = [\"/etc/containerd/conf.d/*.toml\"]\n"
                                + "# [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.nvidia]\n")
                .file(
                        "/var/lib/rancher/k3s/agent/etc/containerd/config.toml",
                        "[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.'nvidia']\n")
                .file(
                        "/etc/crio/crio.conf.d/99-nvidia.conf",
                        "[crio.runtime]\ndefault_runtime = \"nvidia\"\n[crio.runtime.runtimes.nvidia]\n")
                .file("/etc/docker/daemon.json", "{\"runtimes\": {\"nvidia\": {}}, \"default-runtime\": \"runc\"}");

        Map<String, Engine> engines = look().containerTooling().engines().toOptional().orElseThrow().stream()
                .collect(java.util.stream.Collectors.toMap(Engine::name, engine -> engine));

        assertThat(engines.keySet()).containsExactlyInAnyOrder("docker", "containerd", "k3s", "cri-o");
        assertThat(engines.get("containerd").registered().toOptional()).contains(false);
        assertThat(engines.get("k3s").registered().toOptional()).contains(true);
        assertThat(engines.get("cri-o").defaultRuntime().toOptional()).contains("nvidia");
        assertThat(engines.get("docker").registered().toOptional()).contains(true);
        assertThat(engines.get("docker").defaultRuntime().toOptional()).contains("runc");
        assertThat(look().containerTooling().kubelet().toOptional()).contains(true);
    }

    @ParameterizedTest
    @CsvSource({
        "cuda-python, 13.0.3, true",
        "cuda-bindings, 13.1.0, true",
        "cupy-cuda13x, 13.6.0, true",
        "cudf-cu13, 25.10.0, true",
        "nvidia-cuda-runtime, 13.0.96, true",
        "cuda-python, 12.9.1, false",
        "cupy-cuda12x, 13.6.0, false",
        "nvidia-cuda-runtime-cu12, 12.9.79, false"
    })
    void theDriverMustReachTheRuntimeInAPythonPackage(String name, String version, boolean tooOld) {
        tree.file(
                        "/proc/driver/nvidia/version",
                        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.133.20  Sun Apr 27 12:00:00 UTC 2025\n")
                .file("/home/alice/venv/pyvenv.cfg", "version = 3.12.3\n")
                .file(
                        "/home/alice/venv/lib/python3.12/site-packages/" + name.replace('-', '_') + "-" + version
                                + ".dist-info/METADATA",
                        "Name: " + name + "\nVersion: " + version + "\n");

        assertThat(ids(Map.of("VIRTUAL_ENV", "/home/alice/venv")).contains("python.package.driver-too-old"))
                .isEqualTo(tooOld);
    }

    @ParameterizedTest
    @CsvSource({
        "NUMBAPRO_CUDA_DRIVER, /usr/lib/cuda/lib64/libcudart.so, true",
        "NUMBA_CUDA_DRIVER, /usr/local/cuda/lib64/stubs/libcuda.so, true",
        "NUMBA_CUDA_DRIVER, /usr/lib/x86_64-linux-gnu/libcuda.so.580.95.05, false",
        "NUMBAPRO_NVVM, /usr/local/cuda/lib64/libcudart.so, true",
        "NUMBAPRO_NVVM, /usr/local/cuda/nvvm/lib64/libnvvm.so, false",
        "TRITON_PTXAS_PATH, /usr/local/cuda/bin, true",
        "TRITON_PTXAS_PATH, /usr/local/cuda/bin/ptxas, false",
        "ORT_DYLIB_PATH, /opt/ort/lib/libonnxruntime_providers_cuda.so, true",
        "ORT_DYLIB_PATH, /opt/ort/lib/libonnxruntime.so.1.22.0, false"
    })
    void aVariableThatNamesAFileMustNameTheRightOne(String variable, String path, boolean wrong) {
        assertThat(ids(Map.of(variable, path)).contains("env.variable.wrong-library"))
                .isEqualTo(wrong);
    }

    @ParameterizedTest
    @CsvSource({"4.9.3+ds1-1ubuntu0.2, true", "5.0.3+ds1-1, true", "5.4.2+ds1-2, false"})
    void podmanRefusesASpecificationForAFieldThatItDoesNotKnow(String podman, boolean refuses) {
        tree.file("/usr/bin/podman", "")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: podman\nStatus: install ok installed\nVersion: " + podman + "\n")
                .file(
                        "/etc/cdi/nvidia.yaml",
                        "cdiVersion: 0.5.0\nkind: nvidia.com/gpu\ndevices:\n- name: all\n  containerEdits:\n"
                                + "    deviceNodes:\n    - path: /dev/nvidia0\n    additionalGids: [44]\n");

        assertThat(ids().contains("container.cdi.newer-than-engine")).isEqualTo(refuses);
    }

    @ParameterizedTest
    @CsvSource({"4, true", "0, false"})
    void readsAccessControlOfTheBridgesAboveGpus(short control, boolean redirects) {
        ByteBuffer configuration = ByteBuffer.allocate(CONFIGURATION).order(ByteOrder.LITTLE_ENDIAN);
        configuration.putInt(0x100, 0x0001 | 1 << 16 | 0x148 << 20);
        configuration.putInt(0x148, 0x000d | 1 << 16);
        configuration.putShort(0x148 + 6, control);
        tree.file("/sys/devices/pci0000:00/0000:00:01.0/config", configuration.array());

        assertThat(look().interconnect()
                        .flatMap(Interconnect::redirectingBridges)
                        .toOptional()
                        .orElseThrow())
                .isEqualTo(redirects ? List.of("0000:00:01.0") : List.of());
    }

    @Test
    void onlyRootReadsTheSettingsOfBridges() {
        tree.file("/sys/devices/pci0000:00/0000:00:01.0/config", new byte[64]);

        assertThat(look().interconnect()
                        .flatMap(Interconnect::redirectingBridges)
                        .isUnreadable())
                .isTrue();
    }

    @Test
    void remediesAreThoseOfTheDistribution() {
        assertThat(remedies("driver.missing"))
                .anyMatch(text -> text.contains("RPM Fusion"))
                .noneMatch(text -> text.contains("Ubuntu") || text.contains("rpm-ostree"));

        tree.file("/etc/os-release", "ID=fedora\nVERSION_ID=41\nVARIANT_ID=silverblue\n");
        assertThat(remedies("driver.missing")).first().asString().contains("Layer the driver");

        tree.file("/etc/os-release", "ID=alpine\nVERSION_ID=3.20\n");
        assertThat(remedies("driver.missing")).first().asString().contains("glibc");
    }

    private List<String> remedies(String id) {
        return findings().stream()
                .filter(finding -> finding.id().equals(id))
                .flatMap(finding -> finding.remedies().stream())
                .map(remedy -> remedy.text())
                .toList();
    }

    @Test
    void theDriverOfAnOperatorsContainerIsADriver() {
        tree.file("/run/nvidia/driver/usr/lib/x86_64-linux-gnu/libcuda.so.560.31.02", "x");

        assertThat(look().containerTooling().driverContainer().toOptional()).contains(Version.of("560.31.02"));
        assertThat(ids()).doesNotContain("driver.missing");
    }

    @ParameterizedTest
    @CsvSource({
        "/home/alice/.julia/artifacts/0a1b2c/lib/libcublas.so.11, /usr/local/cuda-11.2/lib64, true",
        "/usr/local/MATLAB/R2024b/bin/glnxa64/libcublas.so.11, /usr/local/cuda-11.2/lib64, true",
        "/home/alice/.julia/artifacts/0a1b2c/lib/libcublas.so.12, /usr/local/cuda-11.2/lib64, false",
        "/home/alice/.julia/artifacts/0a1b2c/lib/libcublas.so.11, /opt/other/lib, false"
    })
    void librariesThatJuliaAndMatlabBringAreHiddenByTheLibraryPath(String own, String path, boolean hidden) {
        tree.file(own, "x")
                .file("/usr/local/cuda-11.2/lib64/libcublas.so.11", "x")
                .directory("/opt/other/lib");

        assertThat(ids(Map.of("HOME", "/home/alice", "LD_LIBRARY_PATH", path))
                        .contains("env.ld-library-path.shadowing"))
                .isEqualTo(hidden);
    }

    /** The settings are those that containerd 1.6.20 of Debian 12 writes itself ({@code containerd config default}). */
    @ParameterizedTest
    @CsvSource({
        "'', false, runc",
        "'[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.nvidia]\nruntime_type = \"io.containerd.runc.v2\"', true, runc"
    })
    void readsTheSettingsThatContainerdWrites(String more, boolean registered, String byDefault) throws Exception {
        try (InputStream settings = getClass().getResourceAsStream("/engines/containerd-1.6.20-default.toml")) {
            tree.file(
                    "/etc/containerd/config.toml",
                    new String(settings.readAllBytes(), StandardCharsets.UTF_8) + "\n" + more.replace("\\n", "\n"));
        }

        assertThat(look().containerTooling().engines().toOptional().orElseThrow())
                .singleElement()
                .satisfies(engine -> {
                    assertThat(engine.registered().toOptional()).contains(registered);
                    assertThat(engine.defaultRuntime().toOptional()).contains(byDefault);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "/run/nvidia/driver, '', true",
        "/run/nvidia/driver, /run/nvidia/driver/usr/lib64/libcuda.so.560.31.02, false",
        "/home/kubernetes/bin/nvidia, /home/kubernetes/bin/nvidia/lib64/libcuda.so.560.31.02, false",
        "/, '', false"
    })
    void theRootOfTheDriverThatTheToolkitUsesMustHaveOne(String driverRoot, String library, boolean empty) {
        compressedModule("extra");
        tree.file(
                "/etc/nvidia-container-runtime/config.toml", "[nvidia-container-cli]\nroot = \"" + driverRoot + "\"\n");
        if (!library.isEmpty()) {
            tree.file(library, "x");
        }

        assertThat(ids().contains("container.driver-root.empty")).isEqualTo(empty);
    }

    @ParameterizedTest
    @CsvSource({"580.95.05, true", "560.31.02, false"})
    void aDriverContainerMustFitTheModule(String loaded, boolean other) {
        tree.file("/run/nvidia/driver/usr/lib/x86_64-linux-gnu/libcuda.so.560.31.02", "x")
                .file(
                        "/proc/driver/nvidia/version",
                        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  " + loaded + "  Sep\n");

        assertThat(ids().contains("container.driver-root.other-version")).isEqualTo(other);
    }

    @Test
    void aTreeIsJudgedOnTheHostThatTheCommandLineNames(@TempDir Path directory) throws Exception {
        tree.file(
                        "/usr/lib/x86_64-linux-gnu/libcuda.so.535.154.05",
                        FakeElf.library("libcuda.so.1").bytes())
                .link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "libcuda.so.535.154.05");
        Path host = Files.writeString(
                directory.resolve("host.json"), MachineCase.base("workstation").toString());

        CommandLineRun run = CommandLineRun.of(
                "check", "--no-policy", "--root", root.toString(), "--host", host.toString(), "--format", "json");

        assertThat(run.err()).isEmpty();
        assertThat(Json.parse(run.out()).at("/findings").findValuesAsText("id"))
                .contains("container.image.driver-inside");
        assertThat(Json.parse(run.out()).at("/findings"))
                .filteredOn(finding -> finding.path("id").asText().equals("driver.module.library-mismatch"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.path("remedies").findValuesAsText("argv"))
                        .noneMatch(arguments -> arguments.contains("reboot")));
    }

    @ParameterizedTest
    @CsvSource({
        "sgl-kernel, 0.3.9, sgl_kernel/sm100/common_ops.abi3.so, ../../nvidia, libnvrtc.so.12, true",
        "sgl-kernel, 0.3.9, sgl_kernel/sm100/common_ops.abi3.so, ../../nvidia, libnvrtc.so.13, false",
        "flash-attn, 2.8.3, flash_attn_2_cuda.cpython-312-x86_64-linux-gnu.so, nvidia, libcudart.so.12, true",
        "flash-attn, 2.8.3, flash_attn_2_cuda.cpython-312-x86_64-linux-gnu.so, nvidia, libcudart.so.13, false"
    })
    void anExtensionForAnotherCudaThanItsEnvironmentIsNamed(
            String name, String version, String file, String libraries, String needed, boolean named) {
        String site = "/home/alice/venv/lib/python3.12/site-packages/";
        tree.file("/home/alice/venv/pyvenv.cfg", "version = 3.12.3\n")
                .file(site + "torch-2.11.0+cu130.dist-info/METADATA", "Name: torch\nVersion: 2.11.0+cu130\n")
                .file(site + "torch/version.py", "cuda = '13.0'\n")
                .file(
                        site + "nvidia_cuda_runtime-13.0.96.dist-info/METADATA",
                        "Name: nvidia-cuda-runtime\nVersion: 13.0.96\n")
                .file(
                        site + name.replace('-', '_') + "-" + version + ".dist-info/METADATA",
                        "Name: " + name + "\nVersion: " + version + "\n")
                .file(site + name.replace('-', '_') + "-" + version + ".dist-info/RECORD", file + ",,\n")
                .file(
                        site + file,
                        FakeElf.library("extension.so")
                                .needs(needed)
                                .runpath("$ORIGIN/" + libraries + "/cu13/lib")
                                .section(
                                        ".nv_fatbin",
                                        new FakeGpuCode().module("sm_120").bytes())
                                .bytes());
        for (String library : List.of("libnvrtc.so.13", "libcudart.so.13", "libnvJitLink.so.13")) {
            tree.file(
                    site + "nvidia/cu13/lib/" + library,
                    FakeElf.library(library).bytes());
        }

        List<Finding> findings = findings(look(Map.of("VIRTUAL_ENV", "/home/alice/venv")));

        assertThat(findings.stream()
                        .map(finding -> finding.id() + " " + finding.message())
                        .toList()
                        .toString())
                .satisfies(text -> assertThat(text.contains(needed)).isEqualTo(named));
    }

    @Test
    void readsTheNamesAndReleasesOfInstalledRpms() throws Exception {
        try (InputStream database = new GZIPInputStream(getClass().getResourceAsStream("/packages/rpmdb.sqlite.gz"))) {
            tree.file("/usr/lib/sysimage/rpm/rpmdb.sqlite", database.readAllBytes())
                    .file("/usr/bin/podman", "");
        }

        assertThat(look().packages().toOptional().orElseThrow())
                .extracting(known -> known.manager() + " " + known.name() + " " + known.version())
                .containsExactlyInAnyOrder(
                        "RPM nvidia-container-toolkit 1.17.8-1",
                        "RPM podman 4.9.4-12.el9_4",
                        "RPM kmod-nvidia-open-dkms 575.57.08-1.el9",
                        "RPM nvidia-fabric-manager 575.57.08-1");
        assertThat(look().containerTooling().toolkit().toOptional()).contains(Version.of("1.17.8"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 90, 3000, 9000})
    void aDamagedDatabaseOfRpmIsUnreadable(int length) throws Exception {
        try (InputStream database = new GZIPInputStream(getClass().getResourceAsStream("/packages/rpmdb.sqlite.gz"))) {
            tree.file("/var/lib/rpm/rpmdb.sqlite", Arrays.copyOf(database.readAllBytes(), length));
        }

        assertThat(look().packages().isUnreadable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/sysimage/rpm/Packages.db, ndb, true",
        "/var/lib/rpm/Packages, bdb, true",
        "/var/lib/pacman/local/podman-4.9.3-1/desc, x, false",
        "/lib/apk/db/installed, 'C:Q1\nP:podman\nV:4.9.3-r1\n', false",
        "/var/db/pkg/app-containers/podman-4.9.3/USE, x, false"
    })
    void podmansReleaseIsKnownOnOtherDistributionsToo(String file, String content, boolean unreadable) {
        tree.file(file, content.replace("\\n", "\n"))
                .file("/usr/bin/podman", "")
                .file("/etc/cdi/nvidia.yaml", "cdiVersion: 0.7.0\nkind: nvidia.com/gpu\nadditionalGids: [44]\n");

        assertThat(look().packages().isUnreadable()).isEqualTo(unreadable);
        assertThat(ids().contains("container.cdi.newer-than-engine")).isEqualTo(!unreadable);
    }

    private static final String PLUGIN =
            "/var/log/pods/gpu_nvidia-device-plugin-daemonset-x7k2p_0a/nvidia-device-plugin";

    @ParameterizedTest
    @CsvSource({
        "E1221 09:40:12 1 factory.go:112] Incompatible strategy detected auto, container.device-plugin.no-driver",
        "error starting plugins: error getting device memory: Not Supported, container.device-plugin.unified-memory"
    })
    void theNewestLogOfTheDevicePluginTellsWhyItFails(String line, String id) {
        tree.file(PLUGIN + "/0.log", "2026-11-29T09:40:12.1Z stderr F " + line + "\n")
                .file(
                        "/proc/driver/nvidia/version",
                        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05  Sep\n");
        assertThat(ids()).contains(id);

        tree.file(PLUGIN + "/1.log", "2026-11-29T09:50:00.1Z stderr F Registered device plugin with Kubelet\n");
        assertThat(ids()).doesNotContain(id);
    }

    @Test
    void theLogOfADriverContainerTellsWhyItsModuleWasNotBuilt() {
        tree.file(
                "/var/log/pods/gpu-operator_nvidia-driver-daemonset-9fz2k_2c/nvidia-driver-ctr/3.log",
                "2026-11-29T09:40:12.1Z stdout F Starting installation of NVIDIA driver version 535.129.03 for Linux kernel"
                        + " version " + KERNEL
                        + "\n2026-11-29T09:41:30.5Z stderr F ERROR: modpost: GPL-incompatible module"
                        + " nvidia.ko uses GPL-only symbol 'rcu_read_unlock_strict'\n");

        assertThat(look().kernelDriver().buildFailures().toOptional().orElseThrow())
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.version()).isEqualTo("535.129.03");
                    assertThat(failure.kernel()).isEqualTo(KERNEL);
                    assertThat(failure.lines()).singleElement().asString().contains("rcu_read_unlock_strict");
                });
        assertThat(ids()).contains("driver.module.build-failed");
    }

    @ParameterizedTest
    @CsvSource({"auto, true", "legacy, true", "cdi, false"})
    void aHookThatFailsIsNamedWhileItIsUsed(String mode, boolean fails) {
        tree.file(
                        "/var/log/syslog",
                        "Nov 29 10:00:00 host dockerd[812]: level=error msg=\"nvidia-container-cli: ldcache error: process"
                                + " /sbin/ldconfig terminated with signal 9\"\n")
                .file(
                        "/etc/nvidia-container-runtime/config.toml",
                        "[nvidia-container-runtime]\nmode = \"" + mode + "\"\n");

        assertThat(ids().contains("container.hook.ldconfig-failed")).isEqualTo(fails);
    }

    @ParameterizedTest
    @CsvSource({
        "auto, 1.17.8, true, false, true",
        "legacy, 1.18.0, true, false, true",
        "auto, 1.18.0, true, false, false",
        "cdi, 1.17.8, true, false, false",
        "auto, 1.17.8, false, false, false",
        "auto, 1.17.8, true, true, false"
    })
    void aDockerThatRunsAsRootNeedsDeviceRules(
            String mode, String toolkit, boolean noCgroups, boolean rootless, boolean wrong) {
        tree.file("/usr/bin/docker", "")
                .file(
                        "/etc/docker/daemon.json",
                        "{\"runtimes\": {\"nvidia\": {\"path\": \"nvidia-container-runtime\"}}}")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: nvidia-container-toolkit\nStatus: install ok installed\nVersion: " + toolkit + "-1\n")
                .file(
                        "/etc/nvidia-container-runtime/config.toml",
                        "[nvidia-container-cli]\nno-cgroups = " + noCgroups
                                + "\n\n[nvidia-container-runtime]\nmode = \"" + mode + "\"\n");
        if (rootless) {
            tree.file("/home/zoe/.config/systemd/user/docker.service", "");
        }

        assertThat(ids(Map.of("HOME", "/home/zoe")).contains("container.cgroups.left-alone"))
                .isEqualTo(wrong);
    }

    @Test
    void readsWhichGpusContainersAskFor() {
        tree.file(
                        "/var/lib/docker/containers/4f1c/hostconfig.json",
                        "{\"DeviceRequests\": [{\"DeviceIDs\": [\"MIG-GPU-932bfb2c-1f6e/1/0\", \"0\"]}]}")
                .file(
                        "/var/lib/docker/containers/77aa/config.v2.json",
                        "{\"Config\": {\"Env\": [\"NVIDIA_VISIBLE_DEVICES=GPU-1,all\"]}}")
                .file("/etc/docker/daemon.json", "{\"node-generic-resources\": [\"NVIDIA-GPU=GPU-2\"]}")
                .file("/etc/containers/systemd/a.container", "[Container]\nAddDevice=nvidia.com/gpu=GPU-3\n")
                .file("/etc/pve/lxc/104.conf", "lxc.environment: NVIDIA_VISIBLE_DEVICES=GPU-4\n")
                .file(
                        "/proc/driver/nvidia/version",
                        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05  Sep\n");

        assertThat(look().containerTooling().requests().toOptional().orElseThrow())
                .extracting(Request::device)
                .containsExactlyInAnyOrder("MIG-GPU-932bfb2c-1f6e/1/0", "GPU-1", "GPU-2", "GPU-3", "GPU-4");
        assertThat(ids()).contains("container.devices.unknown-name");
    }

    @ParameterizedTest
    @CsvSource({
        "/var/lib/lxc/cuda/config, lxc.cgroup2.devices.allow = c 235:* rwm, true",
        "/var/lib/lxc/cuda/config, lxc.cgroup2.devices.allow = c 507:* rwm, false",
        "/etc/pve/lxc/104.conf, lxc.cgroup.devices.allow: c 235:* rwm, true",
        "/etc/pve/lxc/104.conf, lxc.cgroup2.devices.allow: a, false"
    })
    void anLxcContainerMustAllowTheDriversDevices(String file, String rule, boolean wrong) {
        tree.file(
                        file,
                        rule + "\nlxc.cgroup2.devices.allow: c 195:* rwm"
                                + "\nlxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file\n"
                                + "lxc.mount.entry = /dev/nvidia-uvm dev/nvidia-uvm none bind,optional,create=file\n")
                .file("/proc/devices", "Character devices:\n  1 mem\n195 nvidia\n507 nvidia-uvm\n\nBlock devices:\n");

        assertThat(ids().contains("container.lxc.devices")).isEqualTo(wrong);
    }

    @ParameterizedTest
    @CsvSource({"@/sbin/ldconfig.real, true", "@/sbin/ldconfig, false", "/sbin/ldconfig.real, false"})
    void theToolkitsLdconfigMustBeOnTheHost(String setting, boolean missing) {
        tree.file("/sbin/ldconfig", "")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: nvidia-container-toolkit\nStatus: install ok installed\nVersion: 1.17.8-1\n")
                .file(
                        "/etc/nvidia-container-runtime/config.toml",
                        "[nvidia-container-cli]\nldconfig = \"" + setting + "\"\n");

        assertThat(ids().contains("container.hook.no-ldconfig")).isEqualTo(missing);
    }

    @ParameterizedTest
    @CsvSource({"4.4.0-19041-Microsoft, 1", "5.15.167.4-microsoft-standard-WSL2, 2", "6.6.0-microsoft-custom, 2"})
    void theFirstWslIsKnownByItsKernel(String kernel, String wsl) {
        tree.file("/proc/sys/kernel/osrelease", kernel + "\n").directory("/run/WSL");

        assertThat(look().os().wsl().toOptional()).contains(wsl);
    }

    @Test
    void anImageOnAHostIsRepairedInTheImage() throws Exception {
        tree.file(
                        "/usr/lib/x86_64-linux-gnu/libcuda.so.535.154.05",
                        FakeElf.library("libcuda.so.1").bytes())
                .link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "libcuda.so.535.154.05");
        Machine host = Json.read(MachineCase.base("workstation"), Machine.class);

        List<Finding> findings = new RuleRunner(new Catalog(), Matrix.builtIn())
                .run(RuleCatalog.rules(), Looking.at(tree.host()).on(host)).stream()
                        .flatMap(outcome -> outcome.finding().stream())
                        .toList();

        assertThat(findings).extracting(Finding::id).contains("container.image.driver-inside");
        assertThat(findings)
                .filteredOn(finding -> finding.id().equals("driver.module.library-mismatch"))
                .allSatisfy(finding -> assertThat(finding.remedies())
                        .noneMatch(remedy -> remedy.argv().contains("reboot")));
    }
}
