package dev.gpudoctor.matrix;

/**
 * Something wrong with matrix data.
 *
 * @param place the row's key, or a JSON pointer where one field is at fault; empty for the whole file
 */
public record MatrixIssue(Kind kind, String file, String place, String problem) {
    /** What sort of fault it is. */
    public enum Kind {
        /** Not the shape that the schema asks for. */
        SCHEMA,
        /** A source id that is missing, unknown or never used. */
        SOURCE,
        /** Two rows with one key. */
        DUPLICATE,
        /** Two rows that claim the same. */
        OVERLAP,
        /** Something between two rows that neither covers. */
        HOLE,
        /** A row that speaks of something which no row describes. */
        REFERENCE,
        /** A row that a published wheel contradicts. */
        CONTRADICTION,
        /** A row for a release that was never published. */
        PHANTOM,
        /** A published release without a row. */
        MISSING,
        /** A row without facts. */
        PLACEHOLDER
    }

    @Override
    public String toString() {
        return file + (place.isEmpty() ? "" : " [" + place + "]") + ": " + problem;
    }
}
