package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.NativeAnswers.Refusal;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Xid;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The driver needs an interrupt of the GPU. */
public final class InterruptMissing implements Rule<Machine> {
    private static final int CODE = 11;
    private static final Set<Integer> XIDS = Set.of();

    @Override
    public String id() {
        return "hardware.gpu.no-interrupt";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.REFUSALS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<Refusal> refused = facts.find(Needs.REFUSALS).orElse(List.of()).stream()
                .filter(refusal -> refusal.answer().code() == CODE)
                .toList();
        List<Xid> logged = Xid.of(facts.machine(), XIDS);
        if (refused.isEmpty() && logged.isEmpty()) {
            return Judgement.pass();
        }
        return Judgement.fail()
                .with(
                        "gpus",
                        Stream.concat(
                                        refused.stream().map(refusal -> "GPU " + refusal.index()),
                                        logged.stream().map(Xid::address).distinct())
                                .collect(Collectors.joining(", ")))
                .seenIn(facts.observed(Needs.REFUSALS).evidence())
                .seenIn(Xid.evidence(logged));
    }
}
