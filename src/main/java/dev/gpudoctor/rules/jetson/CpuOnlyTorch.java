package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;

/** A board uses its GPU only with a build of PyTorch made for it. */
public final class CpuOnlyTorch implements Rule<PythonEnvironment> {
    @Override
    public String id() {
        return "jetson.torch.cpu-only";
    }

    @Override
    public Scope<PythonEnvironment> scope() {
        return Scope.PYTHONS;
    }

    @Override
    public Judgement judge(Case<PythonEnvironment> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        boolean cpuOnly = facts.subject().packages().stream()
                .filter(item -> item.name().equals("torch"))
                .anyMatch(item -> !item.cuda().isFound() && !item.cuda().isUnreadable());
        return Judgement.failIf(cpuOnly, Judgement::fail);
    }
}
