package dev.gpudoctor.probe.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.probe.host.LiveHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildEnvironmentTest {
    @Test
    void leavesOutWhatWouldChangeTheChild() {
        ChildEnvironment environment = ChildEnvironment.of(
                Map.of(
                        "LD_BIND_NOW",
                        "1",
                        "LD_PRELOAD",
                        "/x.so",
                        "JAVA_TOOL_OPTIONS",
                        "-Xmx9g",
                        "CUDA_CACHE_PATH",
                        "/c"),
                Optional.empty());

        assertThat(environment.variables()).isEqualTo(Map.of("CUDA_CACHE_PATH", "/c"));
        assertThat(environment.refusals()).isEmpty();
    }

    @Test
    void namesTheVariablesThatSteer() {
        ChildEnvironment environment = ChildEnvironment.of(
                Map.of("LD_LIBRARY_PATH", "/l", "CUDA_VISIBLE_DEVICES", "0", "HOME", "/h"), Optional.empty());

        assertThat(environment.steering()).containsExactly("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES");
        assertThat(environment.without(List.of("LD_LIBRARY_PATH")).steering()).containsExactly("CUDA_VISIBLE_DEVICES");
    }

    @Test
    void rootDoesNotSearchDirectoriesThatOthersMayWrite(@TempDir Path folder) throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        ChildEnvironment environment = ChildEnvironment.of(
                Map.of("LD_LIBRARY_PATH", "/usr/lib:" + open),
                Optional.of(LoadTrust.of(LiveHost.here(), new TrustedFiles())));

        assertThat(environment.variables()).containsEntry("LD_LIBRARY_PATH", "/usr/lib");
        assertThat(environment.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(Incident.Kind.REFUSED))
                .satisfies(refusal -> assertThat(refusal.question()).contains(open.toString()));
    }
}
