package dev.gpudoctor.probe.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gpudoctor.machine.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveHostTest {
    private final Host host = new LiveHost(Map.of("LD_LIBRARY_PATH", "/opt/lib"));

    @TempDir
    Path directory;

    @Test
    void readsTheKernelsGeneratedFilesThatHaveNoSize() {
        assertThat(host.facts("/proc/self/status").toOptional().orElseThrow().size())
                .isZero();
        assertThat(host.text("/proc/self/status").toOptional().orElseThrow()).contains("Pid:");
    }

    @Test
    void neverOpensPipesAndDevices() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(host.text(pipe.toString()).isUnreadable()).isTrue();
            assertThat(host.text("/dev/zero").isUnreadable()).isTrue();
        });
    }

    @Test
    void refusesMoreThanTheBound() throws IOException {
        Path file = directory.resolve("large");
        Files.write(file, new byte[101]);

        assertThat(host.bytes(file.toString(), 101).toOptional())
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(101));
        assertThat(host.bytes(file.toString(), 100))
                .isInstanceOfSatisfying(Observed.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .contains("larger than 100 bytes"));
    }

    @Test
    void readsManyPieces() throws IOException {
        byte[] content = new byte[1 << 20];
        new java.util.Random(7).nextBytes(content);
        Path file = directory.resolve("pieces");
        Files.write(file, content);

        assertThat(host.bytes(file.toString(), Host.SMALL).toOptional())
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(content));
        byte[] middle = host.open(file.toString(), view -> view.exactly(1000, 500_000))
                .toOptional()
                .orElseThrow();
        assertThat(middle).isEqualTo(java.util.Arrays.copyOfRange(content, 1000, 501_000));
    }

    @Test
    void saysWhyADirectoryIsNoFile() {
        assertThat(host.text(directory.toString()).isUnreadable()).isTrue();
        assertThat(host.text(directory.resolve("missing").toString()).isAbsent())
                .isTrue();
        assertThat(host.list(directory.resolve("missing").toString()).isAbsent())
                .isTrue();
    }

    @Test
    void endsLinksThatGoRound() throws IOException {
        Path link = directory.resolve("a");
        Files.createSymbolicLink(link, Path.of("a"));

        assertThat(host.text(link.toString()).isUnreadable()).isTrue();
        assertThat(host.realPath(link.toString()).isUnreadable()).isTrue();
        assertThat(host.link(link.toString()).toOptional()).contains("a");
    }
}
