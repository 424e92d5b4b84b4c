package dev.gpudoctor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gpudoctor.finding.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixRunnerTest {
    @TempDir
    Path bin;

    @BeforeEach
    void programs() throws IOException {
        program("modprobe", "echo \"loading $1\"; touch \"$(dirname \"$0\")/ran\"");
        program("broken", "echo no >&2; exit 3");
    }

    private void program(String name, String body) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Remedy remedy(boolean root, boolean safe, String... argv) {
        return new Remedy("do it", List.of(argv), List.of(), root, false, safe);
    }

    private FixRunner.Result run(boolean root, Remedy remedy) throws InterruptedException {
        return new FixRunner(List.of(bin), root).run(remedy);
    }

    @Test
    void runsASafeCommandAndTellsItsOutput() throws InterruptedException {
        FixRunner.Result result = run(true, remedy(true, true, "modprobe", "nvidia_uvm"));
        assertThat(result.done()).isTrue();
        assertThat(result.output()).containsExactly("loading nvidia_uvm");
        assertThat(bin.resolve("ran")).exists();
    }

    @Test
    void leavesRootsWorkToRoot() throws InterruptedException {
        FixRunner.Result result = run(false, remedy(true, true, "modprobe", "nvidia_uvm"));
        assertThat(result.done()).isFalse();
        assertThat(result.outcome()).contains("needs root");
        assertThat(bin.resolve("ran")).doesNotExist();
    }

    @Test
    void tellsHowACommandFailed() throws InterruptedException {
        FixRunner.Result result = run(true, remedy(false, true, "broken"));
        assertThat(result.done()).isFalse();
        assertThat(result.outcome()).contains("status 3");
        assertThat(result.output()).containsExactly("no");
        assertThat(run(true, remedy(false, true, "absent")).outcome()).contains("not installed");
    }

    @Test
    void neverRunsWhatIsNotMarkedSafe() {
        assertThatIllegalArgumentException().isThrownBy(() -> run(true, remedy(true, false, "modprobe", "x")));
        assertThat(bin.resolve("ran")).doesNotExist();
    }
}
