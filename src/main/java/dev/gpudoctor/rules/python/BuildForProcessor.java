package dev.gpudoctor.rules.python;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.regex.Pattern;

/** TensorFlow has a package for the processor alone, which never uses the GPU. */
public final class BuildForProcessor implements Rule<InstalledPackage> {
    private static final Pattern TENSORFLOW = Pattern.compile("(?:tensorflow|tf-nightly)(-cpu|-gpu)?");
    private static final String FOR_PROCESSOR = "-cpu";

    @Override
    public String id() {
        return "python.package.cpu-only";
    }

    @Override
    public Scope<InstalledPackage> scope() {
        return InstalledPackage.ALL;
    }

    @Override
    public Judgement judge(Case<InstalledPackage> facts) {
        PythonPackage item = facts.subject().item();
        if (!TENSORFLOW.matcher(item.name()).matches()) {
            return Judgement.notApplicable("not TensorFlow");
        }
        if (!Surroundings.isPlainLinux(facts.machine()) || !Surroundings.showsGpu(facts.machine())) {
            return Judgement.notApplicable("no GPU that it would use");
        }
        return Judgement.failIf(item.name().endsWith(FOR_PROCESSOR), () -> Judgement.fail()
                .with("package", item.name())
                .with("version", item.version())
                .seenIn(List.of(new Evidence(
                        Evidence.Source.PACKAGE_DATABASE, item.directory(), item.name() + " " + item.version()))));
    }
}
