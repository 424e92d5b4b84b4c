package dev.gpudoctor.matrix;

import java.util.List;

/** One row of the matrix. */
public interface Row {
    /** What names the row among the rows of its subject. */
    String key();

    Provenance provenance();

    /** The ids of the sources the row rests on; look them up with {@link Matrix#source}. */
    default List<String> sources() {
        return provenance().sources();
    }
}
