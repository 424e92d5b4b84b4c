package dev.gpudoctor.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Classes that {@code lib/make-archives} prepared for this Java, so that a child JVM starts fast. */
public final class ClassArchive {
    private ClassArchive() {}

    /**
     * Options of a child JVM that takes its classes from there; none where nothing was prepared. An AOT cache is of Java 25
     * and later; an older Java and one that it was not made for pass it over.
     *
     * @param directory where archives lie
     * @param name of the archive, without its ending
     */
    public static List<String> options(Path directory, String name) {
        Path cache = directory.resolve(name + ".aot");
        if (Files.isRegularFile(cache)) {
            return List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:AOTCache=" + cache);
        }
        Path archive = directory.resolve(name + ".jsa");
        return Files.isRegularFile(archive) ? List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + archive) : List.of();
    }
}
