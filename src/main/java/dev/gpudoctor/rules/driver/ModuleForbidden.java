package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A module that modprobe's configuration forbids is not loaded at start. */
public final class ModuleForbidden implements Rule<Machine> {
    private static final Need<Object, List<String>> FORBIDDEN = Need.ofMachine(
            "forbidden modules", machine -> machine.kernelDriver().blacklisted());

    @Override
    public String id() {
        return "driver.module.forbidden";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(FORBIDDEN, Needs.LOADED_MODULE.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("hardware.gpu.missing", "driver.missing");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return Judgement.failIf(
                facts.find(Needs.LOADED_MODULE).isEmpty()
                        && facts.get(FORBIDDEN).contains("nvidia"),
                () -> Judgement.fail().seenIn(facts.observed(FORBIDDEN).evidence()));
    }
}
