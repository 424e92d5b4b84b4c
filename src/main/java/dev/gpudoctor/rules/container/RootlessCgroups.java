package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** A rootless engine may not change device rules, so the toolkit must leave them alone. */
public final class RootlessCgroups implements Rule<Machine> {
    @Override
    public String id() {
        return "container.rootless.cgroups";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.ROOTLESS, Needs.NO_CGROUPS.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("container.toolkit.missing");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        boolean cdi = facts.machine()
                .containerTooling()
                .cdiSpecs()
                .toOptional()
                .map(specs -> !specs.isEmpty())
                .orElse(false);
        return Judgement.failIf(
                facts.get(Needs.ROOTLESS) && !facts.find(Needs.NO_CGROUPS).orElse(false) && !cdi,
                () -> Judgement.fail().seenIn(facts.observed(Needs.ROOTLESS).evidence()));
    }
}
