package dev.gpudoctor.rules;

import java.util.List;

/**
 * Which rules to run. A name is an id or a dotted prefix of ids: {@code driver}, {@code driver.cuda}.
 *
 * @param only run none but these; empty for all
 * @param skip do not run these
 */
public record RuleSelection(List<String> only, List<String> skip) {
    /** Every rule. */
    public static final RuleSelection ALL = new RuleSelection(List.of(), List.of());

    public RuleSelection {
        only = List.copyOf(only);
        skip = List.copyOf(skip);
    }

    /** The chosen ones of these rules, in their order. */
    public List<Rule<?>> of(List<Rule<?>> rules) {
        return rules.stream()
                .filter(rule -> only.isEmpty() || only.stream().anyMatch(name -> covers(name, rule.id())))
                .filter(rule -> skip.stream().noneMatch(name -> covers(name, rule.id())))
                .toList();
    }

    /** The names that cover none of these rules. */
    public List<String> unknown(List<Rule<?>> rules) {
        return java.util.stream.Stream.concat(only.stream(), skip.stream())
                .filter(name -> rules.stream().noneMatch(rule -> covers(name, rule.id())))
                .toList();
    }

    private static boolean covers(String name, String id) {
        return id.equals(name) || id.startsWith(name + ".");
    }
}
