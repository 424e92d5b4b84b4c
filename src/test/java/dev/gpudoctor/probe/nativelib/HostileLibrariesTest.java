package dev.gpudoctor.probe.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import dev.gpudoctor.lab.Leftovers;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.machine.NativeAnswers.Incident.Kind;
import dev.gpudoctor.probe.NativeProbe;
import dev.gpudoctor.probe.NativeProbe.Answers;
import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import dev.gpudoctor.probe.NativeProbe.VersionCall;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a library does, what the others said is kept, the fault has a name, and nothing is left behind. */
class HostileLibrariesTest {
    /** For what never ends: no shorter than a child may take to start on a busy machine. */
    private static final Limits SHORT = new Limits(Duration.ofSeconds(6), Duration.ofSeconds(60), 8);

    @TempDir
    Path folder;

    private FakeMachine machine() {
        return FakeMachine.healthy(folder, FakeGpu.h200());
    }

    private static Answers ask(FakeMachine machine, Limits limits, LibraryQuestion... libraries) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(machine.write().environment());
        Set<String> filesBefore = filesThatACrashMayLeave();
        Answers answers;
        try (NativeProbe.Session session = new ChildNativeProbe(limits).start(environment)) {
            session.ask(List.of(libraries));
            answers = session.answers();
        }
        assertThat(Leftovers.of(machine)).isEmpty();
        assertThat(filesThatACrashMayLeave()).isEqualTo(filesBefore);
        return answers;
    }

    /** Crash reports, core dumps and unpacked libraries go to the working directory or the one for temporary files. */
    private static Set<String> filesThatACrashMayLeave() throws IOException {
        try (Stream<Path> working = Files.list(Path.of(""));
                Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return Stream.concat(working, temporary)
                    .map(Path::toString)
                    .filter(name -> name.matches(".*(hs_err|core|jna|javacpp|hsperf).*"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abort, SIGNAL, SIGABRT",
        "null, SIGNAL, SIGSEGV",
        "overflow, SIGNAL, SIGSEGV",
        "raise 4, SIGNAL, SIGILL",
        "raise 9, SIGNAL, SIGKILL",
        "exit 0, EXIT, status 0",
        "exit 3, EXIT, status 3",
        "loop, TIME_OUT, without a word"
    })
    void aCallThatDoesNotComeBackIsNamed(String behaviour, Kind kind, String detail) throws IOException {
        Answers answers = ask(machine().answer("cuInit", behaviour), kind == Kind.TIME_OUT ? SHORT : Limits.DEFAULT);

        assertThat(answers.driver().incidents())
                .singleElement()
                .satisfies(incident -> assertThat(incident.question()).isEqualTo("cuInit"))
                .satisfies(incident -> assertThat(incident.kind()).isEqualTo(kind))
                .satisfies(incident -> assertThat(incident.detail()).contains(detail));
        assertThat(answers.driver().cuInit().isUnreadable()).isTrue();
        assertThat(answers.driver().cudaDriver().toOptional()).contains(Version.of("13.0"));
        assertThat(answers.gpus().toOptional().orElseThrow()).hasSize(1);
    }

    @Test
    void memoryThatIsEatenUpEndsTheChildOnly() throws IOException {
        Answers answers = ask(machine().answer("cuInit", "eat"), SHORT);

        assertThat(answers.driver().incidents()).extracting(Incident::question).containsExactly("cuInit");
        assertThat(answers.gpus().toOptional().orElseThrow()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"close", "fork", "orphan", "sleep 1"})
    void aCallThatMisbehavesAndComesBackIsBelieved(String behaviour) throws IOException {
        Answers answers = ask(machine().answer("cuInit", behaviour), Limits.DEFAULT);

        assertThat(answers.driver().incidents()).isEmpty();
        assertThat(answers.driver().cudaDevices().toOptional()).contains(1);
    }

    @Test
    void aFloodIsThrownAwayAndReported() throws IOException {
        Answers answers = ask(machine().answer("nvmlInit_v2", "shout"), Limits.DEFAULT);

        assertThat(answers.driver().incidents()).extracting(Incident::kind).containsExactly(Kind.FLOOD);
        assertThat(answers.driver().cudaDevices().toOptional()).contains(1);
    }

    @Test
    void loadingThatCrashesLeavesTheOtherLibrary() throws IOException {
        Answers answers = ask(machine().answer("load libnvidia-ml.so.1", "null"), Limits.DEFAULT);

        assertThat(answers.driver().incidents())
                .extracting(Incident::question)
                .containsExactly("open libnvidia-ml.so.1");
        assertThat(answers.driver().nvmlInit().isUnreadable()).isTrue();
        assertThat(answers.driver().cudaDevices().toOptional()).contains(1);
    }

    @Test
    void oneBadFunctionLosesOneFactOfEachGpu() throws IOException {
        FakeMachine machine = FakeMachine.healthy(folder, FakeGpu.h200(), FakeGpu.t4());
        Answers answers = ask(machine.answer("nvmlDeviceGetGpuFabricInfo", "abort"), Limits.DEFAULT);

        assertThat(answers.driver().incidents())
                .extracting(Incident::question)
                .containsExactly("nvmlDeviceGetGpuFabricInfo GPU 0");
        List<Gpu> gpus = answers.gpus().toOptional().orElseThrow();
        assertThat(gpus).hasSize(2).allMatch(gpu -> gpu.fabricState().isUnreadable());
        assertThat(gpus)
                .allMatch(gpu -> gpu.name().isFound() && gpu.powerMilliwatts().isFound());
    }

    @Test
    void everyFunctionCrashingEndsAfterTheAllowedFaults() throws IOException {
        Limits limits = new Limits(Limits.DEFAULT.answer(), Limits.DEFAULT.overall(), 3);
        FakeMachine machine = machine();
        for (String call : List.of("Name", "UUID", "Serial", "Brand", "PciInfo_v3")) {
            machine.answer("nvmlDeviceGet" + call, "abort");
        }
        Answers answers = ask(machine, limits);

        assertThat(answers.driver().incidents()).hasSize(3);
        assertThat(answers.driver().nvmlInit().isFound()).isTrue();
        assertThat(answers.driver().cuInit().isUnreadable()).isTrue();
    }

    @Test
    void aFileThatCrashesLeavesTheOtherFiles() throws IOException {
        FakeMachine machine = machine()
                .library("usr/lib/libcudart.so.12.4.127", "libcudart.so.12", 12040)
                .library("usr/lib/libnvinfer.so.10.3.0", "libnvinfer.so.10", 100300)
                .answer("cudaRuntimeGetVersion", "abort");
        String runtime = machine.root().resolve("usr/lib/libcudart.so.12").toString();
        String tensorRt = machine.root().resolve("usr/lib/libnvinfer.so.10").toString();
        Answers answers = ask(
                machine,
                Limits.DEFAULT,
                new LibraryQuestion(VersionCall.CUDART, runtime),
                new LibraryQuestion(VersionCall.TENSORRT, tensorRt));

        assertThat(answers.driver().incidents())
                .extracting(Incident::question)
                .containsExactly("cudaRuntimeGetVersion " + runtime);
        assertThat(answers.version(runtime).orElseThrow().isUnreadable()).isTrue();
        assertThat(answers.version(tensorRt).orElseThrow().toOptional()).contains(Version.of("10.3.0"));
    }

    @Test
    void randomBytesAreNoText() throws IOException {
        Answers answers = ask(machine().answer("strings", "rubbish"), Limits.DEFAULT);

        Gpu gpu = answers.gpus().toOptional().orElseThrow().get(0);
        assertThat(gpu.name().isUnreadable()).isTrue();
        assertThat(gpu.pciAddress().isUnreadable()).isTrue();
        assertThat(answers.driver().nvmlDriver().isUnreadable()).isTrue();
        assertThat(gpu.memoryTotal().isFound()).isTrue();
        assertThat(answers.driver().incidents()).extracting(Incident::kind).contains(Kind.GARBAGE);
    }

    @Test
    void tenThousandGpusAreNotBelieved() throws IOException {
        Answers answers = ask(machine().answer("gpus", "10000").answer("gpu.name", "Tesla T4"), Limits.DEFAULT);

        assertThat(answers.driver().nvmlDevices().toOptional()).contains(10_000);
        assertThat(answers.gpus().toOptional().orElseThrow()).hasSize(NvmlQuestions.MAX_GPUS);
        assertThat(answers.driver().incidents()).extracting(Incident::kind).containsExactly(Kind.GARBAGE);
    }
}
