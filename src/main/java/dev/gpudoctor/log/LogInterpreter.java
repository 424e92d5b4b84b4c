package dev.gpudoctor.log;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.CodeTable;
import dev.gpudoctor.finding.CodeTable.Code;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.Template;
import dev.gpudoctor.log.LogExplanation.Cause;
import dev.gpudoctor.log.LogExplanation.Confidence;
import dev.gpudoctor.matrix.Matrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Weighs what a log says. A cause is as likely as its weightiest message; further messages, the surroundings and the
 * machine add to it or take away. Of equals the one that the log names first wins, since later lines echo earlier ones.
 */
public final class LogInterpreter {
    /** What the machine knows of a condition of the catalogue. */
    public enum OnMachine {
        FOUND,
        RULED_OUT
    }

    private static final int LEAST = 15;
    private static final int LEAST_ALTERNATIVE = 30;
    private static final int MOST_ALTERNATIVES = 4;
    private static final int PER_MESSAGE = 3;
    private static final int MOST_FOR_MESSAGES = 9;
    private static final int FOUND = 30;
    private static final int RULED_OUT = -20;
    private static final int CODE = 44;
    private static final int LEAST_CODE = 16;
    private static final int HIGH = 75;
    private static final int MEDIUM = 45;
    private static final int LEAD = 8;
    private static final Map<String, String> CODE_FAMILIES =
            Map.of("xid", "xid", "cudaCode", "cuda", "nvmlCode", "nvml", "smiExit", "smiExit");

    private static final List<String> KINDS_OF_MACHINE = List.of("jetson", "wsl");

    private final MessageGrammar grammar;
    private final Catalog catalog;
    private final CodeTable codes;
    private final Matrix matrix;

    public LogInterpreter(MessageGrammar grammar, Catalog catalog, CodeTable codes, Matrix matrix) {
        this.matrix = matrix;
        this.grammar = grammar;
        this.catalog = catalog;
        this.codes = codes;
    }

    private record Support(LogFact fact, int weight) {}

    private record Candidate(LogCause cause, List<Support> supports, int score, Map<String, String> values) {
        long firstLine() {
            return supports.stream()
                    .mapToLong(support -> support.fact().line().number())
                    .min()
                    .orElse(0);
        }
    }

    /**
     * What a log means.
     *
     * @param machine what is known of conditions where the log was written; empty for a log alone
     */
    public LogExplanation explain(LogFacts read, Map<String, OnMachine> machine) {
        LogFacts log = StackClues.add(matrix, read);
        Map<String, String> said = new LinkedHashMap<>();
        log.facts().forEach(fact -> fact.values().forEach(said::putIfAbsent));
        List<Candidate> candidates =
                supports(log.facts(), id -> isAt(id, said) || machine.containsKey(id)).entrySet().stream()
                        .map(entry -> weigh(entry.getKey(), entry.getValue(), said, machine))
                        .filter(candidate -> candidate.score() >= LEAST)
                        .sorted(Comparator.comparingInt((Candidate candidate) -> -candidate.score())
                                .thenComparingLong(Candidate::firstLine)
                                .thenComparing(candidate -> candidate.cause().id()))
                        .toList();
        List<Cause> causes = new ArrayList<>();
        for (Candidate candidate : candidates) {
            boolean first = causes.isEmpty();
            boolean known = causes.stream().anyMatch(cause -> cause.id().equals(id(candidate.cause())));
            if (!known && (first || candidate.score() >= LEAST_ALTERNATIVE)) {
                causes.add(cause(candidate, first ? lead(candidates) : 0, machine));
            }
        }
        return new LogExplanation(
                causes.stream().findFirst(),
                causes.stream().skip(1).limit(MOST_ALTERNATIVES).toList(),
                log.facts().stream()
                        .filter(fact -> !fact.message().harmless().isEmpty())
                        .map(fact -> new LogExplanation.Harmless(
                                fact.line(),
                                fact.lines(),
                                Template.of(fact.values()).fill(fact.message().harmless())))
                        .toList(),
                log.telling(),
                said,
                log.lines());
    }

    private static int lead(List<Candidate> candidates) {
        return candidates.size() < 2
                ? LEAD
                : candidates.get(0).score() - candidates.get(1).score();
    }

    private Map<LogCause, List<Support>> supports(List<LogFact> facts, Predicate<String> possible) {
        Map<LogCause, List<Support>> supports = new LinkedHashMap<>();
        for (LogFact fact : facts) {
            boolean shared =
                    fact.message().isOfCatalogue() && fact.message().causes().size() > 1;
            fact.message().causes().forEach((id, weight) -> cause(id)
                    .filter(cause -> !shared || possible.test(id(cause)))
                    .ifPresent(cause -> supports.computeIfAbsent(cause, key -> new ArrayList<>())
                            .add(new Support(fact, weight))));
            for (Code code : codes(fact)) {
                List<Condition> meanings = CodeTable.meaning(code, catalog).stream()
                        .filter(condition -> possible.test(condition.id()))
                        .toList();
                int weight = Math.max(LEAST_CODE, CODE / Math.max(1, meanings.size()));
                meanings.forEach(condition -> cause(condition.id())
                        .ifPresent(cause -> supports.computeIfAbsent(cause, key -> new ArrayList<>())
                                .add(new Support(fact, weight))));
            }
        }
        return supports;
    }

