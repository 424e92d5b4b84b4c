package dev.gpudoctor.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gpudoctor.GoldenFile;
import dev.gpudoctor.report.CatalogPage;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The catalogue as a whole: complete, sound, and equal to the page made from it. */
class CatalogTest {
    private static final Path PAGE = Path.of("docs/findings.md");
    /** Areas whose conditions are found by linters and inspectors instead of rules of this catalogue. */
    private static final Set<String> ELSEWHERE =
            Set.of("smoke", "model", "policy", "docker", "compose", "kubernetes", "lint");

    private final Catalog catalog = new Catalog();

    @Test
    void thePageIsWhatTheCatalogueSays() {
        GoldenFile.assertEquals(PAGE, new CatalogPage().of(catalog.all()));
    }

    @Test
    void everyConditionHasARuleOrSaysWhyNot() {
        Set<String> ruled = RuleCatalog.rules().stream().map(Rule::id).collect(Collectors.toSet());
        List<String> wrong = catalog.all().stream()
                .filter(condition -> !ELSEWHERE.contains(condition.area()))
                .filter(condition ->
                        ruled.contains(condition.id()) != condition.unseen().isEmpty())
                .map(Condition::id)
                .toList();
        assertThat(wrong)
                .as("conditions with neither rule nor reason, or with both")
                .isEmpty();
    }

    /** A reason that points to rules or commands points to what there is. */
    @Test
    void reasonsOfTheUnseenNameRulesAndCommandsThatExist() {
        Set<String> ruled = RuleCatalog.rules().stream().map(Rule::id).collect(Collectors.toSet());
        Set<String> commands = Set.of("suggest", "inspect", "lint", "smoke");
        java.util.regex.Pattern id = java.util.regex.Pattern.compile("\\b[a-z0-9]+(?:\\.[a-z0-9-]+)+\\b");
        java.util.regex.Pattern command = java.util.regex.Pattern.compile("gpudoctor ([a-z]+)");
        for (Condition condition : catalog.all()) {
            assertThat(id.matcher(condition.unseen()).results().map(found -> found.group()))
                    .as(condition.id())
                    .allMatch(ruled::contains);
            assertThat(command.matcher(condition.unseen()).results().map(found -> found.group(1)))
                    .as(condition.id())
                    .allMatch(commands::contains);
        }
    }

    @Test
    void everyPatternLeavesATraceInLogsOrItIsSaidWhyNot() {
        assertThat(catalog.all())
                .filteredOn(condition -> !condition.patterns().isEmpty())
                .allSatisfy(condition -> assertThat(condition.unlogged().isEmpty())
                        .as(condition.id())
                        .isEqualTo(!condition.logTexts().isEmpty()
                                || !condition.codes().isEmpty()));
    }

    @Test
    void everyConditionSaysWhyItMattersAndWhatToDo() {
        assertThat(catalog.all()).allSatisfy(condition -> {
            assertThat(condition.title()).as(condition.id()).isNotBlank();
            assertThat(condition.why()).as(condition.id()).isNotBlank();
            assertThat(condition.remedies()).as(condition.id()).isNotEmpty();
        });
    }

    @Test
    void causesNameConditionsThatExist() {
        Set<String> unknown = new HashSet<>();
        for (Rule<?> rule : RuleCatalog.rules()) {
            unknown.addAll(rule.followsFrom());
            unknown.addAll(rule.scope().hiddenBy());
            rule.needs().forEach(need -> unknown.addAll(need.hiddenBy()));
        }
        unknown.removeIf(id -> catalog.find(id).isPresent());
        assertThat(unknown).isEmpty();
    }

    @Test
    void safeRemediesAreFixedCommandsThatOutliveNoReboot() {
        Set<String> programs = Set.of("nvidia-modprobe", "modprobe", "systemctl", "nvidia-cuda-mps-control");
        for (Condition condition : catalog.all()) {
            for (Remedy remedy : condition.remedies()) {
                if (remedy.safe()) {
                    assertThat(remedy.argv()).as(condition.id()).isNotEmpty().noneMatch(part -> part.contains("{"));
                    assertThat(programs)
                            .as(condition.id())
                            .contains(remedy.argv().get(0));
                    assertThat(remedy.argv()).as(condition.id()).doesNotContain("enable", "disable", "reboot", "mask");
                    assertThat(remedy.needsReboot()).as(condition.id()).isFalse();
                }
            }
        }
    }

    @Test
    void commandsAreVectorsThatNoShellNeedsToRead() {
        assertThat(catalog.all())
                .allSatisfy(condition -> assertThat(condition.remedies()).allSatisfy(remedy -> assertThat(remedy.argv())
                        .as(condition.id())
                        .noneMatch(part -> part.equals("sudo") || part.equals("sh") || part.contains("&&"))));
    }

    /** The second would silently replace the first. */
    @Test
    void anIdThatIsDefinedTwiceIsRefused() {
        assertThatThrownBy(() -> new Catalog().ofArea("twice"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("twice.defined is there twice");
    }
}
