package dev.gpudoctor.probe.format;

import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The head of a Python distribution's {@code METADATA} or {@code PKG-INFO}. Source: PyPA core metadata.
 *
 * @param name normalised: lower case, runs of {@code -_.} as one hyphen
 * @param version as it stands there
 * @param requires requirement lines without those of an extra
 */
public record PythonMetadata(String name, Version version, List<String> requires) {
    private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");
    private static final int MAX_REQUIREMENTS = 1000;

    public PythonMetadata {
        requires = List.copyOf(requires);
    }

    /** Reads the header lines up to the empty line; nothing where name or version is missing. */
    public static Optional<PythonMetadata> read(String text) {
        String name = "";
        Optional<Version> version = Optional.empty();
        List<String> requires = new ArrayList<>();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.isEmpty()) {
                break;
            }
            if (line.startsWith("Name:") && name.isEmpty()) {
                name = normalise(line.substring(5).strip());
            } else if (line.startsWith("Version:") && version.isEmpty()) {
                version = Version.parse(line.substring(8).strip());
            } else if (line.startsWith("Requires-Dist:")
                    && !line.contains("extra ==")
                    && requires.size() < MAX_REQUIREMENTS) {
                requires.add(line.substring(14).strip());
            }
        }
        String found = name;
        return found.isEmpty() ? Optional.empty() : version.map(known -> new PythonMetadata(found, known, requires));
    }

    /** A distribution's name as it is compared: {@code ONNXRuntime_GPU} is {@code onnxruntime-gpu}. */
    public static String normalise(String name) {
        return SEPARATORS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
    }
}
