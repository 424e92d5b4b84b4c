package dev.gpudoctor.matrix;

import java.util.Optional;

/**
 * A document that rows rest on.
 *
 * @param url where it was read; empty for something without an address
 */
public record Source(String id, String title, Optional<String> url) {
    static Source read(RowReader row) {
        return new Source(row.text("id"), row.text("title"), row.optionalText("url"));
    }
}
