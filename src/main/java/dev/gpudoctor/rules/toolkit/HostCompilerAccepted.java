package dev.gpudoctor.rules.toolkit;

import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** nvcc refuses a GCC that is newer than the toolkit's own headers say. */
public final class HostCompilerAccepted implements Rule<Toolkit> {
    private static final Need<Toolkit, Integer> LIMIT =
            Need.of("newest GCC that the toolkit accepts", Toolkit::newestGcc);
    private static final Need<Toolkit, Version> GCC = Need.of("release of GCC", Toolkit::gcc);

    @Override
    public String id() {
        return "toolkit.host-compiler.too-new";
    }

    @Override
    public Scope<Toolkit> scope() {
        return Scope.TOOLKITS;
    }

    @Override
    public Judgement judge(Case<Toolkit> facts) {
        Optional<Integer> limit = facts.find(LIMIT);
        Optional<Version> gcc = facts.find(GCC);
        if (limit.isEmpty() || gcc.isEmpty()) {
            return Judgement.notApplicable("no compiler to compare");
        }
        boolean inUse = List.of(CompilerInUse.onPath(facts.machine()), CompilerInUse.named(facts.machine()))
                .contains(Optional.of(facts.subject()));
        if (!inUse || facts.machine().environment().containsKey("NVCC_CCBIN")) {
            return Judgement.notApplicable("it is not used, or with a compiler that a variable names");
        }
        return ByLaw.judge(CudaLaw.withHostCompiler(gcc.get(), limit.get()), forbidden -> Judgement.fail()
                .with("directory", facts.subject().directory())
                .with("gcc", gcc.get())
                .with("limit", forbidden.needed())
                .seenIn(facts.observed(LIMIT).evidence())
                .seenIn(facts.observed(GCC).evidence()));
    }
}
