package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.EachGpu;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A toolkit's compiler makes machine code only for GPUs it knows. */
public final class GpuNewerThanToolkit implements Rule<Toolkit> {
    private static final Need<Toolkit, Version> VERSION = Need.of("toolkit version", Toolkit::version);

    @Override
    public String id() {
        return "cuda.gpu.newer-than-toolkit";
    }

    @Override
    public Scope<Toolkit> scope() {
        return Scope.TOOLKITS;
    }

    @Override
    public List<Need<? super Toolkit, ?>> needs() {
        return List.of(VERSION);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("toolkit.nvcc.older-on-path");
    }

    @Override
    public Judgement judge(Case<Toolkit> facts) {
        Version cuda = facts.get(VERSION).prefix(2);
        CudaLaw law = new CudaLaw(facts.matrix());
        return EachGpu.judge(
                facts,
                gpu -> law.compilesFor(cuda, gpu) instanceof Compatibility.Forbidden forbidden
                                && forbidden.reason() == Reason.TOO_NEW
                        ? forbidden
                        : Compatibility.supported(),
                forbidden -> Judgement.fail()
                        .with("cuda", cuda)
                        .with("architecture", ((Capability) forbidden.rows().get(0)).architecture())
                        .with("first", forbidden.needed())
                        .restingOn(forbidden.rows(), "firstCuda"));
    }
}
