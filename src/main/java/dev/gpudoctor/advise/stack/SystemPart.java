package dev.gpudoctor.advise.stack;

import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operating system, as the tags of images name it: {@code ubuntu22.04}.
 *
 * @param distribution {@code ubuntu}
 * @param release nothing where the name has no number
 */
public record SystemPart(String name, String distribution, Optional<Version> release) {
    private static final Pattern SHAPE = Pattern.compile("(.*?)(\\d[\\d.]*)?");

    /** The system of that name. */
    static SystemPart of(String name) {
        Matcher matcher = SHAPE.matcher(name);
        boolean read = matcher.matches();
        return new SystemPart(
                name,
                read ? matcher.group(1) : name,
                Optional.ofNullable(read ? matcher.group(2) : null).flatMap(Version::parse));
    }

    /** Whether its packages are Debian's kind. */
    boolean hasApt() {
        return distribution.equals("ubuntu") || distribution.equals("debian");
    }
}
