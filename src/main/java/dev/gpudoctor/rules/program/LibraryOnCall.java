package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.stream.Collectors;

/** Libraries that lie outside the loader's reach have to be loaded by the user's program first. */
public final class LibraryOnCall implements Rule<Consumer> {
    @Override
    public String id() {
        return "program.library.on-call";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.PROGRAMS;
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        if (!MissingLibraries.of(facts, Importance.GPU).isEmpty()) {
            return Judgement.notApplicable("other libraries are missing");
        }
        List<Dependency> onCall = MissingLibraries.wanted(facts.subject()).stream()
                .filter(dependency -> dependency.importance() != Importance.FEATURE)
                .filter(dependency ->
                        dependency.file().isFound() && !dependency.condition().isEmpty())
                .toList();
        return Judgement.failIf(!onCall.isEmpty(), () -> Judgement.fail()
                .with("program", new MissingLibraries(facts, onCall).name())
                .with("libraries", onCall.stream().map(Dependency::soname).collect(Collectors.joining(", ")))
                .with("call", onCall.get(0).condition())
                .with(
                        "directories",
                        onCall.stream()
                                .flatMap(dependency -> dependency.file().toOptional().stream())
                                .map(copy ->
                                        copy.path().substring(0, copy.path().lastIndexOf('/')))
                                .distinct()
                                .collect(Collectors.joining(":")))
                .seenIn(onCall.get(0).file().evidence()));
    }
}
