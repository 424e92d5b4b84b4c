package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;

/** A program that is linked against a function of the driver does not load under a driver from before that function. */
public final class DriverLacksSymbol implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.symbol.driver-too-old";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.driver.too-old");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return Surroundings.withoutOwnDriver(facts.machine())
                .orElseGet(() -> MissingSymbols.judge(facts, MissingSymbols.Kind.DRIVER));
    }
}
