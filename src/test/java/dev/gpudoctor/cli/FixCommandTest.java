package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FixCommandTest {
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
    void aDryRunOnlyTells() {
        CommandLineRun run = CommandLineRun.of("fix");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isNotBlank().doesNotContain("verdict now");
    }
}
