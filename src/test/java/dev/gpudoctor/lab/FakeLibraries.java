package dev.gpudoctor.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Fake NVIDIA libraries, built from {@code src/test/native} with the machine's {@code cc} when a test first asks for one and
 * kept under {@code target/fake-libraries} until the sources change.
 */
public final class FakeLibraries {
    private static final Path SOURCES = Path.of("src", "test", "native");
    private static final Path BUILT = Path.of("target", "fake-libraries");
    private static final List<String> FLAGS =
            List.of("-shared", "-fPIC", "-fvisibility=hidden", "-O1", "-Wall", "-Wextra", "-Werror");

    private FakeLibraries() {}

    /**
     * The fake library of this name.
     *
     * @param soname such as {@code libcuda.so.1} or {@code libcudart.so.12}; any version number will do
     */
    public static Path of(String soname) {
        return of(soname, new TreeSet<>());
    }

    /**
     * The fake library of this name as an older driver would have it.
     *
     * @param missing functions that the library does not export
     */
    public static Path of(String soname, SortedSet<String> missing) {
        try {
            Path library = BUILT.resolve(key(missing)).resolve(soname).toAbsolutePath();
            if (!Files.exists(library)) {
                build(library, missing);
            }
            return library;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while building " + soname, e);
        }
    }

    private static void build(Path library, SortedSet<String> missing) throws IOException, InterruptedException {
        String soname = library.getFileName().toString();
        Path folder = Files.createDirectories(library.getParent());
        Path unfinished = Files.createTempFile(folder, soname, ".unfinished");
        Path symbols = Files.createTempFile(folder, soname, ".map");
        try {
            Files.writeString(symbols, symbols(missing));
            List<String> command = new ArrayList<>(List.of("cc"));
            command.addAll(FLAGS);
            command.addAll(List.of("-DSONAME=\"" + soname + "\"", "-Wl,-soname," + soname));
            command.addAll(List.of("-Wl,--version-script=" + symbols, "-o", unfinished.toString()));
            command.addAll(
                    List.of(source(soname).toString(), SOURCES.resolve("fake.c").toString(), "-ldl"));
            run(command);
            Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
            Files.deleteIfExists(symbols);
        }
    }

    private static Path source(String soname) {
        String family = soname.substring(0, soname.indexOf(".so"));
        return SOURCES.resolve(
                switch (family) {
                    case "libcuda" -> "cuda.c";
                    case "libnvidia-ml" -> "nvml.c";
                    case "libcudart" -> "cudart.c";
                    case "libnvinfer", "libnvonnxparser" -> "tensorrt.c";
                    case "libpreload" -> "preload.c";
                    default -> "versions.c";
                });
    }

    /** The linker's version script: an exact name wins over the pattern, so what is missing is not exported. */
    private static String symbols(SortedSet<String> missing) {
        String local = missing.stream().map(name -> name + "; ").collect(Collectors.joining("", "local: ", ""));
        return "{ global: *; " + (missing.isEmpty() ? "" : local) + "};\n";
    }

    private static String key(SortedSet<String> missing) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : List.of(
                    "fake.h", "fake.c", "nvml.c", "cuda.c", "cudart.c", "tensorrt.c", "versions.c", "preload.c")) {
                digest.update(Files.readAllBytes(SOURCES.resolve(name)));
            }
            digest.update((FLAGS + symbols(missing)).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process compiler;
        try {
            compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the fault lab needs a C compiler called cc on the PATH to build its libraries", e);
        }
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
        }
    }
}
