package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.RootHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A tree whose links lead wherever somebody wanted: nothing is thrown, and nothing outside of it is seen. */
class HostFuzzTest {
    private static final String SECRET = "outside-of-the-tree";
    private static final List<String> PLACES = List.of("a", "b", "a/c", "etc/ld.so.cache", "usr/lib/libcuda.so.1");
    private static final int LONGEST = 60;

    @FuzzTest
    void links(FuzzedDataProvider data) throws IOException {
        Path folder = Files.createTempDirectory("host");
        try {
            Path secret = Files.writeString(folder.resolve("secret"), SECRET);
            Path root = Files.createDirectory(folder.resolve("root"));
            Files.createDirectories(root.resolve("etc"));
            Files.createDirectories(root.resolve("usr/lib"));
            Files.writeString(root.resolve("etc/os-release"), "ID=debian\n");
            for (String place : PLACES) {
                link(root.resolve(place), target(data, secret));
            }
            RootHost host = RootHost.of(root);
            for (String place : PLACES) {
                look(host, "/" + place, root);
            }
            look(host, "/" + data.consumeRemainingAsString(), root);
        } finally {
            remove(folder);
        }
    }

    private static String target(FuzzedDataProvider data, Path secret) {
        return switch (data.consumeInt(0, 3)) {
            case 0 -> "/" + PLACES.get(data.consumeInt(0, PLACES.size() - 1));
            case 1 -> "../".repeat(data.consumeInt(0, 12)) + secret.toString().substring(1);
            case 2 -> secret.toString();
            default -> data.consumeString(LONGEST);
        };
    }

    /** Names that the file system refuses are no links. */
    private static void link(Path place, String target) {
        try {
            Files.createSymbolicLink(place, Path.of(target));
        } catch (IOException | InvalidPathException e) {
            assertThat(e).isNotNull();
        }
    }

    private static void look(RootHost host, String path, Path root) {
        assertThat(host.text(path).toOptional()).isNotEqualTo(java.util.Optional.of(SECRET));
        assertThat(host.list(path)).isNotNull();
        assertThat(host.link(path)).isNotNull();
        assertThat(host.facts(path)).isNotNull();
        assertThat(host.accessible(path)).isNotNull();
        assertThat(host.capacity(path)).isNotNull();
        Observed<String> real = host.realPath(path);
        real.toOptional().ifPresent(inside -> assertThat(
                        root.resolve(inside.substring(1)).normalize())
                .startsWith(root));
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
