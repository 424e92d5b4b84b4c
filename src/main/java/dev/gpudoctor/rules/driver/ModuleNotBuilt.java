package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** The kernel that runs needs a module built for it. */
public final class ModuleNotBuilt implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.module.not-built";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.KERNEL, Needs.INSTALLED_FOR.orAbsence(), Needs.LOADED_MODULE.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.headers.missing", "hardware.gpu.missing", "driver.module.build-failed");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine) || !Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("the module comes from outside");
        }
        String kernel = facts.get(Needs.KERNEL);
        List<String> builtFor = facts.find(Needs.INSTALLED_FOR).orElse(List.of());
        if (builtFor.isEmpty() && !Surroundings.hasDriverLibraries(machine)) {
            return Judgement.notApplicable("no driver is installed");
        }
        boolean loaded = facts.find(Needs.LOADED_MODULE).isPresent();
        return Judgement.failIf(!loaded && !builtFor.contains(kernel), () -> Judgement.fail()
                .with("kernel", kernel)
                .with("builtFor", builtFor.isEmpty() ? "no kernel" : String.join(", ", builtFor))
                .seenIn(facts.observed(Needs.INSTALLED_FOR).evidence()));
    }
}
