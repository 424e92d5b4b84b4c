package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Optional;

/** The loader takes the first file of a name and fails when it is no library. */
public final class LibraryBroken implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.library.broken";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Optional<Dependency> broken = MissingLibraries.wanted(facts.subject()).stream()
                .filter(dependency -> dependency.importance() != Importance.FEATURE)
                .filter(dependency -> dependency.file().isUnreadable())
                .findFirst();
        return broken.<Judgement>map(dependency -> Judgement.fail()
                        .with("program", new MissingLibraries(facts, java.util.List.of()).name())
                        .with("library", dependency.soname())
                        .with(
                                "path",
                                dependency.file().evidence().stream()
                                        .map(Evidence::place)
                                        .findFirst()
                                        .orElse(dependency.soname()))
                        .with("reason", reason(dependency))
                        .seenIn(dependency.file().evidence()))
                .orElse(Judgement.pass());
    }

    private static String reason(Dependency dependency) {
        return dependency.file() instanceof Observed.Unreadable<?> unreadable ? unreadable.reason() : "";
    }
}
