package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.JetPackLaw;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.rules.ByLaw;
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
        Version tensorRt = facts.get(Needs.TENSORRT);
        Version python = facts.get(PYTHON);
        Optional<JetPackRelease> board = jetPackWith(tensorRt, facts);
        Compatibility answer = board.map(jetPack -> JetPackLaw.brings(jetPack, "Python", jetPack.python(), python, 2))
                .or(() -> facts.matrix().tensorRt(tensorRt).map(release -> new TensorRtLaw(facts.matrix())
                        .withPython(release, python)))
                .orElseGet(() -> Compatibility.unknown("TensorRT " + tensorRt + " is not in the matrix"));
        return ByLaw.judge(answer, forbidden -> Judgement.fail()
                .with("tensorrt", tensorRt)
                .with("python", python)
                .with("range", forbidden.needed())
                .seenIn(facts.observed(PYTHON).evidence())
                .restingOn(forbidden.rows(), "python"));
    }

    /** The JetPack of this board if this TensorRT is its own: the bindings are made for the board's Python alone. */
    private static Optional<JetPackRelease> jetPackWith(Version tensorRt, Case<Consumer> facts) {
        return facts.machine()
                .jetson()
                .toOptional()
                .flatMap(jetson -> jetson.l4t().toOptional())
                .flatMap(facts.matrix()::jetPackByL4t)
                .filter(jetPack -> jetPack.python().isPresent())
                .filter(jetPack -> jetPack.tensorRt()
                        .filter(own -> TensorRtLaw.partOf(own, tensorRt).isSupported())
                        .isPresent());
    }
}
