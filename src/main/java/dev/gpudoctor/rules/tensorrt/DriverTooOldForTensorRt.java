package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.machine.CompatPackage;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
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
        if (facts.machine().jetson().isFound()) {
            return Judgement.notApplicable("the driver of a Jetson belongs to its JetPack");
        }
        if (facts.machine().driverLibraries().compat().stream().anyMatch(CompatPackage::active)) {
            return Judgement.notApplicable("a compatibility library stands in for the driver");
        }
        Optional<TensorRtRelease> row = facts.matrix().tensorRt(facts.get(Needs.TENSORRT));
        if (row.isEmpty()) {
            return Judgement.undetermined("TensorRT " + facts.get(Needs.TENSORRT) + " is not in the matrix");
        }
        if (row.get().drivers().isEmpty()) {
            return Judgement.notApplicable(
                    "no driver of its own is documented for TensorRT " + facts.get(Needs.TENSORRT));
        }
        Optional<Version> floor = facts.subject()
                .use(Component.TENSORRT)
                .flatMap(use -> use.cuda().toOptional())
                .flatMap(cuda -> row.get().minDriver(cuda.major(), facts.platform()));
        if (floor.isEmpty()) {
            return Judgement.undetermined(
                    "the CUDA that TensorRT " + facts.get(Needs.TENSORRT) + " was built for is not known");
        }
        Version driver = facts.get(Needs.DRIVER);
        return Judgement.failIf(driver.isBelow(floor.get()), () -> Judgement.fail()
                .with("tensorrt", facts.get(Needs.TENSORRT))
                .with("driver", driver)
                .with("floor", floor.get())
                .seenIn(facts.observed(Needs.DRIVER).evidence())
                .restingOn(row.get(), "drivers"));
    }
}
