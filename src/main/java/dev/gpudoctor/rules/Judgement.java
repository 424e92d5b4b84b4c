package dev.gpudoctor.rules;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Evidence;
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
     * @param limit worst severity it may have here
     */
    record Failed(Map<String, String> values, List<Evidence> evidence, List<String> sources, Severity limit)
            implements Judgement {
        public Failed {
            values = Map.copyOf(values);
            evidence = List.copyOf(evidence);
            sources = List.copyOf(sources);
        }

        /** Adds a text for the templates. */
        public Failed with(String name, Object value) {
            Map<String, String> more = new LinkedHashMap<>(values);
            more.put(name, String.valueOf(value));
            return new Failed(more, evidence, sources, limit);
        }

        public Failed seenIn(Collection<Evidence> places) {
            List<Evidence> more = new ArrayList<>(evidence);
            more.addAll(places);
            return new Failed(values, more, sources, limit);
        }

        public Failed restingOn(Collection<String> sourceIds) {
            List<String> more = new ArrayList<>(sources);
            more.addAll(sourceIds);
            return new Failed(values, evidence, more, limit);
        }

        /** No worse than this, because the sources disagree, say. */
        public Failed atMost(Severity severity) {
            return new Failed(values, evidence, sources, severity);
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
        return new Failed(Map.of(), List.of(), List.of(), Severity.ERROR);
    }

    /** Fails with {@link #fail()}'s values when the statement holds, else passes. */
    static Judgement failIf(boolean broken, java.util.function.Supplier<Failed> failure) {
        return broken ? failure.get() : pass();
    }
}
