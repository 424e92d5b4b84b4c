package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unusable input: one clear line on standard error, exit 2, nothing on standard output. */
class BadInputTest {
    @TempDir
    private Path folder;

    private static void isRefused(CommandLineRun run, String... words) {
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("gpudoctor: ").contains(words).doesNotContain("Exception", "\tat ");
    }

    @Test
    void anUnknownOption() {
        isRefused(CommandLineRun.of("check", "--colour"), "--colour");
    }

    @Test
    void anUnknownCommand() {
        isRefused(CommandLineRun.of("chekc"), "chekc", "did you mean check?");
        isRefused(CommandLineRun.of("check", "--formt", "json"), "--formt", "did you mean --format?");
    }

    @Test
    void aMissingSnapshot() {
        isRefused(
                CommandLineRun.of("check", "--from", folder.resolve("none.json").toString()), "none.json");
    }

    @Test
    void aFolderForASnapshot() {
        isRefused(CommandLineRun.of("check", "--from", folder.toString()), "directory");
    }

    @Test
    void noJson() {
        isRefused(CommandLineRun.withInput("driver: 580", "check", "--from", "-"), "not a gpudoctor snapshot");
    }

    @Test
    void foreignJson() {
        isRefused(CommandLineRun.withInput("{\"a\":1}", "check", "--from", "-"), "no \"schema\"");
        isRefused(CommandLineRun.withInput("[]", "check", "--from", "-"), "not a gpudoctor snapshot");
        isRefused(CommandLineRun.withInput("", "check", "--from", "-"), "not a gpudoctor snapshot");
    }

    @Test
    void aLaterSchema() {
        isRefused(
                CommandLineRun.withInput("{\"schema\":\"gpudoctor/machine/2\"}", "check", "--from", "-"),
                "gpudoctor/machine/2");
    }

    @Test
    void halfASnapshot() {
        isRefused(
                CommandLineRun.withInput("{\"schema\":\"gpudoctor/machine/1\"}", "check", "--from", "-"),
                "not a gpudoctor snapshot");
    }

    @Test
    void deeplyNestedJson() {
        isRefused(CommandLineRun.withInput("[".repeat(100_000), "check", "--from", "-"), "not a gpudoctor snapshot");
    }

    @Test
    void anUnknownRule() {
        isRefused(
                CommandLineRun.withInput(machine(), "check", "--from", "-", "--skip", "driver.nonsense"),
                "driver.nonsense");
    }

    @Test
    void anAssumptionThatIsNone() {
        isRefused(CommandLineRun.withInput(machine(), "check", "--from", "-", "--assume", "moon=full"), "moon");
        isRefused(CommandLineRun.withInput(machine(), "check", "--from", "-", "--assume", "driver=new"), "new");
        isRefused(CommandLineRun.withInput(machine(), "check", "--from", "-", "--assume", "gpu=Voodoo 2"), "Voodoo 2");
    }

    @Test
    void aGpuThatIsNotThere() {
        isRefused(CommandLineRun.withInput(machine(), "check", "--from", "-", "--gpu", "7"), "7");
    }

    @Test
    void aRootThatIsNoFolder() throws IOException {
        isRefused(
                CommandLineRun.of(
                        "check",
                        "--root",
                        Files.writeString(folder.resolve("f"), "").toString()),
                "--root");
    }

    @Test
    void questionsThatExcludeEachOther() {
        isRefused(CommandLineRun.of("check", "--root", "/", "--from", "x"), "--from and --root");
        isRefused(CommandLineRun.of("check", "--host", "x"), "--host");
        isRefused(CommandLineRun.of("check", "--root", "/", "--pid", "1"), "--pid");
    }

    @Test
    void aBrokenMatrix() throws IOException {
        isRefused(
                CommandLineRun.withInput(machine(), "check", "--from", "-", "--matrix", folder.toString()),
                "manifest.json");
        Files.writeString(folder.resolve("manifest.json"), "{");
        isRefused(
                CommandLineRun.withInput(machine(), "check", "--from", "-", "--matrix", folder.toString()),
                "manifest.json");
    }

    @Test
    void anOutputThatCannotBeWritten() {
        isRefused(
                CommandLineRun.withInput(
                        machine(),
                        "check",
                        "--from",
                        "-",
                        "--output",
                        folder.resolve("none/report").toString()),
                "--output");
    }

    private static String machine() {
        return dev.gpudoctor.cases.MachineCase.all().get(0).machine().toString();
    }
}
