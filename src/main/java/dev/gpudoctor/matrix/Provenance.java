package dev.gpudoctor.matrix;

import java.util.List;
import java.util.Optional;

/**
 * Where a row comes from.
 *
 * @param sources ids of {@code sources.json}, at least one
 * @param byHand whether people keep the row; otherwise it is rebuilt from what package registries say
 * @param note what a reader should know, in a sentence
 * @param conflicts where sources disagree; a verdict that rests on such a field is a warning at most
 */
public record Provenance(List<String> sources, boolean byHand, Optional<String> note, List<Conflict> conflicts) {
    /** Two or more sources that do not agree on a field of the row. */
    public record Conflict(String field, List<Claim> claims) {
        public Conflict {
            claims = List.copyOf(claims);
        }
    }

    /** What some sources say. */
    public record Claim(String value, List<String> sources) {
        public Claim {
            sources = List.copyOf(sources);
        }
    }

    public Provenance {
        sources = List.copyOf(sources);
        conflicts = List.copyOf(conflicts);
    }

    /** Whether sources disagree on this field. */
    public boolean isContested(String field) {
        return conflicts.stream().anyMatch(conflict -> conflict.field().equals(field));
    }

    static Provenance read(RowReader row) {
        return new Provenance(
                row.texts("sources"),
                !row.optionalText("kept").equals(Optional.of("derived")),
                row.optionalText("note"),
                row.rows("conflicts", Provenance::readConflict));
    }

    private static Conflict readConflict(RowReader row) {
        return new Conflict(
                row.text("field"), row.rows("claims", claim -> new Claim(claim.text("value"), claim.texts("sources"))));
    }
}
