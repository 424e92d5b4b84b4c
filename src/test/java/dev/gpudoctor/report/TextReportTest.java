package dev.gpudoctor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.GoldenFile;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.cli.CommandLineRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The text as a person sees it: committed at two widths, so that a change to it is read. */
class TextReportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/text");
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final List<String> CASES = List.of(
            "healthy-h200",
            "driver-one-below-the-floor-of-cuda-12",
            "cudnn-on-a-gpu-it-dropped",
            "nouveau-holds-gpu",
            "two-gpus-small-shm",
            "driver-library-inside-the-image",
            "library-hangs");
    private static final List<String> ALSO_VERBOSE = List.of("healthy-h200", "nouveau-holds-gpu");

    static List<Arguments> screens() {
        List<Arguments> screens = new ArrayList<>();
        for (String width : List.of("80", "120")) {
            CASES.forEach(name -> screens.add(Arguments.of(name, width, "", List.of())));
            ALSO_VERBOSE.forEach(name -> screens.add(Arguments.of(name, width, "-v", List.of("-v"))));
        }
        return screens;
    }

    @ParameterizedTest(name = "{0} {1}{2}")
    @MethodSource("screens")
    void readsWellAtThatWidth(String name, String width, String suffix, List<String> options) {
        String text = CommandLineRun.with(Map.of("COLUMNS", width), machine(name), arguments(options))
                .out();

        GoldenFile.assertEquals(GOLDEN.resolve(name + "." + width + suffix + ".txt"), text);
    }

    @Test
    void aTerminalGetsColourOnVerdictAndSeveritiesAndTheSameWords() {
        String name = "driver-one-below-the-floor-of-cuda-12";
        Map<String, String> piped = Map.of("COLUMNS", "80", "TERM", "xterm");

        String text = CommandLineRun.onTerminal(piped, machine(name), arguments(List.of()))
                .out();

        GoldenFile.assertEquals(GOLDEN.resolve(name + ".80.colour.txt"), text);
        assertThat(COLOUR.matcher(text).replaceAll(""))
                .isEqualTo(CommandLineRun.with(piped, machine(name), arguments(List.of()))
                        .out());
    }

    @ParameterizedTest
    @CsvSource({"true, xterm, 1", "true, dumb, ''", "false, xterm, ''", "false, xterm-256color, ''"})
    void noColourWhereItIsNotWanted(boolean terminal, String term, String noColour) {
        Map<String, String> environment = Map.of("TERM", term, "NO_COLOR", noColour);
        String machine = machine("pcie-link-of-four-lanes");
        CommandLineRun run = terminal
                ? CommandLineRun.onTerminal(environment, machine, arguments(List.of("-v")))
                : CommandLineRun.with(environment, machine, arguments(List.of("-v")));

        assertThat(run.out()).startsWith("DEGRADED").doesNotContain("\u001b");
    }

    /** The first line names the verdict and the thing to repair. */
    @ParameterizedTest
    @MethodSource("dev.gpudoctor.cases.MachineCase#all")
    void theFirstLineIsTheAnswer(MachineCase machineCase) {
        List<String> options = machineCase.arguments();
        CommandLineRun run = CommandLineRun.with(
                Map.of("COLUMNS", "80"), machineCase.machine().toString(), arguments(options));

        assertThat(run.out().lines().findFirst().orElseThrow())
                .matches(machineCase.verdict().toUpperCase(Locale.ROOT) + "  \\S.*");
    }

    private static String machine(String name) {
        return MachineCase.named(name).machine().toString();
    }

    private static String[] arguments(List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("check", "--from", "-"));
        arguments.addAll(options);
        return arguments.toArray(String[]::new);
    }
}
