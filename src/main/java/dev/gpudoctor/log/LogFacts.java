package dev.gpudoctor.log;

import java.util.List;
import java.util.Optional;

/**
 * What was found in a log.
 *
 * @param facts the messages in the order of their first lines
 * @param telling the line that says most about a failure, for logs that say nothing known
 * @param lines how many lines were read
 */
public record LogFacts(List<LogFact> facts, Optional<LogLine> telling, long lines) {
    public LogFacts {
        facts = List.copyOf(facts);
    }
}
