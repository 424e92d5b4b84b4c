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

/** An engine that runs as root keeps devices from a container unless the toolkit's hook allows them. */
public final class CgroupsLeftAlone implements Rule<Machine> {
    private static final String DOCKER = "/docker";

    @Override
    public String id() {
        return "container.cgroups.left-alone";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(
                Needs.ENGINE,
                Needs.TOOLKIT,
                Needs.NO_CGROUPS.orAbsence(),
                Needs.REGISTERED_RUNTIME.orAbsence(),
                Needs.ROOTLESS.orAbsence(),
                Needs.TOOLKIT_MODE.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("container.docker.snap");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        boolean root = facts.get(Needs.ENGINE).endsWith(DOCKER)
                && facts.find(Needs.REGISTERED_RUNTIME).orElse(false)
                && !facts.find(Needs.ROOTLESS).orElse(false);
        return Judgement.failIf(
                root && facts.find(Needs.NO_CGROUPS).orElse(false) && changesRules(facts), () -> Judgement.fail()
                        .with("toolkit", facts.get(Needs.TOOLKIT))
                        .seenIn(facts.observed(Needs.NO_CGROUPS).evidence()));
    }

    /** The hook changes device rules; a specification names the devices to the engine, which does it itself. */
    private static boolean changesRules(Case<Machine> facts) {
        return switch (facts.find(Needs.TOOLKIT_MODE).orElse("auto")) {
            case "legacy" -> true;
            case "auto" ->
                facts.matrix()
                        .bound("container-toolkit.cdi-default")
                        .filter(facts.get(Needs.TOOLKIT)::isBelow)
                        .isPresent();
            default -> false;
        };
    }
}
