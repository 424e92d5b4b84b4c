package dev.gpudoctor.report;

import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Template;
import dev.gpudoctor.log.LogExplanation;
import dev.gpudoctor.log.LogExplanation.Cause;
import dev.gpudoctor.log.LogFact;
import dev.gpudoctor.log.LogLine;
import java.util.List;
import java.util.Locale;

/** What a log means, as text: the most likely cause in the first line, then its evidence and its repair. */
public final class LogText {
    private static final int SHOWN = 240;
    private static final int MOST_LINES = 5;

    private final int width;

    public LogText(int width) {
        this.width = width;
    }

    public String of(LogExplanation log) {
        StringBuilder text = new StringBuilder();
        if (log.cause().isPresent()) {
            first(text, log.cause().get());
        } else if (log.harmless().isEmpty()) {
            text.append("Nothing known in ").append(log.lines()).append(log.lines() == 1 ? " line.\n" : " lines.\n");
            log.telling().ifPresent(line -> {
                text.append("  The line that says most:\n");
                line(text, line, 1);
            });
        } else {
            text.append("No fault: the known lines are harmless.\n");
        }
        if (!log.alternatives().isEmpty()) {
            text.append("\nAlso possible\n");
            for (Cause cause : log.alternatives()) {
                wrapped(text, "  ", cause.says());
                text.append("    ").append(cause.id()).append('\n');
                evidence(text, cause.evidence().subList(0, 1));
            }
        }
        if (!log.harmless().isEmpty()) {
            text.append("\nHarmless\n");
            log.harmless().stream().limit(MOST_LINES).forEach(harmless -> {
                line(text, harmless.line(), harmless.lines());
                wrapped(text, "    ", harmless.why());
            });
        }
        return text.toString();
    }

    private void first(StringBuilder text, Cause cause) {
        text.append(cause.nothingToRepair() ? "No fault: " : "Most likely: ")
                .append(cause.says())
                .append('\n');
        text.append("  ")
                .append(cause.id())
                .append(", confidence ")
                .append(cause.confidence().name().toLowerCase(Locale.ROOT));
        cause.seenOnMachine()
                .ifPresent(seen -> text.append(seen ? ", found on the machine" : ", not seen on the machine"));
        text.append('\n');
        evidence(text, cause.evidence());
        wrapped(text, "  ", cause.why());
        if (!cause.remedies().isEmpty()) {
            text.append("\nHow to fix\n");
            int number = 1;
            for (Remedy remedy : cause.remedies()) {
                String mark = "  " + number++ + ". ";
                for (String line : Wrap.lines(RemedyText.of(remedy), width - mark.length())) {
                    text.append(mark).append(line).append('\n');
                    mark = " ".repeat(mark.length());
                }
                if (!remedy.argv().isEmpty()) {
                    text.append(mark)
                            .append("$ ")
                            .append(CommandText.of(remedy))
                            .append('\n');
                }
            }
        }
        if (cause.inCatalogue()) {
            text.append("\nMore: gpudoctor explain ").append(cause.id()).append('\n');
        }
    }

    private void evidence(StringBuilder text, List<LogFact> facts) {
        facts.stream()
                .collect(java.util.stream.Collectors.toMap(
                        fact -> fact.line().number(), fact -> fact, (one, other) -> one, java.util.TreeMap::new))
                .values()
                .stream()
                .limit(MOST_LINES)
                .forEach(fact -> line(text, fact.line(), fact.lines()));
    }

    private void line(StringBuilder text, LogLine line, long lines) {
        String shown = line.text().length() > SHOWN ? line.text().substring(0, SHOWN) + "…" : line.text();
        wrapped(
                text,
                "  ",
                "line " + line.number() + (lines > 1 ? " and " + (lines - 1) + " more" : "") + ": "
                        + Template.printable(shown));
    }

    private void wrapped(StringBuilder text, String margin, String words) {
        if (!words.isBlank()) {
            Wrap.lines(words, width - margin.length())
                    .forEach(line -> text.append(margin).append(line).append('\n'));
        }
    }
}
