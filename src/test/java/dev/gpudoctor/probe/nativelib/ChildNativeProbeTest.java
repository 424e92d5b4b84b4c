package dev.gpudoctor.probe.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.GpuSample.Quantity;
import dev.gpudoctor.machine.NativeAnswers.Refusal;
import dev.gpudoctor.machine.NativeAnswers.Retry;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.NativeProbe;
import dev.gpudoctor.probe.NativeProbe.Answers;
import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import dev.gpudoctor.probe.NativeProbe.VersionCall;
import dev.gpudoctor.process.Installation;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildNativeProbeTest {
    @TempDir
    Path folder;

    private static Map<String, String> environment(FakeMachine machine) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(machine.environment());
        return environment;
    }

    private static Answers ask(Map<String, String> environment, LibraryQuestion... libraries) {
        try (NativeProbe.Session session = new ChildNativeProbe(Limits.DEFAULT).start(environment)) {
            session.ask(List.of(libraries));
            return session.answers();
        }
    }

    /** Asks as for an inventory. */
    private static Answers count(Map<String, String> environment) {
        try (NativeProbe.Session session = new ChildNativeProbe(Limits.DEFAULT, false).start(environment)) {
            session.ask(List.of());
            return session.answers();
        }
    }

    private static Answers ask(FakeMachine machine, LibraryQuestion... libraries) {
        return ask(environment(machine.write()), libraries);
    }

    private static List<Gpu> gpus(Answers answers) {
        return answers.gpus().toOptional().orElseThrow();
    }

    private static <T> T value(Observed<T> fact) {
        return fact.toOptional().orElseThrow(() -> new AssertionError(fact.toString()));
    }

    @Test
    void readsTheDriver() {
        FakeMachine machine = FakeMachine.healthy(folder, FakeGpu.h200());
        Answers answers = ask(machine);

        assertThat(answers.driver().incidents()).isEmpty();
        assertThat(answers.driver().retries()).isEmpty();
        assertThat(value(answers.driver().nvmlInit())).isEqualTo(new CallResult(0, "NVML_SUCCESS"));
        assertThat(value(answers.driver().nvmlDriver())).isEqualTo(Version.of("580.159.04"));
        assertThat(value(answers.driver().nvmlCuda())).isEqualTo(Version.of("13.0"));
        assertThat(value(answers.driver().cudaDriver())).isEqualTo(Version.of("13.0"));
        assertThat(value(answers.driver().cudaDevices())).isEqualTo(1);
        assertThat(value(answers.driver().libcuda()))
                .isEqualTo(machine.root()
                        .resolve("usr/lib/x86_64-linux-gnu/libcuda.so.580.159.04")
                        .toString());
    }

    @Test
    void readsAGpu() {
        Gpu gpu = gpus(ask(FakeMachine.healthy(
                        folder, FakeGpu.h200().with("processes", "4711,1024").with("clocks-event", "0x44"))))
                .get(0);

        assertThat(value(gpu.name())).isEqualTo("NVIDIA H200");
        assertThat(value(gpu.uuid())).startsWith("GPU-0a1b2c3d");
        assertThat(value(gpu.pciAddress())).isEqualTo("0000:00:06.0");
        assertThat(value(gpu.capability())).isEqualTo(new ComputeCapability(9, 0));
        assertThat(value(gpu.memoryTotal())).isEqualTo(143_771L << 20);
        assertThat(value(gpu.ecc())).isEqualTo(new Gpu.Ecc(true, 0, false, false));
        assertThat(value(gpu.computeMode())).isEqualTo("DEFAULT");
        assertThat(value(gpu.persistence())).isTrue();
        assertThat(value(gpu.clockReasons())).containsExactly("SW_POWER_CAP", "HW_THERMAL_SLOWDOWN");
        assertThat(value(gpu.link())).isEqualTo(new Gpu.PcieLink(5, 16, 5, 16));
        assertThat(value(gpu.temperature())).isEqualTo(37);
        assertThat(value(gpu.powerMilliwatts())).isEqualTo(79_000);
        assertThat(value(gpu.processes())).containsExactly(new Gpu.GpuProcess(4711, Observed.found(1024L << 20)));
        assertThat(value(gpu.fabricState())).isEqualTo("COMPLETED");
        assertThat(value(gpu.brand())).isEqualTo("NVIDIA");
    }

    @Test
    void whatAGpuLacksIsNotApplicable() {
        Gpu gpu = gpus(ask(FakeMachine.healthy(folder, FakeGpu.t4()))).get(0);

        assertThat(gpu.migEnabled()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(gpu.fabricState()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(value(gpu.ecc()).remapPending()).isFalse();
    }

    @Test
    void anOlderDriverIsAskedItsOlderFunctions() {
        Gpu gpu = gpus(ask(FakeMachine.healthy(folder, FakeGpu.h200())
                        .without("nvmlDeviceGetMemoryInfo_v2")
                        .without("nvmlDeviceGetCurrentClocksEventReasons")
                        .without("nvmlDeviceGetComputeRunningProcesses_v3")
                        .without("nvmlDeviceGetGpuFabricInfo")))
                .get(0);

        assertThat(value(gpu.memoryTotal())).isEqualTo(143_771L << 20);
        assertThat(value(gpu.clockReasons())).containsExactly("GPU_IDLE");
        assertThat(value(gpu.processes())).isEmpty();
        assertThat(gpu.fabricState()).isInstanceOf(Observed.NotApplicable.class);
    }

    @Test
    void aFailingQueryKeepsNvmlsOwnName() {
        Gpu gpu = gpus(ask(FakeMachine.healthy(folder, FakeGpu.h200()).answer("nvmlDeviceGetPowerUsage", "15")))
                .get(0);

        assertThat(gpu.powerMilliwatts())
                .isInstanceOfSatisfying(Observed.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .isEqualTo("NVML_ERROR_GPU_IS_LOST"));
    }

    @Test
    void aGpuThatNvmlRefusesIsNamed() {
        Answers answers = ask(FakeMachine.healthy(folder, FakeGpu.h200(), FakeGpu.h200())
                .answer("gpu.1.nvmlDeviceGetHandleByIndex_v2", "15"));

        assertThat(value(answers.driver().nvmlDevices())).isEqualTo(2);
        assertThat(value(answers.driver().refusals()))
                .containsExactly(new Refusal(1, new CallResult(15, "NVML_ERROR_GPU_IS_LOST")));
        assertThat(gpus(answers)).hasSize(1);
    }

    @Test
    void anInventoryStartsCudaOnlyWhereNvmlDoesNotTell() {
        FakeMachine crashing = FakeMachine.healthy(folder, FakeGpu.h200()).answer("cuInit", "abort");
        Answers answers = count(environment(crashing.write()));
        assertThat(answers.driver().incidents()).isEmpty();
        assertThat(answers.driver().retries()).isEmpty();
        assertThat(value(gpus(answers).get(0).capability())).isEqualTo(new ComputeCapability(9, 0));

        FakeMachine machine =
                FakeMachine.healthy(folder.resolve("without"), FakeGpu.h200()).write();
        removeLibrary(machine, "libnvidia-ml.so.1");
        removeLibrary(machine, "libnvidia-ml.so.580.159.04");
        assertThat(value(gpus(count(environment(machine))).get(0).name())).isEqualTo("NVIDIA H200");
    }

    @Test
    void withoutNvmlTheDriverApiTellsTheGpus() {
        FakeMachine machine = FakeMachine.healthy(folder, FakeGpu.h200());
        machine.write();
        Map<String, String> environment = environment(machine);
        removeLibrary(machine, "libnvidia-ml.so.1");
        removeLibrary(machine, "libnvidia-ml.so.580.159.04");
        breakLibrary(machine, "libnvidia-ml.so.1");
        Answers answers = ask(environment);

        assertThat(answers.driver().nvmlInit().isUnreadable()).isTrue();
        Gpu gpu = gpus(answers).get(0);
        assertThat(value(gpu.name())).isEqualTo("NVIDIA H200");
        assertThat(value(gpu.capability())).isEqualTo(new ComputeCapability(9, 0));
        assertThat(gpu.migEnabled()).isInstanceOf(Observed.NotApplicable.class);
    }

    @Test
    void aToolOnThePathIsNeitherRunNorBelieved() throws IOException {
        FakeMachine machine = FakeMachine.healthy(folder).write();
        removeLibrary(machine, "libnvidia-ml.so.1");
        breakLibrary(machine, "libnvidia-ml.so.1");
        Path tools = Files.createDirectory(folder.resolve("bin"));
        Path tool = Files.writeString(
                tools.resolve("nvidia-smi"),
                "#!/bin/sh\ntouch '" + folder.resolve("ran")
                        + "'\necho '| NVIDIA-SMI 610.43.02   KMD Version: 610.43.02   CUDA UMD Version: 13.3 |'\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = environment(machine);
        environment.put("PATH", tools + ":" + environment.get("PATH"));
        Answers answers = ask(environment);

        assertThat(answers.driver().nvmlDriver().toOptional()).isNotEqualTo(Optional.of(Version.of("610.43.02")));
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    private static Path library(FakeMachine machine, String name) {
        return machine.root().resolve("usr/lib/x86_64-linux-gnu").resolve(name);
    }

    private static void removeLibrary(FakeMachine machine, String name) {
        assertThat(library(machine, name).toFile().delete()).isTrue();
    }

    /** In its place, so that no real library of the machine that runs the tests is found instead. */
    private static void breakLibrary(FakeMachine machine, String name) {
        try {
            Files.writeString(library(machine, name), "no library");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theVariableThatHidesTheGpuIsFoundOut() {
        FakeMachine machine = FakeMachine.healthy(folder, FakeGpu.h200()).write();
        Map<String, String> environment = environment(machine);
        environment.put("CUDA_VISIBLE_DEVICES", "7");
        Answers answers = ask(environment);

        assertThat(value(answers.driver().cuInit())).isEqualTo(new CallResult(100, "CUDA_ERROR_NO_DEVICE"));
        assertThat(answers.driver().retries())
                .filteredOn(retry -> retry.without().equals(List.of("CUDA_VISIBLE_DEVICES")))
                .singleElement()
                .extracting(Retry::question, retry -> value(retry.answer()).isSuccess())
                .containsExactly("cuInit", true);
    }

    @Test
    void everyLibraryTellsItsVersion() {
        FakeMachine machine = FakeMachine.healthy(folder)
                .library("opt/libcudart.so.12.4.127", "libcudart.so.12", 12040)
                .library("opt/libcudnn.so.9.1.0", "libcudnn.so.9", 90100)
                .answer("libcudnn.so.9.cudart", "12040")
                .library("opt/libnvinfer.so.8.6.1", "libnvinfer.so.8", 8601)
                .library("opt/libnvrtc.so.12.4.99", "libnvrtc.so.12", 12040)
                .library("opt/libcublasLt.so.12.4.5", "libcublasLt.so.12", 120405);
        Answers answers = ask(
                machine,
                question(machine, VersionCall.CUDART, "libcudart.so.12"),
                question(machine, VersionCall.CUDNN, "libcudnn.so.9"),
                question(machine, VersionCall.TENSORRT, "libnvinfer.so.8"),
                question(machine, VersionCall.NVRTC, "libnvrtc.so.12"),
                question(machine, VersionCall.CUBLAS_LT, "libcublasLt.so.12"));

        assertThat(answers.driver().incidents()).isEmpty();
        assertThat(answers.versions().values())
                .extracting(version -> value(version).toString())
                .containsExactlyInAnyOrder("12.4", "9.1.0", "8.6.1", "12.4", "12.4.5");
        assertThat(answers.cudaRelease())
                .containsEntry(machine.root().resolve("opt/libcudnn.so.9").toString(), Version.of("12.4"));
    }

    private static LibraryQuestion question(FakeMachine machine, VersionCall call, String name) {
        return new LibraryQuestion(
                call, machine.root().resolve("opt").resolve(name).toString());
    }

    @Test
    void twoCopiesOfOneNameAnswerEachForItself() {
        FakeMachine machine = FakeMachine.healthy(folder)
                .library("a/libcudnn.so.9", "libcudnn.so.9", 0)
                .library("b/libcudnn.so.9", "libcudnn.so.9", 0)
                .file("a/answers", "libcudnn.so.9.version=90100\n")
                .file("b/answers", "libcudnn.so.9.version=91400\n");
        String first = machine.root().resolve("a/libcudnn.so.9").toString();
        String second = machine.root().resolve("b/libcudnn.so.9").toString();
        Answers answers = ask(
                machine, new LibraryQuestion(VersionCall.CUDNN, first), new LibraryQuestion(VersionCall.CUDNN, second));

        assertThat(value(answers.version(first).orElseThrow())).isEqualTo(Version.of("9.1.0"));
        assertThat(value(answers.version(second).orElseThrow())).isEqualTo(Version.of("9.14.0"));
    }

    @Test
    void aFileThatIsNoLibraryKeepsTheLoadersWords() {
        FakeMachine machine = FakeMachine.healthy(folder).file("opt/libcudart.so.12", "no library");
        LibraryQuestion question = question(machine, VersionCall.CUDART, "libcudart.so.12");
        Answers answers = ask(machine, question);

        assertThat(answers.version(question.path()).orElseThrow())
                .isInstanceOfSatisfying(Observed.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .containsAnyOf("file too short", "invalid ELF header"));
    }

    @Test
    void jnaAndThePresetAgree() throws Exception {
        FakeMachine machine = FakeMachine.healthy(
                        folder,
                        FakeGpu.h200().with("ecc.volatile", "3,2").with("clocks", "1980,1755,3201,1500"),
                        FakeGpu.t4())
                .answer("gpu.processes", "4711,1024")
                .write();
        Path classes = Path.of("target", "classes").toAbsolutePath();
        Path withoutPreset = Files.createDirectories(folder.resolve("build"));
        Files.createSymbolicLink(withoutPreset.resolve("classes"), classes);
        Path libraries = new Installation(classes).nativeLibraries().orElseThrow();
        Path copies = Files.createDirectories(withoutPreset
                .resolve("gpudoctor/lib/native")
                .resolve(libraries.getFileName().toString()));
        Files.copy(libraries.resolve("libjnidispatch.so"), copies.resolve("libjnidispatch.so"));

        Answers byPreset = run(new Installation(classes), machine);
        Answers byJna = run(new Installation(withoutPreset.resolve("classes")), machine);

        assertThat(gpus(byJna)).hasSize(2).isEqualTo(gpus(byPreset));
        assertThat(byJna.driver()).isEqualTo(byPreset.driver());
        assertThat(sample(new Installation(withoutPreset.resolve("classes")), machine))
                .isEqualTo(sample(new Installation(classes), machine))
                .containsEntry(Quantity.SM_CLOCK, 1755L)
                .containsEntry(Quantity.MEMORY_CLOCK, 3201L)
                .containsEntry(Quantity.ECC_UNCORRECTED, 2L)
                .containsEntry(Quantity.ECC_CORRECTED, 3L);
    }

    private static Map<Quantity, Long> sample(Installation installation, FakeMachine machine)
            throws InterruptedException {
        Child child = new Child(installation, environment(machine), 1 << 20);
        try (NvmlSampler sampler =
                new NvmlSampler(child, Limits.DEFAULT.answer(), 0, new Objections(Optional.empty()))) {
            return sampler.next().toOptional().orElseThrow().quantities();
        }
    }

    private static Answers run(Installation installation, FakeMachine machine) throws InterruptedException {
        long deadline = System.nanoTime() + Limits.DEFAULT.overall().toNanos();
        ChildRunner questioning = new ChildRunner(
                new Child(installation, environment(machine), 1 << 20),
                Limits.DEFAULT,
                deadline,
                new Objections(Optional.empty()));
        questioning.run(List.of(new Assignment.Nvml()));
        return new AnswerAssembler(questioning.book(), questioning.faults(), questioning.incidents())
                .answers(List.of(), List.of(), List.of(), Optional.empty());
    }
}
