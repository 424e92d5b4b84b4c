package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Xid;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A part of the hardware whose faults the driver reported in the kernel log since the machine started, whatever the
 * counters of NVML say now. Which Xid is of which part, and which of them a GPU copes with by itself: NVIDIA's Xid catalog.
 */
public final class XidOfPart implements Rule<Machine> {
    private final String id;
    private final Set<Integer> numbers;
    private final Set<Integer> mild;
    private final List<String> causes;

    private XidOfPart(String id, Set<Integer> numbers, Set<Integer> mild, List<String> causes) {
        this.id = id;
        this.numbers = numbers;
        this.mild = mild;
        this.causes = causes;
    }

    /** Memory: errors that ECC did not correct, and rows that were replaced for them (63) or could not be (64). */
    public static XidOfPart ofMemory() {
        return new XidOfPart(
                "hardware.memory.fault-logged",
                Set.of(48, 63, 64, 94, 95, 140, 171, 172),
                Set.of(63, 94),
                List.of(
                        "hardware.gpu.fell-off-bus",
                        "hardware.ecc.uncorrectable",
                        "hardware.row-remap.failed",
                        "hardware.row-remap.pending",
                        "hardware.page-retirement.pending"));
    }

    /** NVLink, up to Hopper (74) and from Blackwell on. */
    public static XidOfPart ofNvLink() {
        return new XidOfPart(
                "hardware.nvlink.fault-logged",
                Set.of(74, 144, 145, 146, 147, 148, 149, 150),
                Set.of(74, 144, 145, 146, 147, 148, 149, 150),
                List.of(
                        "hardware.gpu.fell-off-bus",
                        "hardware.nvlink.down",
                        "cuda.fabric.not-ready",
                        "cuda.fabric.version-mismatch"));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Xid.LOG);
    }

    @Override
    public List<String> followsFrom() {
        return causes;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<Xid> seen = Xid.of(facts.machine(), numbers);
        boolean copes = seen.stream().allMatch(xid -> mild.contains(xid.number()));
        return Judgement.failIf(!seen.isEmpty(), () -> Judgement.fail()
                .with("count", seen.size())
                .with("numbers", Xid.numbers(seen))
                .with(
                        "address",
                        seen.stream().map(Xid::address).distinct().sorted().collect(Collectors.joining(", ")))
                .seenIn(Xid.evidence(seen))
                .atMost(copes ? Severity.WARNING : Severity.ERROR));
    }
}
