package dev.gpudoctor.finding;

import dev.gpudoctor.finding.CodeTable.Code;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises conditions in a log by their texts and codes. Memory is bounded whatever the log's size: lines are cut, and
 * of each condition only the first line is kept.
 */
public final class LogScan {
    private static final int MAX_LINE = 16_384;
    private static final int SHOWN = 240;
    /** What a code counts beside the letters of a text, shared among all codes of its family that mean the same. */
    private static final int WORTH_OF_CODE = 24;

    private static final Pattern BLANKS = Pattern.compile("\\s{2,}|\\t");
    private static final Pattern NAME =
            Pattern.compile("\\b(CUDA_ERROR_[A-Z0-9_]{2,60}|cudaError[A-Za-z0-9]{2,60}|NVML_ERROR_[A-Z0-9_]{2,60})\\b");
    private static final Pattern XID =
            Pattern.compile("\\bXid\\b[^:\\d]{0,3}(?:\\(PCI:[^)]{1,24}\\))?[:= ]{1,3}(\\d{1,4})\\b");
    private static final Pattern CUDA_NUMBER = Pattern.compile(
            "(?i)\\bcu(?:da|Init)\\w*[ _]*(?:driver |runtime |initialization )*(?:error|failure|failed with|returned)"
                    + "(?: with)?(?: error)?(?: code)?[ :=(]{1,3}(\\d{1,4})\\b");
    /** As PyTorch says it: {@code Unexpected error from cudaGetDeviceCount(). ... Error 802: ...}. */
    private static final Pattern CUDA_SENTENCE = Pattern.compile("(?i)\\bcuda\\w.{0,200}?\\berror (\\d{1,4}): ");

    private static final Pattern EXIT_CODE = Pattern.compile(
            "(?i)\\bnvidia-smi\\b.{0,40}\\bexit(?:ed)?(?: with)?(?: code| status)?[ :=]{1,3}(\\d{1,3})\\b");

    private final Map<Code, List<Condition>> byCode = new LinkedHashMap<>();
    private final List<Condition> conditions;
    private final Map<Condition, List<String>> texts = new LinkedHashMap<>();
    private final CodeTable codes;
    private final Catalog catalog;
    private final Map<Condition, Sighting> seen = new LinkedHashMap<>();
    private long number;

    public LogScan(Catalog catalog, CodeTable codes) {
        this.catalog = catalog;
        this.codes = codes;
        this.conditions = catalog.all();
        conditions.forEach(condition -> texts.put(
                condition, condition.logTexts().stream().map(LogScan::plain).toList()));
    }

    /**
     * A condition that a log speaks of.
     *
     * @param condition the condition
     * @param lineNumber first line that speaks of it, counted from 1
     * @param line that line, cut and without control characters
     * @param lines how many lines speak of it
     * @param matched the texts and codes that were recognised
     */
    public record Recognised(Condition condition, long lineNumber, String line, long lines, List<String> matched) {}

    private static final class Sighting {
        private final long firstNumber;
        private final String firstLine;
        private final Set<String> matched = new LinkedHashSet<>();
        private long lines;
        private int score;

        private Sighting(long firstNumber, String firstLine) {
            this.firstNumber = firstNumber;
            this.firstLine = firstLine;
        }

        private void add(String what, int worth) {
            if (matched.add(what)) {
                score += worth;
            }
        }
    }

    /** Reads a log to its end; what a line has beyond 16,384 characters is dropped. */
    public LogScan read(Reader log) throws IOException {
        StringBuilder line = new StringBuilder();
        char[] buffer = new char[8192];
        for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
            for (int i = 0; i < count; i++) {
                if (buffer[i] == '\n') {
                    line(line.toString());
                    line.setLength(0);
                } else if (line.length() < MAX_LINE) {
                    line.append(buffer[i]);
                }
            }
        }
        if (line.length() > 0) {
            line(line.toString());
        }
        return this;
    }

    private void line(String line) {
        number++;
        Set<Condition> here = new LinkedHashSet<>();
        String lower = plain(line);
        for (Condition condition : conditions) {
            for (String text : texts.getOrDefault(condition, List.of())) {
                if (lower.contains(text)) {
                    sighting(condition, line).add(text, text.length());
                    here.add(condition);
                }
            }
        }
        for (Code code : codesIn(line)) {
            for (Condition condition : byCode.computeIfAbsent(code, key -> CodeTable.meaning(key, catalog))) {
                sighting(condition, line).add(code.label(), WORTH_OF_CODE / family(condition, code));
                here.add(condition);
            }
        }
        here.forEach(condition -> Objects.requireNonNull(seen.get(condition)).lines++);
    }

    /** Without the differences of case and of blanks, for tools line up their columns. */
    private static String plain(String text) {
        return BLANKS.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ");
    }

    private static int family(Condition condition, Code code) {
        return Math.max(
                1, condition.codes().getOrDefault(code.family(), List.of()).size());
    }

    private Sighting sighting(Condition condition, String line) {
        return seen.computeIfAbsent(
                condition,
                key -> new Sighting(
                        number, Template.printable(line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line)));
    }

    private List<Code> codesIn(String line) {
        List<Code> found = new ArrayList<>();
        NAME.matcher(line).results().forEach(name -> found.addAll(codes.find(name.group(1))));
        numbers(XID, line, "xid ", found);
        numbers(CUDA_NUMBER, line, "cuda ", found);
        numbers(CUDA_SENTENCE, line, "cuda ", found);
        numbers(EXIT_CODE, line, "exit ", found);
        return found;
    }

    private void numbers(Pattern pattern, String line, String family, List<Code> found) {
        for (Matcher matcher = pattern.matcher(line); matcher.find(); ) {
            found.addAll(codes.find(family + matcher.group(1)));
        }
    }

    /** What was recognised, the most specific first: whose texts and codes say the most, then what stands first. */
    public List<Recognised> recognised() {
        return seen.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Condition, Sighting> entry) -> -entry.getValue().score)
                        .thenComparing(entry -> entry.getKey().severity(), Comparator.reverseOrder())
                        .thenComparing(entry -> !entry.getKey().unseen().isEmpty())
                        .thenComparingInt(entry -> entry.getKey().logTexts().size())
                        .thenComparingLong(entry -> entry.getValue().firstNumber))
                .map(entry -> new Recognised(
                        entry.getKey(),
                        entry.getValue().firstNumber,
                        entry.getValue().firstLine,
                        entry.getValue().lines,
                        List.copyOf(entry.getValue().matched)))
                .toList();
    }

    /** How many lines were read. */
    public long lines() {
        return number;
    }
}
