package dev.gpudoctor.rules.program;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/**
 * Some programs go on without the GPU when a library is missing. Where nothing was installed for such a program while
 * another of the same environment has all it needs, the CPU was probably meant.
 */
public final class GpuUnused implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.gpu.unused";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public List<String> followsFrom() {
        return List.of("program.library.missing");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Judgement judgement = MissingLibraries.judge(facts, Importance.GPU);
        if (!(judgement instanceof Judgement.Failed failed)) {
            return judgement;
        }
        if (lacksGpu(facts.machine())) {
            return Judgement.notApplicable("no NVIDIA GPU here");
        }
        return isAside(facts) ? failed.atMost(Severity.INFO) : failed;
    }

    /** Whether the whole bus was read and has no GPU of NVIDIA. */
    private static boolean lacksGpu(Machine machine) {
        return Surroundings.isPlainLinux(machine)
                && machine.pci().isFound()
                && !Surroundings.hasGpuOnBus(machine)
                && !Surroundings.showsGpu(machine);
    }

    private static boolean isAside(Case<Consumer> facts) {
        return own(facts.subject()).noneMatch(dependency -> dependency.file().isFound())
                && facts.machine().consumers().stream()
                        .filter(other -> other.place().equals(facts.subject().place())
                                && !other.program().equals(facts.subject().program()))
                        .anyMatch(GpuUnused::isComplete);
    }

    private static java.util.stream.Stream<Dependency> own(Consumer program) {
        return MissingLibraries.wanted(program).stream()
                .filter(dependency -> dependency.importance() == Importance.GPU)
                .filter(dependency -> !MissingLibraries.isDriver(dependency.soname()));
    }

    private static boolean isComplete(Consumer program) {
        List<Dependency> needed = MissingLibraries.wanted(program).stream()
                .filter(dependency -> dependency.importance() != Importance.FEATURE)
                .filter(dependency -> !MissingLibraries.isDriver(dependency.soname()))
                .toList();
        return !needed.isEmpty()
                && needed.stream().allMatch(dependency -> dependency.file().isFound());
    }
}
