package dev.gpudoctor.rules.wsl;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.Optional;
import java.util.stream.Stream;

/** Inside WSL the driver's libraries come from Windows; a Linux driver hides them. */
public final class LinuxDriverInside implements Rule<Machine> {
    @Override
    public String id() {
        return "wsl.driver.linux-inside";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isWsl(facts.machine())) {
            return Judgement.notApplicable("this is not WSL");
        }

        Machine machine = facts.machine();
        Optional<Library> foreign = Stream.of(
                        machine.driverLibraries().libcuda(),
                        machine.driverLibraries().nvml())
                .flatMap(copies -> copies.stream().limit(1))
                .filter(library -> library.origin() != Origin.WSL
                        && library.origin() != Origin.STUB
                        && library.origin() != Origin.COMPAT)
                .findFirst();
        Optional<Library> behind = machine.driverLibraries().libcuda().stream()
                .filter(library -> library.origin() == Origin.DRIVER && !Surroundings.isContainer(machine))
                .findFirst();
        return foreign.<Judgement>map(library -> Judgement.fail().with("path", library.path()))
                .or(() -> behind.map(
                        library -> Judgement.fail().with("path", library.path()).atMost(Severity.WARNING)))
                .orElse(Judgement.pass());
    }
}
