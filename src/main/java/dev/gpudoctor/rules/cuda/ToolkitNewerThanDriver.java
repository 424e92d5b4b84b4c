package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/** PTX of a toolkit newer than the driver's CUDA level is refused by the driver's compiler. */
public final class ToolkitNewerThanDriver implements Rule<Toolkit> {
    private static final Need<Toolkit, Version> VERSION = Need.of("toolkit version", Toolkit::version);
    private static final Need<Object, Version> LEVEL = Need.ofMachine(
            "CUDA level of the driver", machine -> machine.answers().cudaDriver());

    @Override
    public String id() {
        return "cuda.toolkit.newer-than-driver";
    }

    @Override
    public Scope<Toolkit> scope() {
        return Scope.TOOLKITS;
    }

    @Override
    public List<Need<? super Toolkit, ?>> needs() {
        return List.of(VERSION, LEVEL);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.driver.too-old");
    }

    @Override
    public Judgement judge(Case<Toolkit> facts) {
        Version toolkit = facts.get(VERSION).prefix(2);
        Version level = facts.get(LEVEL);
        Compatibility answer = DriverLaw.translatesPtx(level, toolkit);
        return Judgement.failIf(!answer.isSupported(), () -> Judgement.fail()
                .with("cuda", toolkit)
                .with("level", level)
                .atMost(answer.isForbidden() ? Severity.WARNING : Severity.INFO)
                .seenIn(facts.observed(LEVEL).evidence())
                .seenIn(facts.observed(VERSION).evidence()));
    }
}
