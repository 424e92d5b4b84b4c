package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.matrix.JetPackRelease;
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
    private static final int RELEASE_PARTS = 3;
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
        if (board.isPresent()) {
            Version own = board.get().python().orElseThrow();
            return Judgement.failIf(
                    !python.isWithin(own), () -> failure(facts, own).restingOn(board.get(), "python"));
        }
        Optional<TensorRtRelease> row = facts.matrix().tensorRt(tensorRt);
        Optional<VersionSet> range = row.flatMap(TensorRtRelease::python);
        return range.isEmpty()
                ? Judgement.undetermined("no Python range is documented for TensorRT " + tensorRt)
                : Judgement.failIf(!range.get().admits(python), () -> failure(facts, range.get())
                        .restingOn(row.orElseThrow(), "python"));
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
                        .filter(own -> own.prefix(RELEASE_PARTS).equals(tensorRt.prefix(RELEASE_PARTS)))
                        .isPresent());
    }

    private static Judgement.Failed failure(Case<Consumer> facts, Object range) {
        return Judgement.fail()
                .with("tensorrt", facts.get(Needs.TENSORRT))
                .with("python", facts.get(PYTHON))
                .with("range", range)
                .seenIn(facts.observed(PYTHON).evidence());
    }
}
