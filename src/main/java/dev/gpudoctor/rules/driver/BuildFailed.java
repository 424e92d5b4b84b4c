package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.KernelDriver.BuildFailure;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** The module must compile against the kernel that runs, and the log of the build tells why it did not. */
public final class BuildFailed implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.module.build-failed";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.KERNEL, Needs.LOADED_MODULE.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.headers.missing", "hardware.gpu.missing");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine) || !Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("modules are built on the host");
        }
        Optional<List<BuildFailure>> failures =
                machine.kernelDriver().buildFailures().toOptional();
        if (failures.isEmpty()) {
            return Judgement.notApplicable("no log of a build is known");
        }
        String kernel = facts.get(Needs.KERNEL);
        // A log of a failure may be older than a build that worked.
        boolean built = facts.find(Needs.LOADED_MODULE).isPresent()
                || facts.find(Needs.INSTALLED_FOR).orElse(List.of()).contains(kernel);
        Optional<BuildFailure> failure = failures.get().stream()
                .filter(one -> one.kernel().isEmpty() || one.kernel().startsWith(kernel))
                .findFirst();
        return Judgement.failIf(failure.isPresent() && !built, () -> Judgement.fail()
                .with("version", failure.orElseThrow().version())
                .with("kernel", kernel)
                .with("line", failure.orElseThrow().lines().get(0))
                .with("log", failure.orElseThrow().log())
                .seenIn(failure.orElseThrow().lines().stream()
                        .map(line -> new Evidence(
                                Evidence.Source.FILE, failure.orElseThrow().log(), line))
                        .toList()));
    }
}
