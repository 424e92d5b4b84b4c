package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** TensorRT's Python bindings exist for the Python versions its release names. */
public final class PythonOfTensorRt implements Rule<Consumer> {
    private static final Need<Consumer, Version> PYTHON = Need.of("Python", Consumer::python);

    @Override
    public String id() {
        return "tensorrt.python.not-supported";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.TENSORRT, PYTHON);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        if (!facts.subject().program().equals("tensorrt")) {
            return Judgement.notApplicable(
                    "TensorRT is used by " + facts.subject().program() + ", not through its bindings");
        }
        Optional<VersionSet> python =
                facts.matrix().tensorRt(facts.get(Needs.TENSORRT)).flatMap(TensorRtRelease::python);
        return python.isEmpty()
                ? Judgement.undetermined("no Python range is documented for TensorRT " + facts.get(Needs.TENSORRT))
                : Judgement.failIf(!python.get().admits(facts.get(PYTHON)), () -> Judgement.fail()
                        .with("tensorrt", facts.get(Needs.TENSORRT))
                        .with("python", facts.get(PYTHON))
                        .with("range", python.get())
                        .seenIn(facts.observed(PYTHON).evidence())
                        .restingOn(facts.matrix()
                                .tensorRt(facts.get(Needs.TENSORRT))
                                .orElseThrow()
                                .provenance()
                                .sources()));
    }
}
