package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;

/** Every symbol that a file imports has to be in one of the files that are loaded with it. */
public final class UndefinedSymbol implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.symbol.undefined";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return MissingSymbols.judge(facts, MissingSymbols.Kind.OTHER);
    }
}
