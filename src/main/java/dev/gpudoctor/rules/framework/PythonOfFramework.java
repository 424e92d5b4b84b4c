package dev.gpudoctor.rules.framework;

import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

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
        Version python = facts.get(PYTHON);
        FrameworkLaw law = new FrameworkLaw(facts.matrix());
        return Build.judge(
                facts,
                build -> Build.ifStated(law.withPython(build, python)),
                range -> Judgement.fail()
                        .with("python", python)
                        .with("range", range)
                        .seenIn(facts.observed(PYTHON).evidence()),
                "python",
                "experimentalPython");
    }
}
