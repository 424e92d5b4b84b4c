package dev.gpudoctor.rules.drift;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Variables that steer the stack. */
final class VariableDrift {
    /** Variables that tell where one is rather than what is set. */
    private static final Set<String> WHEREABOUTS = Set.of("HOME", "PWD", "CI", "GITHUB_ACTIONS", "GITLAB_CI");

    private VariableDrift() {}

    static List<Change> between(Machine before, Machine after) {
        TreeSet<String> names = new TreeSet<>(before.environment().keySet());
        names.addAll(after.environment().keySet());
        names.removeAll(WHEREABOUTS);
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            new FactDrift("variable", name, machine -> value(machine, name), false)
                    .change(value(before, name), value(after, name))
                    .ifPresent(changes::add);
        }
        return changes;
    }

    private static Observed<String> value(Machine machine, String name) {
        Map<String, String> variables = machine.environment();
        return variables.containsKey(name) ? Observed.found(variables.get(name)) : Observed.absent();
    }
}
