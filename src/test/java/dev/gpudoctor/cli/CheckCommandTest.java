package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    private Path folder;

    /** A pipeline that looked into the wrong folder must not pass. */
    @Test
    void aTreeWithoutAnythingOfNvidiaIsNotHealthy() {
        CommandLineRun run = CommandLineRun.of("check", "--root", folder.toString());

        assertThat(run.code()).isEqualTo(ExitCode.UNDETERMINED);
        assertThat(run.out()).startsWith("UNDETERMINED  Nothing of NVIDIA was found that could be checked.");
    }
}
