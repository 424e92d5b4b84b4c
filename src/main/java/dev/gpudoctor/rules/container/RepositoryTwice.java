package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.stream.Collectors;

/** apt refuses a source that is listed twice with different keys. */
public final class RepositoryTwice implements Rule<Machine> {
    private static final Need<Object, List<String>> SOURCES = Need.ofMachine(
            "package sources", machine -> machine.containerTooling().repositories());

    @Override
    public String id() {
        return "container.apt.signed-by";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(SOURCES);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is asked on the host");
        }

        List<String> sources = facts.get(SOURCES);
        boolean signed = sources.stream().anyMatch(source -> source.endsWith(" signed-by"));
        boolean unsigned = sources.stream().anyMatch(source -> source.endsWith(" unsigned"));
        return Judgement.failIf(signed && unsigned, () -> Judgement.fail()
                .with(
                        "files",
                        sources.stream()
                                .map(source -> source.replaceFirst(" (signed-by|unsigned)$", ""))
                                .collect(Collectors.joining(", ")))
                .seenIn(facts.observed(SOURCES).evidence()));
    }
}
