package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.cases.MachineCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Several forms of one report at once. */
class ReportFilesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(OutputOptions.Format.class)
    void aFileHoldsWhatTheFormatPrints(OutputOptions.Format format) {
        String printed = check("--format", format.name()).out();
        CommandLineRun run =
                check("--format", "json", "--report", format.name() + "=report", "--report", format.name() + "=other");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEqualTo(check("--format", "json").out());
        String expected = format == OutputOptions.Format.TEXT ? printed.replace("/home/alice", "/home/user") : printed;
        assertThat(folder.resolve("report")).hasContent(expected);
        assertThat(folder.resolve("other")).hasContent(expected);
    }

    @Test
    void namesAreTakenOutOfEverythingAsSoonAsAFileIsMadeForOthers() {
        assertThat(check().out()).contains("/home/alice");
        CommandLineRun run = check("--report", "markdown=report.md", "--report", "json=report.json");

        assertThat(run.out()).doesNotContain("alice");
        assertThat(folder.resolve("report.md"))
                .content()
                .doesNotContain("alice")
                .contains("/home/user/venv");
        assertThat(folder.resolve("report.json")).content().doesNotContain("alice");
        check("--report", "markdown=report.md", "--no-redact");
        assertThat(folder.resolve("report.md")).content().contains("/home/alice");
    }

    @ParameterizedTest
    @CsvSource({"markdown=none/report.md", "papyrus=report", "markdown"})
    void whatCannotBeWrittenIsRefusedBeforeAnythingIsJudged(String report) {
        CommandLineRun run = check("--report", report);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("--report").hasLineCount(1);
    }

    @Test
    void aStepOnGithubGetsItsSummaryBelowWhatIsThere() throws Exception {
        Path summary = Files.writeString(folder.resolve("summary.md"), "# The step before\n");
        String markdown = check("--format", "markdown").out();

        CommandLineRun run = check(onGithub(summary), "--format", "github");

        assertThat(run.out()).startsWith("::error title=driver.missing");
        assertThat(summary).hasContent("# The step before\n" + markdown);
        check(onGithub(summary), "--format", "json", "--report", "github=log");
        assertThat(summary).as("not asked for").hasContent("# The step before\n" + markdown);
    }

    @Test
    void aSummaryIsStartedWhereThereIsNoneAndRefusedWhereItCannotBe() {
        check(onGithub(folder.resolve("new.md")), "--format", "github");
        assertThat(folder.resolve("new.md")).content().startsWith("## GPU stack: unhealthy");

        CommandLineRun run = check(onGithub(folder.resolve("none/summary.md")), "--format", "github");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("GITHUB_STEP_SUMMARY").hasLineCount(1);
    }

    private static Map<String, String> onGithub(Path summary) {
        return Map.of("GITHUB_STEP_SUMMARY", summary.toString());
    }

    private CommandLineRun check(String... more) {
        return check(Map.of(), more);
    }

    private CommandLineRun check(Map<String, String> environment, String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "check";
        arguments[1] = "--from";
        arguments[2] = "-";
        System.arraycopy(more, 0, arguments, 3, more.length);
        String machine = MachineCase.named("driver-absent").machine().toString();
        return CommandLineRun.in(folder, environment, machine, arguments);
    }
}
