package dev.gpudoctor.advise.stack;

import dev.gpudoctor.version.VersionRange;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One wish, such as {@code tensorflow=2.10}, {@code tensorrt>=8.5,<9}, {@code gpu=Tesla T4}, {@code keep=driver}.
 *
 * @param text as it was written
 * @param subject what it is about, small letters
 * @param condition sign and value, empty for a bare name
 */
public record Wish(String text, String subject, String condition) {
    private static final Pattern SHAPE =
            Pattern.compile("([A-Za-z][A-Za-z0-9-]*)\\s*((?:[<>=!~]=?|==)[^\\p{Cntrl}\\p{Cs}\\u0085\\u2028\\u2029]*)?");

    /**
     * Reads a wish.
     *
     * @throws WishException if the text is none
     */
    public static Wish parse(String text) throws WishException {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new WishException("not a requirement: '" + text + "' (such as torch>=VERSION or gpu='Tesla T4')");
        }
        String condition = matcher.group(2) == null ? "" : matcher.group(2).strip();
        return new Wish(text.strip(), matcher.group(1).toLowerCase(Locale.ROOT), condition);
    }

    /** The value behind {@code =}, for wishes that are no versions. */
    public String value() {
        return condition.replaceFirst("^==?", "").strip();
    }

    /**
     * The versions it admits; every version for a bare name.
     *
     * @throws WishException if the condition is no version range
     */
    public VersionRange range() throws WishException {
        Optional<VersionRange> range =
                condition.isEmpty() ? Optional.of(VersionRange.any()) : VersionRange.parse(condition);
        return range.orElseThrow(() -> new WishException("not a version range: '" + text + "'"));
    }
}
