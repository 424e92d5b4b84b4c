package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.cases.MachineCase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pipeline that reads the JUnit report instead of the exit code comes to the same answer. */
class JunitGateTest {
    static List<MachineCase> cases() {
        return MachineCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRedWhereTheExitCodeIs(MachineCase machine) {
        for (String failOn : List.of("error", "warning")) {
            CommandLineRun run = CommandLineRun.withInput(
                    machine.machine().toString(), "check", "--from", "-", "--format", "junit", "--fail-on", failOn);
            assertThat(run.out().contains("<failure")).as("failures").isEqualTo(run.code() == 1);
            assertThat(run.out().contains("<error") || run.code() == 1)
                    .as("errors")
                    .isEqualTo(run.code() != 0);
        }
    }
}
