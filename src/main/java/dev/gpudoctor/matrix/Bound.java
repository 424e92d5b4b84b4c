package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;

/**
 * A single version that a rule compares with and that belongs to no other subject, such as the lowest driver for WSL.
 *
 * @param id dotted name
 * @param meaning what lies at or above it, in a sentence
 */
public record Bound(String id, Version version, String meaning, Provenance provenance) implements Row {
    @Override
    public String key() {
        return id;
    }

    static Bound read(RowReader row) {
        return new Bound(row.text("id"), row.version("version"), row.text("meaning"), Provenance.read(row));
    }
}
