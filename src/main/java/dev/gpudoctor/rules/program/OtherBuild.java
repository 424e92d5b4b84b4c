package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;

/** An extension works only with the release of PyTorch that it was compiled for. */
public final class OtherBuild implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.symbol.other-build";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return MissingSymbols.judge(facts, MissingSymbols.Kind.BUILD);
    }
}
