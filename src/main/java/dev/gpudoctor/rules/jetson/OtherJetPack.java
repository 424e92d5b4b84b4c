package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.compat.JetPackLaw;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** TensorRT of a board belongs to its JetPack. */
public final class OtherJetPack implements Rule<TensorRt> {
    private static final Need<TensorRt, Version> VERSION = Need.of("version of TensorRT", TensorRt::version);

    @Override
    public String id() {
        return "jetson.components.other-jetpack";
    }

    @Override
    public Scope<TensorRt> scope() {
        return Scope.TENSORRTS;
    }

    @Override
    public List<Need<? super TensorRt, ?>> needs() {
        return List.of(VERSION);
    }

    @Override
    public Judgement judge(Case<TensorRt> facts) {
        Optional<Jetson> jetson = facts.machine().jetson().toOptional();
        if (jetson.isEmpty()) {
            return Judgement.notApplicable("this is no Jetson");
        }

        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("an image brings its own TensorRT");
        }
        Optional<JetPackRelease> release = jetson.get().l4t().toOptional().flatMap(facts.matrix()::jetPackByL4t);
        if (release.isEmpty()) {
            return Judgement.undetermined("the matrix does not know the JetPack of this board");
        }
        Version here = facts.get(VERSION);
        return ByLaw.judge(
                JetPackLaw.brings(release.get(), "TensorRT", release.get().tensorRt(), here, 2),
                forbidden -> Judgement.fail()
                        .with("here", here)
                        .with("own", forbidden.needed())
                        .with("jetpack", release.get().name())
                        .restingOn(forbidden.rows(), "tensorRt"));
    }
}
