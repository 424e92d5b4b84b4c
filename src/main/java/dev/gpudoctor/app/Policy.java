package dev.gpudoctor.app;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.policy.Exemptions;
import dev.gpudoctor.smoke.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a team asks of its machines.
 *
 * @param rules requirements and what else it wants to have judged
 * @param exemptions findings it allows or forbids
 * @param failOn when a run fails; empty where it does not say
 * @param strict whether any rule left open keeps a run from passing
 * @param smoke layers to try on the running machine
 */
public record Policy(
        List<Rule<Machine>> rules, Exemptions exemptions, Optional<FailOn> failOn, boolean strict, List<Layer> smoke) {
    /** Nothing is asked. */
    public static final Policy NONE =
            new Policy(List.of(), new Exemptions(List.of(), List.of()), Optional.empty(), false, List.of());

    public Policy {
        rules = List.copyOf(rules);
        smoke = List.copyOf(smoke);
    }

    /** The same policy with more to be judged. */
    public Policy with(List<Rule<Machine>> more) {
        List<Rule<Machine>> all = new ArrayList<>(rules);
        all.addAll(more);
        return new Policy(all, exemptions, failOn, strict, smoke);
    }
}
