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

/** A compatibility package older than the driver serves nothing. */
public final class CompatStale implements Rule<Machine> {
    @Override
    public String id() {
        return "cuda.compat.stale";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.DRIVER);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Version driver = facts.get(Needs.DRIVER);
        Optional<CompatPackage> stale = facts.machine().driverLibraries().compat().stream()
                .filter(compat -> !compat.active())
                .filter(compat -> compat.driver()
                        .toOptional()
                        .map(version -> DriverLaw.servesDriver(version, driver).isForbidden())
                        .orElse(false))
                .findFirst();
        return Judgement.failIf(stale.isPresent(), () -> Judgement.fail()
                .with("directory", stale.get().directory())
                .with(
                        "compat",
                        stale.get().driver().toOptional().map(Version::toString).orElse(""))
                .with("driver", driver)
                .seenIn(stale.get().driver().evidence()));
    }
}
