package dev.gpudoctor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The texts about models and the code that uses them belong together. */
class ModelCatalogTest {
    private static final Pattern ID = Pattern.compile("\"(model\\.[a-z]+\\.[a-z-]+)\"");

    @Test
    void everyConditionIsFoundSomewhereAndEveryFindingHasItsText() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/gpudoctor/model/fit"))) {
            for (Path source : sources.toList()) {
                ID.matcher(Files.readString(source))
                        .results()
                        .map(found -> found.group(1))
                        .forEach(used::add);
            }
        }
        assertThat(new Catalog().ofArea("model")).extracting(Condition::id).containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void everyConditionIsWhole() {
        assertThat(new Catalog().ofArea("model")).allSatisfy(condition -> {
            for (String text : List.of(
                    condition.title(),
                    condition.message(),
                    condition.observed(),
                    condition.required(),
                    condition.why(),
                    condition.how(),
                    condition.cause())) {
                assertThat(text).isNotBlank();
            }
            assertThat(condition.remedies()).isNotEmpty();
        });
    }
}
