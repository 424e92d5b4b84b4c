package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one law says of its pairs, and where a command says something else. */
final class Walk {
    private static final RuleRunner RUNNER = new RuleRunner(new Catalog(), Matrix.builtIn());

    private final String law;
    private final List<Rule<?>> rules;
    private final List<String> apart = new ArrayList<>();
    private int supported;
    private int limited;
    private int forbidden;
    private int unknown;
    private int checked;
    private int suggested;
    private int linted;

    /** @param ids the rules by which {@code check} tells the law */
    Walk(String law, String... ids) {
        this.law = law;
        this.rules = RuleCatalog.rules().stream()
                .filter(rule -> Set.of(ids).contains(rule.id()))
                .toList();
        assertThat(rules).as("rules of " + law).hasSize(ids.length);
    }

    /** Puts the answer down. */
    Walk law(Compatibility answer) {
        if (answer.isForbidden()) {
            forbidden++;
        } else if (answer.isUnknown()) {
            unknown++;
        } else if (answer.isSupported()) {
            supported++;
        } else {
            limited++;
        }
        return this;
    }

    /** Compares {@code check} of a machine that has the pair. A rule has no word for limits: what works passes. */
    void check(Object pair, Compatibility answer, Stack stack) {
        checked++;
        Compatibility other = ruled(stack);
        if (!kind(other).equals(kind(answer))) {
            apart.add(pair + ": the law " + answer + ", check " + other);
        }
    }

    /** The same where what no row decides is decided by what is installed: the law may not know, check may not fail. */
    void checkInstalled(Object pair, Compatibility answer, Stack stack) {
        checked++;
        Compatibility other = ruled(stack);
        boolean agrees = answer.isUnknown() ? !other.isForbidden() : kind(other).equals(kind(answer));
        if (!agrees) {
            apart.add(pair + ": the law " + answer + ", check " + other);
        }
    }

    /** Compares a stack's link; a rule that says nothing knows nothing. */
    void suggest(Object pair, Compatibility answer, Optional<Fit> fit) {
        suggested++;
        boolean agrees = fit.map(found -> switch (found) {
                    case SUPPORTED -> answer.isSupported();
                    case LIMITED, TOLERATED -> answer instanceof Compatibility.Limited;
                    case UNKNOWN -> answer.isUnknown();
                    case FORBIDDEN -> answer.isForbidden();
                })
                .orElse(answer.isUnknown());
        if (!agrees) {
            apart.add(pair + ": the law " + answer + ", suggest " + fit);
        }
    }

    /** Compares whether {@code lint} refuses a file that has the pair. */
    void lint(Object pair, Compatibility answer, boolean refuses) {
        linted++;
        if (refuses != answer.isForbidden()) {
            apart.add(pair + ": the law " + answer + ", lint " + (refuses ? "refuses" : "accepts"));
        }
    }

    private Compatibility ruled(Stack stack) {
        List<Outcome> outcomes = RUNNER.run(rules, stack.machine());
        if (outcomes.stream().anyMatch(outcome -> outcome.result() == Outcome.Result.CRASHED)) {
            throw new AssertionError(law + ": " + outcomes);
        }
        Optional<Outcome> failed = outcomes.stream()
                .filter(outcome -> outcome.result() == Outcome.Result.FAILED)
                .findFirst();
        if (failed.isPresent()) {
            return new Compatibility.Forbidden(
                    Reason.TOO_OLD, new dev.gpudoctor.compat.Needed(failed.get().id()), List.of());
        }
        return outcomes.stream()
                .filter(outcome -> outcome.result() == Outcome.Result.UNDETERMINED)
                .findFirst()
                .<Compatibility>map(open -> new Compatibility.Unknown(open.reason(), List.of()))
                .orElseGet(() -> new Compatibility.Supported(List.of()));
    }

    private static String kind(Compatibility answer) {
        return answer.isForbidden() ? "forbids" : answer.isUnknown() ? "does not know" : "allows";
    }

    /** Compares what was counted with what is pinned, so that no pair gets lost. */
    void ends() {
        assertThat(apart).as(law).isEmpty();
        PinnedCounts.assertEquals(
                law,
                "%d pairs, %d supported, %d limited, %d forbidden, %d unknown; %d by check, %d by suggest, %d by lint"
                        .formatted(
                                supported + limited + forbidden + unknown,
                                supported,
                                limited,
                                forbidden,
                                unknown,
                                checked,
                                suggested,
                                linted));
    }
}
