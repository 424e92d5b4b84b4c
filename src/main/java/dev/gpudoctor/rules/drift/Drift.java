package dev.gpudoctor.rules.drift;

import dev.gpudoctor.machine.Machine;
import java.util.ArrayList;
import java.util.List;

/**
 * All changes between two machines, from the GPU up.
 *
 * @param changes in that order
 */
public record Drift(List<Change> changes) {
    public Drift {
        changes = List.copyOf(changes);
    }

    /** What has changed from one to the other. Facts that only one of them can have are no change. */
    public static Drift between(Machine before, Machine after) {
        List<Change> changes = new ArrayList<>();
        changes.addAll(GpuDrift.between(before, after));
        changes.addAll(FactDrift.between(before, after));
        changes.addAll(CopyDrift.between(before, after));
        changes.addAll(PackageDrift.between(before, after));
        changes.addAll(PythonDrift.between(before, after));
        changes.addAll(ProgramDrift.between(before, after));
        changes.addAll(VariableDrift.between(before, after));
        return new Drift(changes);
    }

    /** How many are for the worse. */
    public long worse() {
        return changes.stream().filter(Change::worse).count();
    }
}