    /** Whether the log is of the kind of machine to which a condition is confined. */
    private static boolean isAt(String id, Map<String, String> said) {
        return KINDS_OF_MACHINE.stream()
                .filter(kind -> id.startsWith(kind + "."))
                .allMatch(said::containsKey);
    }

    private Optional<LogCause> cause(String id) {
        return grammar.cause(id).or(() -> catalog.find(id).map(LogCause::of));
    }

    private List<Code> codes(LogFact fact) {
        List<Code> found = new ArrayList<>();
        CODE_FAMILIES.forEach(
                (value, family) -> Optional.ofNullable(fact.values().get(value))
                        .ifPresent(text -> found.addAll(
                                codes.find(family.equals("smiExit") ? "exit " + text : family + " " + text))));
        Optional.ofNullable(fact.values().get("codeName")).ifPresent(name -> found.addAll(codes.find(name)));
        return found;
    }

    private Candidate weigh(
            LogCause cause, List<Support> supports, Map<String, String> said, Map<String, OnMachine> machine) {
        int machinePoints = cause.condition()
                .flatMap(id -> Optional.ofNullable(machine.get(id)))
                .map(state -> state == OnMachine.FOUND ? FOUND : RULED_OUT)
                .orElse(0);
        List<Support> ordered = supports.stream()
                .map(support -> new Support(support.fact(), support.weight() + boost(cause, support.fact(), said)))
                .sorted(Comparator.comparingInt((Support support) -> -support.weight())
                        .thenComparingLong(support -> support.fact().line().number()))
                .toList();
        Map<String, String> values = new LinkedHashMap<>();
        ordered.forEach(support -> support.fact().values().forEach(values::putIfAbsent));
        said.forEach(values::putIfAbsent);
        long messages = ordered.stream()
                .map(support -> support.fact().message().id())
                .distinct()
                .count();
        int score = ordered.get(0).weight()
                + (int) Math.min(MOST_FOR_MESSAGES, PER_MESSAGE * (messages - 1))
                + machinePoints;
        return new Candidate(cause, ordered, score, Relations.add(values));
    }

    /** What the surroundings of a message add to its weight for a cause. */
    private static int boost(LogCause cause, LogFact fact, Map<String, String> said) {
        Map<String, String> values = new LinkedHashMap<>(fact.values());
        said.forEach(values::putIfAbsent);
        Map<String, String> known = Relations.add(values);
        return cause.boosts().stream()
                .filter(boost -> boost.when().isMetBy(known))
                .mapToInt(LogCause.Boost::points)
                .sum();
    }

    private static String id(LogCause cause) {
        return cause.condition().orElse(cause.id());
    }

    private Cause cause(Candidate candidate, int lead, Map<String, OnMachine> machine) {
        LogCause cause = candidate.cause();
        Template template = Template.of(candidate.values());
        Optional<Condition> condition = cause.condition().flatMap(catalog::find);
        String says = cause.says().stream()
                .map(template::fill)
                .filter(LogInterpreter::isWhole)
                .findFirst()
                .or(() -> condition.map(known -> known.title() + "."))
                .orElse(cause.id());
        return new Cause(
                id(cause),
                condition.isPresent(),
                says,
                cause.why().isEmpty() ? condition.map(Condition::why).orElse("") : template.fill(cause.why()),
                confidence(candidate.score(), lead),
                cause.harmless(),
                cause.condition()
                        .flatMap(id -> Optional.ofNullable(machine.get(id)))
                        .map(OnMachine.FOUND::equals),
                candidate.supports().stream().map(Support::fact).toList(),
                remedies(candidate, condition, template),
                condition.map(Condition::sources).orElse(List.of()),
                candidate.values());
    }

    private static Confidence confidence(int score, int lead) {
        if (score >= HIGH && lead >= LEAD) {
            return Confidence.HIGH;
        }
        return score >= MEDIUM ? Confidence.MEDIUM : Confidence.LOW;
    }

    /** Steps whose every value is known; the catalogue's where the grammar has none. */
    private static List<Remedy> remedies(Candidate candidate, Optional<Condition> condition, Template template) {
        Stream<Remedy> remedies = candidate.cause().steps().isEmpty()
                ? condition.stream().flatMap(known -> known.remedies().stream())
                : candidate.cause().steps().stream()
                        .filter(step -> step.when().isMetBy(candidate.values()))
                        .map(LogCause.Step::remedy);
        Optional<String> system = Optional.ofNullable(candidate.values().get("distribution"));
        return Remedy.firstFirst(remedies.map(template::fill)
                .filter(remedy ->
                        isWhole(remedy.text()) && remedy.argv().stream().allMatch(LogInterpreter::isWhole))
                .filter(remedy -> remedy.on().isEmpty()
                        || system.filter(name -> remedy.on().contains(name)).isPresent())
                .distinct()
                .toList());
    }

    private static boolean isWhole(String text) {
        return !text.contains("{");
    }
}
