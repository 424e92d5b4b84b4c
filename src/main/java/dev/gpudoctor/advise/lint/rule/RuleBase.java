package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Place;
import java.util.List;
import java.util.Map;

/** What every rule shares: its id, and how it names an issue. */
abstract class RuleBase implements LintRule {
    private final String id;

    RuleBase(String id) {
        this.id = id;
    }

    @Override
    public final String id() {
        return id;
    }

    final Issue issue(Place place, Map<String, String> values) {
        return issue(place, values, List.of());
    }

    final Issue issue(Place place, Map<String, String> values, List<String> sources) {
        return new Issue(id, place, values, sources);
    }
}
