package dev.gpudoctor.advise.lint.shell;

import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Python requirement such as {@code tensorrt-cu12==10.3.0} or {@code tensorflow[and-cuda]>=2.15,<2.16}.
 *
 * @param name normalised: small letters, one dash for any run of dashes, dots and underscores
 * @param bounds the version bounds as written, empty if there are none
 */
public record Requirement(String name, List<String> extras, String bounds, Word word) {
    private static final Pattern SHAPE = Pattern.compile(
            "\\s*(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:\\[(?<extras>[^\\]]*)\\])?\\s*(?<bounds>[^;@]*)(?:[;@].*)?",
            Pattern.DOTALL);
    private static final Pattern WHEEL =
            Pattern.compile("(?:.*/)?(?<name>[^/]+?)-(?<version>\\d[^-/]*)-[^/]*\\.whl(?:[?#].*)?");

    public Requirement {
        extras = List.copyOf(extras);
    }

    static Optional<Requirement> parse(Word word) {
        Matcher wheel = WHEEL.matcher(word.value());
        if (wheel.matches()) {
            String version = wheel.group("version").replace("%2B", "+").replace("%2b", "+");
            return Optional.of(new Requirement(normalised(wheel.group("name")), List.of(), "==" + version, word));
        }
        Matcher matcher = SHAPE.matcher(word.value());
        if (!matcher.matches() || word.value().contains("/") && word.value().indexOf('@') < 0) {
            return Optional.empty();
        }
        List<String> extras = matcher.group("extras") == null
                ? List.of()
                : Arrays.stream(matcher.group("extras").split(","))
                        .map(Requirement::normalised)
                        .toList();
        return Optional.of(new Requirement(
                normalised(matcher.group("name")),
                extras,
                matcher.group("bounds").strip(),
                word));
    }

    private static String normalised(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    }

    /** Whether a single version is asked for, be it one that is only known at build time. */
    public boolean isPinned() {
        return bounds.startsWith("==")
                || bounds.startsWith("~=")
                || word.value().indexOf('@') >= 0;
    }

    /** The one version asked for, as far as it is known. */
    public Optional<Version> version() {
        return word.known() && bounds.startsWith("==") && bounds.indexOf(',') < 0
                ? Version.parse(bounds.replaceFirst("^=+", "").strip())
                : Optional.empty();
    }

    /** The versions asked for, as far as they are known. */
    public Optional<VersionRange> range() {
        return bounds.isEmpty() || !word.known() ? Optional.empty() : VersionRange.parse(bounds);
    }
}
