package dev.gpudoctor.probe;

import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sub-libraries that cuDNN opens by name when they are first used. */
final class CudnnParts {
    /** The generation is the soname's number: {@code libcudnn.so.9}, or {@code libcudnn-74a4c495.so.9.1.0} in a wheel. */
    private static final Pattern MAIN = Pattern.compile("libcudnn(?:-[0-9a-f]{8})?\\.so\\.(\\d{1,3})(?:\\.[\\d.]+)?");

    private final Properties names = read();

    /** Names of the parts of a generation; none for one without parts. */
    List<String> of(String generation) {
        return Stream.of(names.getProperty(generation, "").split(" "))
                .filter(part -> !part.isEmpty())
                .map(part -> part + ".so." + generation)
                .toList();
    }

    /** A part that that release opens too, whether it is beside it or not; empty if there is none. */
    Optional<String> later(String generation, Version release) {
        String[] words = names.getProperty("later." + generation, "").split(" ");
        return words.length == 2 && release.isAtLeast(Version.of(words[1]))
                ? Optional.of(words[0] + ".so." + generation)
                : Optional.empty();
    }

    /** The part that opens cuBLASLt; empty where that is not known. */
    String opensCublas(String generation) {
        String part = names.getProperty("opens." + generation, "");
        return part.isEmpty() ? "" : part + ".so." + generation;
    }

    /** Those of a library with this name; none if it is not cuDNN. */
    List<String> ofLibrary(String name) {
        Matcher main = MAIN.matcher(name);
        return main.matches() ? of(main.group(1)) : List.of();
    }

    private static Properties read() {
        try (InputStream stream = CudnnParts.class.getResourceAsStream("cudnn-parts.properties")) {
            Properties properties = new Properties();
            properties.load(stream);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
