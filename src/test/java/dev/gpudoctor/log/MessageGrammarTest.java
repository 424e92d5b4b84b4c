package dev.gpudoctor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.finding.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageGrammarTest {
    private static final Path FOLDER = Path.of("src/main/resources/dev/gpudoctor/log");
    private static final Path SCHEMA = Path.of("src/test/resources/schemas/log-grammar.schema.json");
    private static final int AT_LEAST_MESSAGES = 400;

    private final Catalog catalog = new Catalog();
    private final MessageGrammar grammar = MessageGrammar.builtIn(catalog);

    @Test
    void everyFileIsWhatTheSchemaSays() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            assertThat(all).hasSizeGreaterThan(10);
            for (Path file : all) {
                assertThat(JsonSchemas.faults(SCHEMA, Files.readString(file)))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void everyMessageIsUniqueAndLeadsToCausesThatExist() {
        assertThat(grammar.messages()).hasSizeGreaterThan(AT_LEAST_MESSAGES);
        assertThat(grammar.messages()).extracting(LogMessage::id).doesNotHaveDuplicates();
        assertThat(grammar.messages())
                .allSatisfy(message -> assertThat(message.causes().keySet())
                        .as(message.id())
                        .allMatch(id -> grammar.cause(id).isPresent()
                                || catalog.find(id).isPresent()));
    }

    @Test
    void everyCauseIsReachedByAMessageAndNamesAConditionThatExists() {
        Set<String> reached = grammar.messages().stream()
                .flatMap(message -> message.causes().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        reached.add("ort-other-cuda"); // by the releases that a log names, see StackClues
        assertThat(grammar.causes()).extracting(LogCause::id).isSubsetOf(reached);
        assertThat(grammar.causes()).allSatisfy(cause -> assertThat(cause.condition().stream())
                .as(cause.id())
                .allMatch(id -> catalog.find(id).isPresent()));
    }

    /** A sentence or step whose value no message captures would never be said. */
    @Test
    void everyValueThatIsNamedCanBeCaptured() {
        Set<String> known = new TreeSet<>(Set.of(
                "library",
                "component",
                "product",
                "wanted",
                "wantedMajor",
                "pip",
                "apt",
                "capability",
                "driverCuda",
                "cudnnHere",
                "cudnnWanted",
                "torchCuda",
                "cudaHere",
                "cudaHereMajor",
                "cudnnHereMajor",
                "torchCudaMajor",
                "builtFor",
                "lastCuda",
                "cudaRelation",
                "cudnnRelation"));
        grammar.messages().forEach(message -> {
            known.addAll(message.sets().keySet());
            message.pattern().namedGroups().keySet().forEach(name -> known.add(name.replaceAll("\\d+$", "")));
        });
        com.google.re2j.Pattern placeholder = com.google.re2j.Pattern.compile("\\{([a-zA-Z]+)\\}");
        for (LogCause cause : grammar.causes()) {
            Stream<String> texts = Stream.concat(
                    Stream.concat(cause.says().stream(), Stream.of(cause.why())),
                    cause.steps().stream()
                            .flatMap(step ->
                                    Stream.concat(Stream.of(step.remedy().text()), step.remedy().argv().stream())));
            texts.forEach(text -> {
                com.google.re2j.Matcher matcher = placeholder.matcher(text);
                while (matcher.find()) {
                    assertThat(known).as(cause.id() + ": " + text).contains(matcher.group(1));
                }
            });
            assertThat(cause.says().get(cause.says().size() - 1))
                    .as(cause.id() + " needs a sentence that can always be said")
                    .satisfiesAnyOf(
                            says -> assertThat(says).doesNotContain("{"),
                            says -> assertThat(alwaysKnown(cause, says)).isTrue());
        }
    }

    /** Whether every message for a cause captures all the values of a sentence. */
    private boolean alwaysKnown(LogCause cause, String says) {
        Set<String> wanted = new TreeSet<>();
        com.google.re2j.Matcher matcher =
                com.google.re2j.Pattern.compile("\\{([a-zA-Z]+)\\}").matcher(says);
        while (matcher.find()) {
            wanted.add(matcher.group(1));
        }
        wanted.removeAll(Set.of("library", "component", "product"));
        return grammar.messages().stream()
                .filter(message -> message.causes().containsKey(cause.id()))
                .allMatch(message -> {
                    Set<String> said = new TreeSet<>(message.sets().keySet());
                    message.pattern().namedGroups().keySet().forEach(name -> said.add(name.replaceAll("\\d+$", "")));
                    return said.containsAll(wanted);
                });
    }
}
