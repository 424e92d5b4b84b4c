package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;

/** PyTorch uses the GPU only in a build with CUDA. */
public final class TorchWithoutCuda implements Rule<PythonEnvironment> {
    @Override
    public String id() {
        return "framework.torch.cpu-only";
    }

    @Override
    public Scope<PythonEnvironment> scope() {
        return Scope.PYTHONS;
    }

    @Override
    public Judgement judge(Case<PythonEnvironment> facts) {
        if (!Surroundings.isPlainLinux(facts.machine()) || !Surroundings.showsGpu(facts.machine())) {
            return Judgement.notApplicable("no GPU that a build of PyTorch for desktop or server would use");
        }
        boolean cpuOnly = facts.subject().packages().stream()
                .filter(item -> item.name().equals("torch"))
                .anyMatch(item -> !item.cuda().isFound() && !item.cuda().isUnreadable());
        return Judgement.failIf(cpuOnly, Judgement::fail);
    }
}
