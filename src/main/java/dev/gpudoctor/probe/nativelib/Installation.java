package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.process.ClassArchive;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where gpudoctor's own files lie: {@code lib/gpudoctor.jar} with the other jars and {@code native/PLATFORM} beside it, or
 * a build's {@code target/classes} with the distribution in {@code target/gpudoctor}.
 */
final class Installation {
    /** JNA's own property for the directory of its library. */
    static final String JNA_DIRECTORY = "jna.boot.library.path";

    private static final List<String> CHILD_JARS = List.of("jna-", "javacpp-", "cuda-");

    private final Path code;

    /** @param code jar or directory that holds gpudoctor's classes */
    Installation(Path code) {
        this.code = code;
    }

    /** The installation that the launcher names, or else the one that this class was loaded from. */
    static Installation find() {
        String home = System.getProperty("gpudoctor.home", "");
        if (!home.isEmpty()) {
            // A class from an archive may not know where it is from.
            return new Installation(Path.of(home, "lib", "gpudoctor.jar").toAbsolutePath());
        }
        try {
            return new Installation(Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("class path entry with an unusable name", e);
        }
    }

    /** The JNI libraries, as the parent or {@link InProcessNativeProbe} named them to JNA. */
    static Optional<Path> givenNativeLibraries() {
        return Optional.ofNullable(System.getProperty(JNA_DIRECTORY)).map(Path::of);
    }

    /** The JNI libraries for this platform, so that nothing has to be unpacked; empty where none were packed. */
    Optional<Path> nativeLibraries() {
        Path directory = libraries().resolve("native").resolve(platform());
        return Files.isDirectory(directory) ? Optional.of(directory) : Optional.empty();
    }

    /** JVM options for the class archive made for the child; none where there is none. */
    List<String> childArchive() {
        return ClassArchive.options(libraries(), "native-child");
    }

    /** What a child needs to load: gpudoctor itself, JNA and the NVML preset. */
    List<Path> childClassPath() {
        Stream<Path> candidates = Files.isDirectory(code) ? ownClassPath() : jarsBeside();
        return Stream.concat(Stream.of(code), candidates.filter(Installation::isForChild))
                .toList();
    }

    private Path libraries() {
        return Files.isDirectory(code) ? code.resolveSibling("gpudoctor").resolve("lib") : code.resolveSibling("");
    }

    private static Stream<Path> ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of);
    }

    private Stream<Path> jarsBeside() {
        String[] names = libraries().toFile().list();
        return names == null ? Stream.empty() : Stream.of(names).sorted().map(libraries()::resolve);
    }

    private static boolean isForChild(Path jar) {
        String name = String.valueOf(jar.getFileName());
        return name.endsWith(".jar") && CHILD_JARS.stream().anyMatch(name::startsWith);
    }

    private static String platform() {
        String architecture = System.getProperty("os.arch");
        return switch (architecture) {
            case "amd64" -> "linux-x86_64";
            case "aarch64" -> "linux-arm64";
            default -> "linux-" + architecture;
        };
    }
}
