package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** The driver compiles PTX with a library of its own release. */
public final class JitMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "cuda.jit.library-missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "driver.module.library-mismatch",
                "driver.installers.mixed",
                "container.capabilities.missing",
                "container.image.driver-inside");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (!Surroundings.isPlainLinux(machine) || !Surroundings.isLive(machine)) {
            return Judgement.notApplicable("this place has no compiler library of its own");
        }
        Optional<Library> libcuda = machine.driverLibraries().libcuda().stream()
                .findFirst()
                .filter(library -> library.origin() != Origin.STUB && library.origin() != Origin.COMPAT);
        if (libcuda.isEmpty()) {
            return Judgement.notApplicable("no libcuda of a driver here");
        }
        Optional<Library> compiler = machine.driverLibraries().others().stream()
                .filter(library -> library.name().startsWith("libnvidia-ptxjitcompiler"))
                .findFirst();
        boolean differs = compiler.flatMap(library -> library.version().toOptional())
                .flatMap(version -> libcuda.get().version().toOptional().map(driver -> DriverLaw.partOf(driver, version)
                        .isForbidden()))
                .orElse(false);
        return Judgement.failIf(compiler.isEmpty() || differs, () -> Judgement.fail()
                .with("what", compiler.isEmpty() ? "is not here" : "is of another release than libcuda")
                .with(
                        "branch",
                        libcuda.get()
                                .version()
                                .toOptional()
                                .map(driver -> driver.prefix(1).toString())
                                .orElse("BRANCH")));
    }
}
