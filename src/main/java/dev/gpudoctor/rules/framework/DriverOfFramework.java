package dev.gpudoctor.rules.framework;

import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A build of a framework names a lowest driver, also where its CUDA libraries are not found. */
public final class DriverOfFramework implements Rule<Consumer> {
    @Override
    public String id() {
        return "framework.driver.too-old";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.FRAMEWORKS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Build.RELEASE, Needs.DRIVER);
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
        Version driver = facts.get(Needs.DRIVER);
        FrameworkLaw law = new FrameworkLaw(facts.matrix());
        return Build.judge(
                facts,
                build -> law.onDriver(build, driver, facts.platform()),
                floor -> Judgement.fail()
                        .with("driver", driver)
                        .with("floor", floor)
                        .seenIn(facts.observed(Needs.DRIVER).evidence()),
                "minDriverLinux",
                "minDriverWindows");
    }
}
