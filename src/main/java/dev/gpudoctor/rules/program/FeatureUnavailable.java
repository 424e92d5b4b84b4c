package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;

/** Some libraries serve one feature only; without them the rest of the program works. */
public final class FeatureUnavailable implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.feature.unavailable";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return MissingLibraries.judge(facts, Importance.FEATURE);
    }
}
