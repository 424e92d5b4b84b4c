package dev.gpudoctor.process;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where gpudoctor's own files lie: {@code lib/gpudoctor.jar} with the other jars and {@code native/PLATFORM} beside it, or
 * a build's {@code target/classes} with the distribution in {@code target/gpudoctor}.
 */
public final class Installation {
    /** JNA's own property for the directory of its library. */
    public static final String JNA_DIRECTORY = "jna.boot.library.path";

    private final Path code;

    /** @param code jar or directory that holds gpudoctor's classes */
    public Installation(Path code) {
        this.code = code;
    }

    /** The installation that the launcher names, or else the one that this class was loaded from. */
    public static Installation find() {
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

    /** What the directories of JNI libraries are called that serve here: {@code linux-x86_64}, {@code linux-arm64}. */
    public static String platform() {
        String architecture = System.getProperty("os.arch");
        return switch (architecture) {
            case "amd64" -> "linux-x86_64";
            case "aarch64" -> "linux-arm64";
            default -> "linux-" + architecture;
        };
    }

    /** The directory of jars, JNI libraries and class archives. */
    public Path libraries() {
        return Files.isDirectory(code) ? code.resolveSibling("gpudoctor").resolve("lib") : code.resolveSibling("");
    }

    /** The JNI libraries for this platform, so that nothing has to be unpacked; empty where none were packed. */
    public Optional<Path> nativeLibraries() {
        Path directory = libraries().resolve("native").resolve(platform());
        return Files.isDirectory(directory) ? Optional.of(directory) : Optional.empty();
    }

    /** gpudoctor's own code, and those of its libraries whose files begin so. */
    public List<Path> classPath(List<String> beginnings) {
        Stream<Path> candidates = Files.isDirectory(code) ? ownClassPath().stream() : jarsBeside();
        return Stream.concat(Stream.of(code), candidates.filter(file -> {
                    String name = String.valueOf(file.getFileName());
                    return name.endsWith(".jar") && beginnings.stream().anyMatch(name::startsWith);
                }))
                .toList();
    }

    /**
     * JVM options with which a child says nothing of its own and leaves no file: JNA unpacks nothing, and does not run
     * ldconfig to learn what the loader knows.
     */
    public List<String> quietOptions() {
        List<String> options = new ArrayList<>(List.of("-Xlog:disable", "-Djna.platform.library.path="));
        nativeLibraries()
                .ifPresent(directory ->
                        options.addAll(List.of("-D" + JNA_DIRECTORY + "=" + directory, "-Djna.nounpack=true")));
        return options;
    }

    /**
     * JVM options with which a child takes its classes from an archive that {@code lib/make-archives} prepared for this
     * Java; none where nothing was prepared. An AOT cache is of Java 25 and later; an older Java and one that it was not
     * made for pass it over.
     *
     * @param name of the archive, without its ending
     */
    public List<String> archiveOptions(String name) {
        Path cache = libraries().resolve(name + ".aot");
        if (Files.isRegularFile(cache)) {
            return List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:AOTCache=" + cache);
        }
        Path archive = libraries().resolve(name + ".jsa");
        return Files.isRegularFile(archive) ? List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive) : List.of();
    }

    /** The class path of this very process. */
    public static List<Path> ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .toList();
    }

    private Stream<Path> jarsBeside() {
        String[] names = libraries().toFile().list();
        return names == null ? Stream.empty() : Stream.of(names).sorted().map(libraries()::resolve);
    }
}
