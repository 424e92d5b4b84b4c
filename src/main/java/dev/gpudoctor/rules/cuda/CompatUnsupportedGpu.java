package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.CompatPackage;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;

/** Forward compatibility works on data-centre GPUs and a few others only. */
public final class CompatUnsupportedGpu implements Rule<Machine> {
    /** CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE. */
    private static final int NOT_SUPPORTED = 804;

    @Override
    public String id() {
        return "cuda.compat.unsupported-gpu";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.CU_INIT);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.module.library-mismatch", "cuda.compat.mismatch");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<CompatPackage> active = facts.machine().driverLibraries().compat().stream()
                .filter(CompatPackage::active)
                .findFirst();

        return Judgement.failIf(facts.get(Needs.CU_INIT).code() == NOT_SUPPORTED, () -> Judgement.fail()
                .with("directory", active.map(CompatPackage::directory).orElse("a compat folder"))
                .seenIn(facts.observed(Needs.CU_INIT).evidence()));
    }
}
