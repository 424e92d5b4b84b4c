package dev.gpudoctor.rules;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.matrix.Provenance;
import dev.gpudoctor.matrix.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a rule says of one subject. */
public sealed interface Judgement {
    /** The subject keeps the rule. */
    record Passed() implements Judgement {}

    /** The rule does not speak of this subject. */
    record NotApplicable(String reason) implements Judgement {}

    /** The rule applies, but what is known does not decide it. */
    record Undetermined(String reason) implements Judgement {}

    /**
     * The subject breaks the rule.
     *
     * @param values texts for the condition's templates
     * @param evidence where it shows
     * @param sources source ids of the matrix rows it rests on
     * @param disputes fields it rests on, of which sources say different things; it is a warning at most then
     * @param limit worst severity it may have here
     */
    record Failed(
            Map<String, String> values,
            List<Evidence> evidence,
            List<String> sources,
            List<Provenance.Conflict> disputes,
            Severity limit)
            implements Judgement {
        public Failed {
            values = Map.copyOf(values);
            evidence = List.copyOf(evidence);
            sources = List.copyOf(sources);
            disputes = List.copyOf(disputes);
        }

        /** Adds a text for the templates. */
        public Failed with(String name, Object value) {
            Map<String, String> more = new LinkedHashMap<>(values);
            more.put(name, String.valueOf(value));
            return new Failed(more, evidence, sources, disputes, limit);
        }

        public Failed seenIn(Collection<Evidence> places) {
            List<Evidence> more = new ArrayList<>(evidence);
            more.addAll(places);
            return new Failed(values, more, sources, disputes, limit);
        }

        /** Rests on those fields of the row. */
        public Failed restingOn(Row row, String... fields) {
            return restingOn(List.of(row), fields);
        }

        /** Rests on those fields of the rows. */
        public Failed restingOn(Collection<? extends Row> rows, String... fields) {
            List<String> moreSources = new ArrayList<>(sources);
            List<Provenance.Conflict> moreDisputes = new ArrayList<>(disputes);
            for (Row row : rows) {
                moreSources.addAll(row.sources());
                row.provenance().conflicts().stream()
                        .filter(conflict -> List.of(fields).contains(conflict.field()))
                        .forEach(moreDisputes::add);
            }
            return new Failed(values, evidence, moreSources, moreDisputes, limit);
        }

        /** No worse than this, because it holds for some GPUs only, say. */
        public Failed atMost(Severity severity) {
            return new Failed(values, evidence, sources, disputes, severity);
        }
    }

    static Judgement pass() {
        return new Passed();
    }

    static Judgement notApplicable(String reason) {
        return new NotApplicable(reason);
    }

    static Judgement undetermined(String reason) {
        return new Undetermined(reason);
    }

    static Failed fail() {
        return new Failed(Map.of(), List.of(), List.of(), List.of(), Severity.ERROR);
    }

    /** Fails with {@link #fail()}'s values when the statement holds, else passes. */
    static Judgement failIf(boolean broken, java.util.function.Supplier<Failed> failure) {
        return broken ? failure.get() : pass();
    }
}
