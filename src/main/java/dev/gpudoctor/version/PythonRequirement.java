package dev.gpudoctor.version;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Python package asks for of another (PEP 508): {@code torch==2.4.0}, {@code nvidia-cudnn-cu12 (==9.1.0.70);
 * platform_system == "Linux"}.
 *
 * @param name the other package, normalised as PEP 503 says
 * @param specifier the versions it admits
 * @param marker where the requirement applies; empty for everywhere
 */
public record PythonRequirement(String name, PythonSpecifier specifier, String marker) {
    private static final Pattern SHAPE =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,100})\\s*(?:\\[[^\\]]{0,200}\\])?"
                    + "\\s*(?:@[^;]{0,2000}|\\(([^)]{0,300})\\)|([^;(@]{0,300}))?\\s*(?:;(.{0,1000}))?");
    private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

    /** Reads one requirement; nothing where it is none. */
    public static Optional<PythonRequirement> parse(String text) {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String versions = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        return PythonSpecifier.parse(versions == null ? "" : versions.strip())
                .map(specifier -> new PythonRequirement(
                        SEPARATORS
                                .matcher(matcher.group(1).toLowerCase(Locale.ROOT))
                                .replaceAll("-"),
                        specifier,
                        matcher.group(4) == null ? "" : matcher.group(4).strip()));
    }

    /**
     * Whether it applies in that environment; nothing where that is not known.
     *
     * @param environment values of the marker's variables, such as {@code python_version}
     */
    public Optional<Boolean> appliesIn(Map<String, String> environment) {
        return marker.isEmpty() ? Optional.of(true) : PythonMarker.holds(marker, environment);
    }

    /** Name and versions, without the marker. */
    @Override
    public String toString() {
        return name + specifier;
    }
}
