package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;

/** Libraries of NVIDIA use one another's internal symbols, so that those of different releases do not load together. */
public final class MixedLibraries implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.symbol.mixed-libraries";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return MissingSymbols.judge(facts, MissingSymbols.Kind.NVIDIA);
    }
}
