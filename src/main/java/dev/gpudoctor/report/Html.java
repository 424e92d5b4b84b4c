package dev.gpudoctor.report;

import java.util.regex.Pattern;

/** Foreign text inside HTML and SVG. */
final class Html {
    /** What neither XML nor a reader can take: controls, and marks that turn the direction of writing. */
    private static final Pattern HIDDEN =
            Pattern.compile("[\\p{Cntrl}\\u202A-\\u202E\\u2066-\\u2069\\p{Cs}&&[^\\n\\t]]");

    private Html() {}

    /** The text as it is to be read, in an element or a quoted attribute. */
    static String text(String text) {
        return HIDDEN.matcher(text)
                .replaceAll("\uFFFD")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
