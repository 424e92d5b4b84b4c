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

/** The driver reports faults of GPUs and of programs on them as Xid lines in the kernel log. */
public final class XidSeen implements Rule<Machine> {
    /** Xids that a faulty program causes by itself, and the clean-up that follows them. */
    private static final Set<Integer> OF_PROGRAMS = Set.of(13, 31, 32, 43, 45, 69);

    @Override
    public String id() {
        return "hardware.xid.seen";
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
        return List.of(
                "hardware.gpu.fell-off-bus",
                "hardware.gpu.power-cable",
                "driver.gsp.timeout",
                "hardware.gpu.reset-required",
                "hardware.ecc.uncorrectable",
                "hardware.memory.fault-logged",
                "hardware.nvlink.fault-logged",
                "hardware.row-remap.pending",
                "hardware.row-remap.failed");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<Xid> seen = Xid.all(facts.machine());
        if (seen.isEmpty()) {
            return Judgement.pass();
        }
        boolean programs = seen.stream().allMatch(xid -> OF_PROGRAMS.contains(xid.number()));
        return Judgement.fail()
                .with("numbers", Xid.numbers(seen))
                .with("count", seen.size())
                .seenIn(Xid.evidence(seen))
                .atMost(programs ? Severity.INFO : Severity.WARNING);
    }
}
