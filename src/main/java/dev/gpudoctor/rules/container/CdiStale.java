package dev.gpudoctor.rules.container;

import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A CDI specification must describe the driver that is here now. */
public final class CdiStale implements Rule<Machine> {
    private static final Need<Object, List<Version>> DRIVERS =
            Need.ofMachine("drivers of CDI specifications", machine -> machine.containerTooling()
                    .cdiDrivers());

    @Override
    public String id() {
        return "container.cdi.stale";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(DRIVERS.orAbsence(), Needs.LOADED_MODULE);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.module.library-mismatch");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        if (!Surroundings.isPlainLinux(facts.machine())) {
            return Judgement.notApplicable("WSL and Jetson are judged by their own rules");
        }
        List<String> gone =
                facts.machine().containerTooling().cdiMissing().toOptional().orElse(List.of());
        List<Version> others = facts.find(DRIVERS).orElse(List.of()).stream()
                .filter(version -> DriverLaw.partOf(facts.get(Needs.LOADED_MODULE), version)
                        .isForbidden())
                .toList();
        return Judgement.failIf(!gone.isEmpty() || !others.isEmpty(), () -> Judgement.fail()
                .with(
                        "what",
                        others.isEmpty()
                                ? "names " + gone.get(0) + ", which does not exist"
                                : "describes driver " + others.get(0))
                .with("driver", facts.get(Needs.LOADED_MODULE))
                .seenIn(facts.observed(DRIVERS).evidence()));
    }
}
