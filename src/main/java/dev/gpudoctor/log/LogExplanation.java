package dev.gpudoctor.log;

import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.SourceLink;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a log means.
 *
 * @param cause the most likely cause
 * @param alternatives what else it may be, the likeliest first
 * @param harmless lines that need no repair
 * @param telling the line to read first where nothing is known
 * @param said what the log says of the machine, by value name
 * @param lines how many lines were read
 */
public record LogExplanation(
        Optional<Cause> cause,
        List<Cause> alternatives,
        List<Harmless> harmless,
        Optional<LogLine> telling,
        Map<String, String> said,
        long lines) {
    public LogExplanation {
        alternatives = List.copyOf(alternatives);
        harmless = List.copyOf(harmless);
        said = Map.copyOf(said);
    }

    /** How sure a cause is. */
    public enum Confidence {
        HIGH,
        MEDIUM,
        LOW
    }

    /**
     * One cause.
     *
     * @param id the catalogue's condition, or a name of the grammar's own
     * @param inCatalogue whether {@code gpudoctor explain ID} says more
     * @param says the cause in one sentence, with the log's own values
     * @param why the rule behind it
     * @param evidence the messages that speak for it, the weightiest first
     * @param values what these messages say
     */
    public record Cause(
            String id,
            boolean inCatalogue,
            String says,
            String why,
            Confidence confidence,
            boolean nothingToRepair,
            Optional<Boolean> seenOnMachine,
            List<LogFact> evidence,
            List<Remedy> remedies,
            List<SourceLink> sources,
            Map<String, String> values) {
        public Cause {
            evidence = List.copyOf(evidence);
            remedies = List.copyOf(remedies);
            sources = List.copyOf(sources);
            values = Map.copyOf(values);
        }
    }

    /** A line that needs no repair, and why. */
    public record Harmless(LogLine line, long lines, String why) {}
}
