package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** All L4T packages of a board must be of one release. */
public final class MixedPackages implements Rule<Machine> {
    private static final Need<Object, List<SystemPackage>> PACKAGES = Need.ofMachine("packages", Machine::packages);

    @Override
    public String id() {
        return "jetson.l4t.mixed-packages";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(PACKAGES);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        List<String> releases = facts.get(PACKAGES).stream()
                .filter(item -> item.name().startsWith("nvidia-l4t-"))
                .map(item -> item.version().replaceFirst("-.*", ""))
                .distinct()
                .sorted()
                .toList();
        return Judgement.failIf(releases.size() > 1, () -> Judgement.fail()
                .with("releases", String.join(", ", releases))
                .seenIn(facts.observed(PACKAGES).evidence()));
    }
}
