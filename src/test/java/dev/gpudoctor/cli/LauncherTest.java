package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher and what it starts: exit codes are those of gpudoctor, and nothing else looks like a finding. */
class LauncherTest {
    private static final int PATIENCE_SECONDS = 120;
    private static final String SOUND =
            Path.of("docs/examples/healthy-h200.json").toAbsolutePath().toString();
    private static final String UNSOUND =
            Path.of("docs/examples/nouveau-holds-gpu.json").toAbsolutePath().toString();

    @TempDir
    Path folder;

    private Path program;
    private Path working;

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void install() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        working = Files.createDirectories(folder.resolve("working"));
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        program = home.resolve("bin/gpudoctor");
        Files.copy(Path.of("src/main/distribution/bin/gpudoctor"), program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream jar = Files.newOutputStream(home.resolve("lib/gpudoctor.jar"));
                JarOutputStream entries = new JarOutputStream(jar, manifest)) {
            entries.finish();
        }
    }

    /** Runs a shell command in which {@code $G} is the launcher. */
    private Ran shell(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(working.toFile());
        builder.environment().put("G", program.toString());
        builder.environment().put("SOUND", SOUND);
        builder.environment().put("UNSOUND", UNSOUND);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(builder.environment()::remove);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ran(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(working)) {
            return new ArrayList<>(files.toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "$G --version, 0",
        "$G check --from $SOUND, 0",
        "$G check --from $UNSOUND, 1",
        "$G check --bogus, 2",
        "$G check --from /nonexistent, 2"
    })
    void theCodeIsGpudoctors(String command, int code) throws Exception {
        assertThat(shell(command).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JAVA_TOOL_OPTIONS=-javaagent:/nonexistent.jar $G check --from $SOUND",
                "JDK_JAVA_OPTIONS=-Xmx9x $G --version",
                "_JAVA_OPTIONS=-Xinternalversion $G check --from $UNSOUND",
                "ulimit -v 300000; $G check --from $SOUND",
                "ulimit -v 300000; $G --bogus",
                "mkdir gone; cd gone; rmdir ../gone; $G check --from $SOUND",
                "JAVA_TOOL_OPTIONS=-Xmx9x $G check --from $SOUND",
                "JAVA_HOME= PATH=/nonexistent /bin/sh $G check --from $SOUND",
            })
    void whatKeepsJavaFromStartingIsNoFinding(String command) throws Exception {
        Ran ran = shell(command);

        assertThat(ran.code()).as(ran.err()).isEqualTo(70);
        assertThat(ran.err()).contains("gpudoctor: ");
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void aFailedForkIsNoFinding() throws Exception {
        assertThat(folder.toFile().setExecutable(true, false)).isTrue();
        assertThat(folder.toFile().setReadable(true, false)).isTrue();
        // The limit does not bind root.
        Ran ran = shell("as=; [ $(id -u) -ne 0 ] || as='setpriv --reuid 65534 --clear-groups --regid 65534';"
                + " $as sh -c 'ulimit -u 0; exec sh $G check'");

        assertThat(ran.code()).as(ran.err()).isEqualTo(70);
    }

    @Test
    void aJvmThatCrashesIsNoFinding() throws Exception {
        Process launcher = waiting();
        signal("SEGV", java(launcher));

        assertThat(ended(launcher)).isEqualTo(70);
        assertThat(leftBehind()).isEmpty();
    }

    /** One that reads from an input that never ends. */
    private Process waiting() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), "check", "--from", "-").directory(working.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static ProcessHandle java(Process launcher) throws InterruptedException {
        while (true) {
            Optional<ProcessHandle> java = launcher.children()
                    .filter(child -> child.info()
                            .command()
                            .filter(file -> file.endsWith("/java"))
                            .isPresent())
                    .findFirst();
            if (java.isPresent()) {
                return java.get();
            }
            assertThat(launcher.isAlive()).isTrue();
            Thread.sleep(50);
        }
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static int ended(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--format json", "--format html", "--format sarif", "--format junit", "--format markdown"})
    void anAnswerThatIsLostIsAFailure(String format) throws Exception {
        for (String machine : List.of("$SOUND", "$UNSOUND")) {
            Ran ran = shell("$G check --from " + machine + " " + format + " >/dev/full");

            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err().lines()).singleElement().asString().contains("standard output", "space");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "--help",
                "check --help",
                "completion bash",
                "matrix list",
                "explain driver.missing",
                "suggest gpu=sm_90 driver=580.95.05",
                "images gpu=sm_90 driver=580.95.05",
                "init github",
                "diff $SOUND $UNSOUND",
            })
    void everyCommandMindsItsOutput(String arguments) throws Exception {
        Ran ran = shell("$G " + arguments + " >/dev/full");

        assertThat(ran.code()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains("standard output");
    }

    @Test
    void aClosedOutputIsAFailure() throws Exception {
        Ran ran = shell("$G check --from $SOUND >&-");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("standard output");
    }

    @Test
    void aReaderThatHasEnoughIsNone() throws Exception {
        Ran ran = shell("{ $G check --from $UNSOUND --format json; echo $? >&2; } | head -n 1");

        assertThat(ran.err().strip()).isEqualTo("1");
        assertThat(ran.out().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void aSignalEndsIt(String signal, int code) throws Exception {
        Process launcher = waiting();
        ProcessHandle java = java(launcher);
        signal(signal, launcher.toHandle());

        assertThat(ended(launcher)).isEqualTo(code);
        assertThat(java.isAlive()).isFalse();
    }

    @Test
    void javaDoesNotOutliveAKilledLauncher() throws Exception {
        Process launcher = waiting();
        ProcessHandle java = java(launcher);
        launcher.destroyForcibly();

        assertThat(java.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
    }

    /** A Java that waits for a dead file system stays in the table of processes whatever it is sent. */
    @ParameterizedTest
    @CsvSource({"40, 0", "41, 1", "42, 2", "43, 3", "44, 70"})
    void theLauncherDoesNotWaitForAJavaThatCannotEnd(int signal, int code) throws Exception {
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.writeString(
                java,
                "#!/bin/sh\necho $$ >'" + folder + "/pid'\nfor a; do case $a in -Dgpudoctor.launcher=*) kill -" + signal
                        + " ${a#*=};; esac; done\nexec >/dev/null 2>&1 sleep 600\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Ran ran = shell("JAVA_HOME='" + folder.resolve("java") + "' $G check; code=$?; kill $(cat '" + folder
                + "/pid'); exit $code");

        assertThat(ran.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"--version, 40", "check --from /nonexistent, 42"})
    void javaTellsTheLauncherHowToEndWhenAThreadIsLeft(String arguments, int signal) throws Exception {
        String java = System.getProperty("java.home") + "/bin/java -cp " + System.getProperty("java.class.path");

        Ran hung = shell("trap 'exit 99' " + signal + "; " + java + " -Dgpudoctor.launcher=$$ dev.gpudoctor.cli.Hung "
                + arguments + " & wait $!");
        Ran other = shell("trap 'exit 99' " + signal + "; " + java + " -Dgpudoctor.launcher=$$ dev.gpudoctor.cli.Main "
                + arguments + " & wait $!");

        assertThat(hung.code()).isEqualTo(99);
        assertThat(other.code()).isEqualTo(100 + signal - 40);
    }

    /** The distribution's own Java is tried where nobody says which C library is here. */
    @Test
    void withoutGetconfTheBundledJavaIsTried() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("sh", "readlink", "stty")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        Path runtime = folder.resolve("home/runtime");
        Files.createDirectories(runtime.resolve("bin"));
        Files.writeString(runtime.resolve("glibc"), "2.34\n");
        Path java = runtime.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\nexec '" + System.getProperty("java.home") + "/bin/java' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        String clean = "PATH=" + tools + " JAVA_HOME= ";

        Ran sound = shell(clean + "$G --version");
        Files.writeString(java, "#!/bin/sh\nexit 127\n");
        Ran unsound = shell(clean + "$G --version");

        assertThat(sound.code()).as(sound.err()).isEqualTo(0);
        assertThat(sound.out()).startsWith("gpudoctor ");
        assertThat(unsound.code()).isEqualTo(70);
        assertThat(unsound.err()).contains("its own runtime needs glibc 2.34");
    }

    /** Limits under which a sound driver would fail say nothing of the driver. */
    @ParameterizedTest
    @ValueSource(strings = {"ulimit -n 100", "ulimit -d 400000"})
    void itsOwnLimitsAreNoFaultOfTheDriver(String limit) throws Exception {
        FakeMachine machine =
                FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200()).write();
        String environment = machine.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "='" + variable.getValue() + "'")
                .collect(Collectors.joining(" "));
        Ran ran = shell(limit + "; export " + environment + "; $G check --format json");

        JsonNode report = Json.parse(ran.out());
        assertThat(report.at("/findings").findValuesAsText("id")).noneMatch(id -> id.startsWith("driver.library."));
        assertThat(report.at("/machine/answers/incidents").findValuesAsText("kind"))
                .containsOnly("SHORTAGE");
        assertThat(report.at("/machine/answers/nvmlInit/state").asText()).isEqualTo("unreadable");
    }
}
