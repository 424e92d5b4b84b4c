package dev.gpudoctor.log;

import dev.gpudoctor.matrix.Matrix;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a log of any size to its end and keeps the messages that the grammar knows. Memory is bounded: lines are cut,
 * and of each message only a few variants are kept, with counts.
 */
public final class LogReader {
    private static final int LONGEST_LINE = 16_384;
    /** A message that its writer or the kernel broke is looked for across so many lines. */
    private static final int SPAN = 4;

    private static final int MOST_VARIANTS = 24;
    /** A message that so many lines might be and were not is not looked for any more. */
    private static final int MOST_TRIES = 5_000;

    private final MessageGrammar grammar;
    private final Derivation derivation;
    private final Map<String, LogFact> facts = new LinkedHashMap<>();
    private final Map<LogMessage, Integer> variants = new LinkedHashMap<>();
    private final Map<LogMessage, Integer> tries = new LinkedHashMap<>();
    private final Deque<LogLine> waiting = new ArrayDeque<>();
    private final TellingLine telling = new TellingLine();
    private long number;

    public LogReader(MessageGrammar grammar, Matrix matrix) {
        this.grammar = grammar;
        this.derivation = new Derivation(grammar.libraries(), matrix);
    }

    /** Reads to the end; what a line has beyond 16,384 characters is dropped. */
    public LogFacts read(Reader log) throws IOException {
        StringBuilder line = new StringBuilder();
        char[] buffer = new char[65_536];
        for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
            int start = 0;
            for (int i = 0; i < count; i++) {
                if (buffer[i] == '\n') {
                    append(line, buffer, start, i);
                    line(line.toString());
                    line.setLength(0);
                    start = i + 1;
                }
            }
            append(line, buffer, start, count);
        }
        if (line.length() > 0) {
            line(line.toString());
        }
        while (!waiting.isEmpty()) {
            match();
        }
        return new LogFacts(List.copyOf(facts.values()), telling.line(), number);
    }

    private static void append(StringBuilder line, char[] buffer, int start, int end) {
        line.append(buffer, start, Math.min(end - start, LONGEST_LINE - line.length()));
    }

    private void line(String raw) {
        waiting.add(new LogLine(++number, raw));
        if (waiting.size() == SPAN) {
            match();
        }
    }

    /** Matches the oldest waiting line, alone and then together with those after it. */
    private void match() {
        LogLine raw = waiting.remove();
        BitSet candidates = grammar.candidates(raw.text());
        if (candidates.isEmpty()) {
            return;
        }
        LogLine line = new LogLine(raw.number(), LogNormaliser.message(raw.text()));
        Optional<String> joined = Optional.empty();
        boolean known = false;
        for (int index = candidates.nextSetBit(0); index >= 0; index = candidates.nextSetBit(index + 1)) {
            if (index == MessageGrammar.TELLING) {
                continue;
            }
            LogMessage message = grammar.message(index);
            if (tries.merge(message, 1, Integer::sum) > MOST_TRIES) {
                continue;
            }
            List<Map<String, String>> values =
                    message.read(line.text(), line.text().length());
            if (!waiting.isEmpty() && (values.isEmpty() || message.saysMoreThan(values.get(0)))) {
                joined = Optional.of(joined.orElseGet(() -> joined(line.text())));
                List<Map<String, String>> more =
                        message.read(joined.get(), line.text().length());
                values = more.isEmpty() ? values : more;
            }
            values.forEach(said -> keep(message, said, line));
            known |= !values.isEmpty() && message.isKnown();
        }
        if (!known && candidates.get(MessageGrammar.TELLING)) {
            telling.consider(line);
        }
    }

    private String joined(String first) {
        StringBuilder text = new StringBuilder(first);
        boolean kernel = first.startsWith("NVRM: ");
        for (LogLine next : waiting) {
            String message = LogNormaliser.message(next.text());
            text.append(' ')
                    .append(
                            kernel && message.startsWith("NVRM: ")
                                    ? message.substring(6).strip()
                                    : message);
        }
        return text.toString();
    }

    private void keep(LogMessage message, Map<String, String> said, LogLine line) {
        String key = message.id() + said;
        if (facts.containsKey(key)) {
            facts.computeIfPresent(key, (same, fact) -> fact.again());
        } else if (variants.merge(message, 1, Integer::sum) <= MOST_VARIANTS) {
            facts.put(key, new LogFact(message, derivation.expand(said), line, 1));
        }
    }

    /** The facts that one text holds, such as what a library wrote before it gave up. */
    public static List<LogFact> of(MessageGrammar grammar, Matrix matrix, String text) {
        try {
            return new ArrayList<>(new LogReader(grammar, matrix)
                    .read(new java.io.StringReader(text))
                    .facts());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
