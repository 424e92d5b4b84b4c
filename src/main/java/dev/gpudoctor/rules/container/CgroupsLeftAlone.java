package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;

/** An engine that runs as root keeps devices from a container unless the toolkit's hook allows them. */
public final class CgroupsLeftAlone implements Rule<Machine> {
    private static final String DOCKER = "/docker";

    private static final Need<Object, String> ENGINE = Need.ofMachine(
            "container engine", machine -> machine.containerTooling().docker());
    private static final Need<Object, Version> TOOLKIT = Need.ofMachine(
            "NVIDIA Container Toolkit", machine -> machine.containerTooling().toolkit());
    private static final Need<Object, Boolean> LEAVES = Need.ofMachine(
            "no-cgroups setting", machine -> machine.containerTooling().noCgroups());
    private static final Need<Object, Boolean> REGISTERED = Need.ofMachine(
            "registered runtime", machine -> machine.containerTooling().runtimeRegistered());
    private static final Need<Object, Boolean> ROOTLESS = Need.ofMachine(
            "rootless engine", machine -> machine.containerTooling().rootless());
    private static final Need<Object, String> MODE = Need.ofMachine(
            "mode of the toolkit", machine -> machine.containerTooling().mode());

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
                ENGINE, TOOLKIT, LEAVES.orAbsence(), REGISTERED.orAbsence(), ROOTLESS.orAbsence(), MODE.orAbsence());
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

        boolean root = facts.get(ENGINE).endsWith(DOCKER)
                && facts.find(REGISTERED).orElse(false)
                && !facts.find(ROOTLESS).orElse(false);
        return Judgement.failIf(root && facts.find(LEAVES).orElse(false) && changesRules(facts), () -> Judgement.fail()
                .with("toolkit", facts.get(TOOLKIT))
                .seenIn(facts.observed(LEAVES).evidence()));
    }

    /** The hook changes device rules; a specification names the devices to the engine, which does it itself. */
    private static boolean changesRules(Case<Machine> facts) {
        return switch (facts.find(MODE).orElse("auto")) {
            case "legacy" -> true;
            case "auto" ->
                facts.matrix()
                        .bound("container-toolkit.cdi-default")
                        .filter(facts.get(TOOLKIT)::isBelow)
                        .isPresent();
            default -> false;
        };
    }
}
