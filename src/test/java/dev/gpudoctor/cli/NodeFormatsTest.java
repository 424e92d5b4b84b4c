package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.cases.MachineCase;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The formats for agents on a node, each by the contract of what reads it. */
class NodeFormatsTest {
    private static final Pattern LINE =
            Pattern.compile("(?:HEALTHY|DEGRADED|UNDETERMINED|UNHEALTHY)(?: [a-z0-9.-]+(?: \\+[1-9]\\d*)?)?\n");

    private static final Pattern SAMPLE =
            Pattern.compile("(?<name>[a-z_]+)(?:\\{[a-z]+=\"[^\"\\\\\n]*\"(?:,[a-z]+=\"[^\"\\\\\n]*\")*})? \\d+");

    private static final Pattern LABEL =
            Pattern.compile("gpudoctor\\.[a-z]+=[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    @ParameterizedTest
    @MethodSource("dev.gpudoctor.cases.MachineCase#all")
    void oneLineOfAtMost80Bytes(MachineCase machineCase) {
        CommandLineRun run = check(machineCase.machine(), "line", machineCase.arguments());

        assertThat(run.out()).matches(LINE).startsWith(machineCase.verdict().toUpperCase(Locale.ROOT));
        assertThat(run.out().stripTrailing().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(80);
        assertThat(run.code()).isEqualTo(machineCase.exit());
    }

    @ParameterizedTest
    @CsvSource({
        "healthy-workstation, HEALTHY",
        "driver-absent, UNHEALTHY driver.missing",
        "pcie-link-of-four-lanes, DEGRADED hardware.pcie.degraded"
    })
    void theLineNamesTheFirstToRepair(String machine, String line) {
        assertThat(check(MachineCase.named(machine).machine(), "line", List.of())
                        .out())
                .isEqualTo(line + "\n");
    }

    @Test
    void aMachineWithoutAnythingIsNotHealthy() {
        ObjectNode machine = MachineCase.named("healthy-workstation").machine();
        CommandLineRun run = check(machine, "line", List.of("--only", "jetson.clocks.low,wsl"));
        assertThat(run.out()).doesNotContain("HEALTHY");
    }

    @ParameterizedTest
    @MethodSource("dev.gpudoctor.cases.MachineCase#all")
    void metricsHaveHelpAndTypeOnceAndNoTimeStamps(MachineCase machineCase) {
        String metrics = check(machineCase.machine(), "prometheus", machineCase.arguments())
                .out();

        Set<String> helped = new HashSet<>();
        Set<String> typed = new HashSet<>();
        Set<String> samples = new HashSet<>();
        assertThat(metrics).endsWith("\n");
        for (String line : metrics.split("\n")) {
            if (line.startsWith("# HELP ")) {
                assertThat(helped.add(line.split(" ")[2])).as(line).isTrue();
            } else if (line.startsWith("# TYPE ")) {
                assertThat(typed.add(line.split(" ")[2])).as(line).isTrue();
                assertThat(line).endsWith(" gauge");
            } else {
                assertThat(line).matches(SAMPLE);
                assertThat(samples.add(line.substring(0, line.lastIndexOf(' '))))
                        .as(line)
                        .isTrue();
                assertThat(helped).contains(line.split("[{ ]")[0]);
            }
        }
        assertThat(typed).isEqualTo(helped);
        assertThat(metrics).contains("gpudoctor_verdict{verdict=\"" + machineCase.verdict() + "\"} 1\n");
        assertThat(samples.stream().filter(sample -> sample.startsWith("gpudoctor_verdict")))
                .hasSize(4);
    }

    @Test
    void metricsCountRootCauses() {
        String metrics = check(MachineCase.named("driver-absent").machine(), "prometheus", List.of())
                .out();
        assertThat(metrics)
                .contains(
                        "gpudoctor_root_cause{id=\"driver.missing\",severity=\"error\"} 1\n",
                        "gpudoctor_root_causes{severity=\"error\"} 1\n",
                        "gpudoctor_verdict{verdict=\"healthy\"} 0\n");
    }

    @ParameterizedTest
    @MethodSource("dev.gpudoctor.cases.MachineCase#all")
    void featuresAreLabelsThatExpire(MachineCase machineCase) {
        String features =
                check(machineCase.machine(), "nfd", machineCase.arguments()).out();

        List<String> lines = features.lines().toList();
        assertThat(lines.get(0)).isEqualTo("# +expiry-time=2026-11-23T13:00:00Z");
        assertThat(lines.subList(1, lines.size()))
                .allSatisfy(line -> assertThat(line).matches(LABEL));
        assertThat(lines).contains("gpudoctor.verdict=" + machineCase.verdict());
        boolean usable = List.of("healthy", "degraded").contains(machineCase.verdict());
        assertThat(lines).contains("gpudoctor.usable=" + usable);
    }

    @Test
    void hostileTextsOfAMachineAreNoLabelsOfTheirOwn() {
        ObjectNode machine = MachineCase.named("healthy-workstation").machine();
        String hostile = machine.toString().replace("580.95.05", "580.95.05+\\\"} 1\\nevil 1\\n# ");
        CommandLineRun run = CommandLineRun.withInput(hostile, "check", "--from", "-", "--format", "prometheus");
        assertThat(run.code() == ExitCode.USAGE || run.out().lines().noneMatch(line -> line.startsWith("evil")))
                .isTrue();
    }

    private static CommandLineRun check(ObjectNode machine, String format, List<String> arguments) {
        List<String> all = new java.util.ArrayList<>(List.of("check", "--from", "-", "--format", format));
        all.addAll(arguments);
        return CommandLineRun.withInput(machine.toString(), all.toArray(String[]::new));
    }
}
