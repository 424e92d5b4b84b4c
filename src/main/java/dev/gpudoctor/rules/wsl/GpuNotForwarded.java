package dev.gpudoctor.rules.wsl;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** WSL offers the GPU through /dev/dxg. */
public final class GpuNotForwarded implements Rule<Machine> {
    @Override
    public String id() {
        return "wsl.gpu.not-forwarded";
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
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isWsl(facts.machine())) {
            return Judgement.notApplicable("this is not WSL");
        }

        boolean there = facts.find(Needs.NODES).orElse(List.of()).stream()
                .anyMatch(node -> node.path().equals("/dev/dxg"));
        return Judgement.failIf(!there, () -> Judgement.fail()
                .with("wsl", facts.machine().os().wsl().toOptional().orElse("")));
    }
}
