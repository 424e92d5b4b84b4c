package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** Newer releases of TensorRT ask for a driver above the floor of their CUDA. */
public final class DriverTooOldForTensorRt implements Rule<Consumer> {
    @Override
    public String id() {
        return "tensorrt.driver.too-old";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.TENSORRT, Needs.DRIVER);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.driver.too-old");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        return Surroundings.withoutOwnDriver(facts.machine()).orElseGet(() -> judgeOwnDriver(facts));
    }

    private static Judgement judgeOwnDriver(Case<Consumer> facts) {
        Version tensorRt = facts.get(Needs.TENSORRT);
        Optional<TensorRtRelease> row = facts.matrix().tensorRt(tensorRt);
        if (row.isEmpty()) {
            return Judgement.undetermined("TensorRT " + tensorRt + " is not in the matrix");
        }
        if (row.get().drivers().isEmpty()) {
            return Judgement.notApplicable("no driver of its own is documented for TensorRT " + tensorRt);
        }
        Optional<Version> cuda = facts.subject().use(Component.TENSORRT).flatMap(use -> use.cuda()
                .toOptional());
        if (cuda.isEmpty()) {
            return Judgement.undetermined("the CUDA that TensorRT " + tensorRt + " was built for is not known");
        }
        Version driver = facts.get(Needs.DRIVER);
        Compatibility answer =
                new TensorRtLaw(facts.matrix()).onDriver(row.get(), cuda.get(), driver, facts.platform());
        return ByLaw.judge(answer, forbidden -> Judgement.fail()
                .with("tensorrt", tensorRt)
                .with("driver", driver)
                .with("floor", forbidden.needed())
                .seenIn(facts.observed(Needs.DRIVER).evidence())
                .restingOn(row.get(), "drivers"));
    }
}
