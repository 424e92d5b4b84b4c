package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.stream.Collectors;

/** A framework's release has wheels for the Python versions it names. */
public final class PythonOfFramework implements Rule<Consumer> {
    private static final Need<Consumer, Version> PYTHON = Need.of("Python", Consumer::python);

    @Override
    public String id() {
        return "framework.python.not-supported";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.FRAMEWORKS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Build.RELEASE, PYTHON);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Version python = facts.get(PYTHON).prefix(2);
        return Build.judge(
                facts,
                build -> build.python()
                        .map(range -> range.admits(python)
                                || build.experimentalPython()
                                        .filter(more -> more.admits(python))
                                        .isPresent()),
                Judgement.fail()
                        .with("python", facts.get(PYTHON))
                        .with(
                                "range",
                                Build.of(facts).stream()
                                        .flatMap(build -> build.python().stream())
                                        .map(VersionSet::toString)
                                        .distinct()
                                        .collect(Collectors.joining(" or ")))
                        .seenIn(facts.observed(PYTHON).evidence()),
                "python",
                "experimentalPython");
    }
}
