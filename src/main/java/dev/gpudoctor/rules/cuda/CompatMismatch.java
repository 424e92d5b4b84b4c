package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.CompatPackage;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** A compatibility library works only above a driver that is older than itself. */
public final class CompatMismatch implements Rule<Machine> {
    /** CUDA_ERROR_SYSTEM_DRIVER_MISMATCH. */
    private static final int SYSTEM_DRIVER_MISMATCH = 803;

    @Override
    public String id() {
        return "cuda.compat.mismatch";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.LOADED_MODULE);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.module.library-mismatch");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<CompatPackage> active = facts.machine().driverLibraries().compat().stream()
                .filter(CompatPackage::active)
                .findFirst();

        if (active.isEmpty()) {
            return Judgement.notApplicable("no compatibility library is active");
        }
        Version module = facts.get(Needs.LOADED_MODULE);
        boolean older = active.get()
                .driver()
                .toOptional()
                .map(version -> DriverLaw.servesDriver(version, module).isForbidden())
                .orElse(false);
        boolean told = facts.find(Needs.CU_INIT)
                .map(result -> result.code() == SYSTEM_DRIVER_MISMATCH)
                .orElse(false);
        return Judgement.failIf(older || told, () -> Judgement.fail()
                .with("directory", active.get().directory())
                .with(
                        "compat",
                        active.get()
                                .driver()
                                .toOptional()
                                .map(Version::toString)
                                .orElse("of unknown release"))
                .with("module", module)
                .seenIn(facts.observed(Needs.LOADED_MODULE).evidence()));
    }
}
