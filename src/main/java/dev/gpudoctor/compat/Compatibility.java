package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.Row;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether things go together, with the rows of the matrix that say so. */
public sealed interface Compatibility {
    /** The rows it rests on. */
    List<Row> rows();

    /** They go together. */
    record Supported(List<Row> rows) implements Compatibility {
        public Supported {
            rows = List.copyOf(rows);
        }
    }

    /**
     * They go together within limits.
     *
     * @param needed what would lift the limits, or what serves within them
     */
    record Limited(Reason reason, Needed needed, List<Row> rows) implements Compatibility {
        public Limited {
            rows = List.copyOf(rows);
        }
    }

    /** They do not go together. */
    record Forbidden(Reason reason, Needed needed, List<Row> rows) implements Compatibility {
        public Forbidden {
            rows = List.copyOf(rows);
        }
    }

    /**
     * The matrix does not decide it.
     *
     * @param missing what is missing, as a clause
     */
    record Unknown(String missing, List<Row> rows) implements Compatibility {
        public Unknown {
            rows = List.copyOf(rows);
        }
    }

    static Compatibility supported(Row... rows) {
        return new Supported(List.of(rows));
    }

    static Compatibility limited(Reason reason, Object needed, Row... rows) {
        return new Limited(reason, new Needed(needed), List.of(rows));
    }

    static Compatibility forbidden(Reason reason, Object needed, Row... rows) {
        return new Forbidden(reason, new Needed(needed), List.of(rows));
    }

    static Compatibility unknown(String missing, Row... rows) {
        return new Unknown(missing, List.of(rows));
    }

    /** The best of several answers, for something that is one of several things and not known which. */
    static Optional<Compatibility> best(Collection<Compatibility> answers) {
        return answers.stream().min(Comparator.comparingInt(Compatibility::rank));
    }

    /** The worst of several answers, where all of them have to be kept. */
    static Optional<Compatibility> worst(Collection<Compatibility> answers) {
        return answers.stream().max(Comparator.comparingInt(Compatibility::rank));
    }

    private static int rank(Compatibility answer) {
        if (answer instanceof Supported) {
            return 0;
        }
        if (answer instanceof Limited) {
            return 1;
        }
        return answer instanceof Unknown ? 2 : 3;
    }

    default boolean isSupported() {
        return this instanceof Supported;
    }

    default boolean isForbidden() {
        return this instanceof Forbidden;
    }

    default boolean isUnknown() {
        return this instanceof Unknown;
    }

    /** Ids of the documents behind it. */
    default List<String> sources() {
        return rows().stream().flatMap(row -> row.sources().stream()).distinct().toList();
    }
}
