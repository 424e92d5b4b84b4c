package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;

/** A program that opens a library when it needs it fails at that moment without it. */
public final class RunLibraryMissing implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.library.missing-at-run";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return MissingLibraries.judge(facts, Importance.RUN);
    }
}
