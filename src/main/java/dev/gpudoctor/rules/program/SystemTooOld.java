package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;

/** A program compiled on a newer system asks for symbol versions that older C and C++ libraries do not have. */
public final class SystemTooOld implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.symbol.system-too-old";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return MissingSymbols.judge(facts, MissingSymbols.Kind.SYSTEM);
    }
}
