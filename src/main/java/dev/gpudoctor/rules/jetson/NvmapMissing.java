package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** The board's libraries get memory through /dev/nvmap. */
public final class NvmapMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "jetson.nvmap.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.NODES.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("jetson.l4t.container-mismatch");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        boolean there = facts.find(Needs.NODES).orElse(List.of()).stream()
                .anyMatch(node -> node.path().equals("/dev/nvmap"));
        boolean works = facts.find(Needs.CU_INIT).map(CallResult::isSuccess).orElse(false);
        return Judgement.failIf(!there && !works, () -> Judgement.fail()
                .with("where", Surroundings.isContainer(facts.machine()) ? "in this container" : "on this board"));
    }
}
