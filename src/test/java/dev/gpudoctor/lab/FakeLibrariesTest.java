package dev.gpudoctor.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab must do what it says, or the tests that build on it prove nothing. */
class FakeLibrariesTest {
    private static final long LONG_ENOUGH_TO_HAVE_STARTED_MS = 700;

    @TempDir
    Path folder;

    private Process child;

    private record Answer(int exit, List<String> lines) {}

    @AfterEach
    void leaveNothingRunning() throws InterruptedException {
        if (child != null) {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly().waitFor();
        }
        Leftovers.of(machine()).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void aHealthyMachineAnswersEveryLayer() throws Exception {
        FakeMachine machine = machine()
                .library("opt/cuda/lib64/libcudart.so.12.4.127", "libcudart.so.12", 12040)
                .library("usr/lib/x86_64-linux-gnu/libcudnn.so.9.6.0", "libcudnn.so.9", 90600)
                .library("usr/lib/x86_64-linux-gnu/libnvinfer.so.10.6.0", "libnvinfer.so.10", 100600)
                .write();

        assertThat(ask(machine, "driver"))
                .isEqualTo(new Answer(
                        0,
                        List.of(
                                "before",
                                "cuda 13000",
                                "devices 2",
                                "y 2.5",
                                "y 4.5",
                                "y 6.5",
                                "cuMemcpyDtoH_v2 1",
                                "beyond 1",
                                "after")));
        assertThat(ask(machine, "management", "1"))
                .isEqualTo(new Answer(
                        0,
                        List.of(
                                "before",
                                "gpus 2",
                                "length 23",
                                "name NVIDIA GeForce RTX 4090",
                                "nvmlDeviceGetEccMode 3",
                                "after")));
        assertThat(ask(machine, "runtime", "libcudart.so.12").lines).contains("runtime 12040", "copied 42");
        assertThat(ask(machine, "version", "libcudnn.so.9", "cudnnGetVersion").lines)
                .contains("version 90600");
        assertThat(ask(machine, "version", "libnvinfer.so.10", "getInferLibVersion").lines)
                .contains("version 100600");
    }

    @Test
    void aRuntimeThatIsTooNewForTheDriverSaysSo() throws Exception {
        FakeMachine machine = machine()
                .driver("470.256.02", 11040)
                .library("opt/cuda/lib64/libcudart.so.12.4.127", "libcudart.so.12", 12040)
                .write();

        assertThat(ask(machine, "runtime", "libcudart.so.12").lines).contains("cudaMalloc 35");
    }

    @Test
    void aCodeIsReturnedForOneFunctionOrOneGpu() throws Exception {
        FakeMachine machine = machine()
                .answer("cuInit", "999")
                .answer("gpu.1.nvmlDeviceGetHandleByIndex_v2", "15")
                .write();

        assertThat(ask(machine, "driver").lines).contains("cuInit 999");
        assertThat(ask(machine, "management", "0").lines).contains("name NVIDIA H200");
        assertThat(ask(machine, "management", "1").lines).contains("nvmlDeviceGetHandleByIndex_v2 15");
    }

    @Test
    void theKernelCanGoWrongQuietly() throws Exception {
        FakeMachine machine = machine().answer("kernel", "nan").write();

        assertThat(ask(machine, "driver").lines).contains("y NaN");
    }

    @Test
    void aDriverRefusesNewerPtx() throws Exception {
        FakeMachine machine = machine().answer("driver.ptx", "50").write();

        assertThat(ask(machine, "driver").lines).contains("cuModuleLoadDataEx 222");
    }

    @Test
    void visibleDevicesAreThoseThatTheVariableNames() throws Exception {
        FakeMachine machine = machine().write();

        assertThat(ask(machine, List.of("CUDA_VISIBLE_DEVICES=1"), "driver").lines)
                .contains("devices 1");
        assertThat(ask(machine, List.of("CUDA_VISIBLE_DEVICES=-1"), "driver").lines)
                .contains("cuInit 100");
        assertThat(ask(machine, List.of("CUDA_VISIBLE_DEVICES=GPU-0a1b2c3d"), "driver").lines)
                .contains("devices 1");
    }

    @Test
    void anOlderLibraryLacksAFunction() throws Exception {
        FakeMachine machine = machine().without("nvmlDeviceGetName").write();

        assertThat(ask(machine, "exports", "libnvidia-ml.so.1", "nvmlDeviceGetName").lines)
                .contains("missing");
        assertThat(ask(machine, "exports", "libnvidia-ml.so.1", "nvmlDeviceGetUUID").lines)
                .contains("nvmlDeviceGetUUID");
    }

    @Test
    void answersBesideALibraryWinOverTheMachines() throws Exception {
        FakeMachine machine = machine().write();
        Path libraries = machine.root().resolve("usr/lib/x86_64-linux-gnu");
        Files.writeString(libraries.resolve("answers"), "*=34\n");

        assertThat(ask(machine, "driver").lines).contains("cuInit 34");
    }

    @Test
    void thereCanBeTenThousandGpus() throws Exception {
        FakeMachine machine = machine()
                .answer("gpus", "10000")
                .answer("gpu.name", "NVIDIA A10")
                .write();

        assertThat(ask(machine, "management", "9999").lines).contains("gpus 10000", "name NVIDIA A10");
    }

    @ParameterizedTest
    @CsvSource({
        "abort, 134",
        "null, 134",
        "overflow, 139",
        "eat, 134",
        "exit 0, 0",
        "exit 3, 3",
        "raise 9, 137",
        "raise 4, 134",
        "nonsense, 99"
    })
    void aFunctionEndsItsProcess(String how, int exit) throws Exception {
        FakeMachine machine = machine().answer("cuInit", how).write();

        Answer answer = ask(machine, "driver");

        assertThat(answer.exit).isEqualTo(exit);
        assertThat(answer.lines).contains("before").doesNotContain("after");
    }

    @Test
    void aLibraryEndsTheProcessThatLoadsIt() throws Exception {
        FakeMachine machine = machine().answer("load libcuda.so.1", "raise 9").write();

        assertThat(ask(machine, "driver")).isEqualTo(new Answer(137, List.of("before")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "sleep 100", "raise 19"})
    void aFunctionDoesNotComeBack(String how) throws Exception {
        FakeMachine machine = machine().answer("cuInit", how).write();

        start(machine, List.of(), "driver");

        assertThat(child.waitFor(LONG_ENOUGH_TO_HAVE_STARTED_MS, TimeUnit.MILLISECONDS))
                .isFalse();
        assertThat(out()).doesNotContain("after");
    }

    @Test
    void aFunctionShoutsOnBothStreams() throws Exception {
        FakeMachine machine = machine().answer("cuInit", "shout").write();

        start(machine, List.of(), "driver");

        assertThat(child.waitFor()).isZero();
        assertThat(Files.size(folder.resolve("out"))).isGreaterThan(100_000_000);
        assertThat(Files.size(folder.resolve("err"))).isGreaterThanOrEqualTo(100_000_000);
    }

    @Test
    void aFunctionClosesStandardOutput() throws Exception {
        FakeMachine machine = machine().answer("cuInit", "close").write();

        assertThat(ask(machine, "driver")).isEqualTo(new Answer(0, List.of("before", "cuda 13000")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork", "orphan"})
    void aFunctionLeavesAProcessBehind(String how) throws Exception {
        FakeMachine machine = machine().answer("cuInit", how).write();

        assertThat(ask(machine, "driver").lines).endsWith("after");

        assertThat(Leftovers.of(machine)).hasSize(1);
    }

    @Test
    void aStringCanBeRubbishWithoutAnEnd() throws Exception {
        FakeMachine machine = machine().answer("strings", "rubbish").write();

        assertThat(ask(machine, "management", "0").lines).contains("length 96");
    }

    private FakeMachine machine() {
        return FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200(), FakeGpu.rtx4090());
    }

    private Answer ask(FakeMachine machine, String... arguments) throws IOException, InterruptedException {
        return ask(machine, List.of(), arguments);
    }

    private Answer ask(FakeMachine machine, List<String> variables, String... arguments)
            throws IOException, InterruptedException {
        start(machine, variables, arguments);
        int exit = child.waitFor();
        return new Answer(exit, out());
    }

    /** Streams go to files: a process that was left behind keeps pipes open. */
    private void start(FakeMachine machine, List<String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -c 0; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(List.of("-XX:ErrorFile=/dev/null"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ask.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(machine.environment());
        variables.forEach(variable -> builder.environment()
                .put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1)));
        builder.redirectOutput(file("out")).redirectError(file("err"));
        child = builder.start();
    }

    private List<String> out() throws IOException {
        return Files.readAllLines(folder.resolve("out"), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private File file(String name) {
        return folder.resolve(name).toFile();
    }
}
