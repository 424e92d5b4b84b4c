package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.app.ThisMachine;
import dev.gpudoctor.lab.FakeGpu;
import dev.gpudoctor.lab.FakeMachine;
import dev.gpudoctor.probe.host.RootHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fix} on machines of the lab, whose programs repair them or only say that they ran. */
class FixCommandTest {
    /** What only root may run is run only when these tests are root's. */
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    @TempDir
    Path folder;

    @Test
    void worksOnThisMachineOnly() {
        for (String option : new String[] {"--from=snapshot.json", "--root=/"}) {
            CommandLineRun run = CommandLineRun.of("fix", option);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("Unknown option");
        }
    }

    @Test
    void aHealthyMachineNeedsNothing() {
        FakeMachine machine = healthy().write();

        assertThat(fix(machine, "", "--apply").out())
                .contains("Nothing to repair")
                .doesNotContain("$ ");
    }

    @Test
    void aDryRunShowsThePlanAndRunsNothing() throws IOException {
        CommandLineRun run = fix(mpsWithoutDaemon(), "");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("cuda.mps.unreachable", "$ nvidia-cuda-mps-control -d   [safe: run with --apply]")
                .doesNotContain("verdict now");
        assertThat(ran()).isEmpty();
    }

    @Test
    void runsTheSafeStepsAndChecksAgain() throws IOException {
        CommandLineRun run = fix(mpsWithoutDaemon(), "", "--apply", "--yes");

        assertThat(run.out())
                .contains("$ nvidia-cuda-mps-control -d\n  the daemon says hello\n")
                .contains("repaired     cuda.mps.unreachable")
                .doesNotContain("[y/N]");
        assertThat(ran()).containsExactly("nvidia-cuda-mps-control -d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"y\n", "yes\n", "Y"})
    void asksAndIsAllowedTo(String answer) throws IOException {
        CommandLineRun run = fix(mpsWithoutDaemon(), answer, "--apply");

        assertThat(run.out()).contains("Run 1 safe step now? [y/N] ", "repaired     cuda.mps.unreachable");
        assertThat(ran()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "n\n", "maybe\n"})
    void asksAndIsNotAllowedTo(String answer) throws IOException {
        CommandLineRun run = fix(mpsWithoutDaemon(), answer, "--apply");

        assertThat(run.out()).contains("[y/N] ", "Nothing was run.").doesNotContain("verdict now");
        assertThat(ran()).isEmpty();
    }

    @Test
    void saysWhenARepairDidNotHelp() throws IOException {
        FakeMachine machine = mpsWithoutDaemon();
        program("nvidia-cuda-mps-control", "echo 'cannot bind' >&2; exit 3");

        CommandLineRun run = fix(machine, "", "--apply", "--yes");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("  cannot bind\n", "status 3", "still there  cuda.mps.unreachable");
    }

    @Test
    void loadsTheModuleThatIsMissing() throws IOException {
        FakeMachine machine = healthy()
                .noFile("dev/nvidia-uvm")
                .noFile("dev/nvidia-uvm-tools")
                .file("proc/modules", "nvidia 54075392 0 - Live 0x0000000000000000 (POE)\n")
                .answer("cuInit", "999")
                .write();
        program("nvidia-modprobe", repair(machine) + "; touch " + machine.root().resolve("dev/nvidia-uvm"));
        program("modprobe", "true");

        CommandLineRun run = fix(machine, "", "--apply", "--yes");

        assertThat(run.out()).contains("cuda.uvm.not-loaded", "nvidia-modprobe -u -c=0\n");
        if (ROOT) {
            assertThat(run.out()).contains("repaired     cuda.uvm.not-loaded");
            assertThat(ran()).contains("nvidia-modprobe -u -c=0");
        } else {
            assertThat(run.out()).contains("not run: it needs root", "still there  cuda.uvm.not-loaded");
            assertThat(ran()).isEmpty();
        }
    }

    @Test
    void installsRebootsAndDownloadsNothing() throws IOException {
        FakeMachine machine = FakeMachine.in(folder.resolve("machine"))
                .gpu(FakeGpu.h200())
                .file("proc/cmdline", "quiet\n")
                .write();
        for (String name : List.of("apt-get", "ubuntu-drivers", "reboot", "shutdown", "wget", "curl", "mokutil")) {
            program(name, "true");
        }

        CommandLineRun run = fix(machine, "", "--apply", "--yes");

        assertThat(run.out()).contains("driver.missing", "Nothing of this can be run safely by itself.");
        assertThat(run.code()).isEqualTo(1);
        assertThat(ran()).isEmpty();
    }

    @Test
    void takesNoProgramFromThePath() throws IOException {
        FakeMachine machine = mpsWithoutDaemon();
        Files.delete(programs().resolve("nvidia-cuda-mps-control"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        program(elsewhere, "nvidia-cuda-mps-control", repair(machine));

        CommandLineRun run = fix(machine, Map.of("PATH", elsewhere.toString()), "", "--apply", "--yes");

        assertThat(run.out()).contains("not run: nvidia-cuda-mps-control is not installed");
        assertThat(ran()).isEmpty();
    }

    private FakeMachine healthy() {
        return FakeMachine.healthy(folder.resolve("machine"), FakeGpu.h200())
                .library(
                        "usr/lib/x86_64-linux-gnu/libnvidia-ptxjitcompiler.so.580.159.04",
                        "libnvidia-ptxjitcompiler.so.1",
                        0);
    }

    private FakeMachine mpsWithoutDaemon() throws IOException {
        FakeMachine machine = healthy().answer("cuInit", "805").write();
        program("nvidia-cuda-mps-control", repair(machine) + "; echo the daemon says hello");
        return machine;
    }

    private static String repair(FakeMachine machine) {
        return "sed -i /^cuInit=/d " + machine.script();
    }

    private CommandLineRun fix(FakeMachine machine, String input, String... options) {
        return fix(machine, Map.of(), input, options);
    }

    private CommandLineRun fix(FakeMachine machine, Map<String, String> more, String input, String... options) {
        Map<String, String> environment = new HashMap<>(machine.environment());
        environment.putAll(more);
        ThisMachine here = new ThisMachine(variables -> host(machine, variables), List.of(programs()));
        String[] arguments = new String[options.length + 1];
        arguments[0] = "fix";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return CommandLineRun.on(here, environment, input, arguments);
    }

    private static RootHost host(FakeMachine machine, Map<String, String> variables) {
        try {
            return RootHost.captured(machine.root(), variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path programs() {
        return folder.resolve("programs");
    }

    private void program(String name, String body) throws IOException {
        program(Files.createDirectories(programs()), name, body);
    }

    private void program(Path directory, String name, String body) throws IOException {
        String script = "#!/bin/sh\necho \"" + name + " $*\" >> " + folder.resolve("ran") + "\n" + body + "\n";
        Path file = Files.writeString(directory.resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> ran() throws IOException {
        Path file = folder.resolve("ran");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
