package dev.gpudoctor.log;

import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Remedy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What messages can mean.
 *
 * @param id unique name
 * @param condition the catalogue's condition that this is; empty where only logs show it
 * @param says sentences with {@code {values}}; the first one whose values are all known is said
 * @param why the rule behind it
 * @param steps what to do, in order; none to take the condition's own remedies
 * @param boosts what else in the log, or on the machine, makes it more or less likely
 * @param harmless whether there is nothing to repair
 */
public record LogCause(
        String id,
        Optional<String> condition,
        List<String> says,
        String why,
        List<Step> steps,
        List<Boost> boosts,
        boolean harmless) {
    public LogCause {
        says = List.copyOf(says);
        steps = List.copyOf(steps);
        boosts = List.copyOf(boosts);
    }

    /** A step of the repair, shown where the log says {@code when}. */
    public record Step(Remedy remedy, Expectation when) {}

    /** Points for a cause where the log says {@code when}; negative points speak against it. */
    public record Boost(Expectation when, int points) {}

    /**
     * What a log is expected to say, by value name: {@code *} is any value, {@code !x} anything else or nothing, {@code
     * ~x} a value that contains x.
     */
    public record Expectation(Map<String, String> values) {
        public Expectation {
            values = Map.copyOf(values);
        }

        boolean isMetBy(Map<String, String> said) {
            return values.entrySet().stream()
                    .allMatch(wanted -> fits(wanted.getValue(), Optional.ofNullable(said.get(wanted.getKey()))));
        }

        private static boolean fits(String wanted, Optional<String> said) {
            if (wanted.equals("*")) {
                return said.isPresent();
            }
            if (wanted.startsWith("!")) {
                return wanted.equals("!*")
                        ? said.isEmpty()
                        : said.filter(wanted.substring(1)::equals).isEmpty();
            }
            if (wanted.startsWith("~")) {
                return said.filter(value -> value.contains(wanted.substring(1))).isPresent();
            }
            return said.filter(wanted::equals).isPresent();
        }
    }

    /** A condition of the catalogue for which the grammar has no words of its own. */
    static LogCause of(Condition condition) {
        return new LogCause(
                condition.id(),
                Optional.of(condition.id()),
                List.of(condition.title() + "."),
                condition.why(),
                List.of(),
                List.of(),
                false);
    }
}
