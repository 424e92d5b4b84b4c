package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** Many packages bring the build of ONNX Runtime for the processor along, so that alone it is worth a note only. */
public final class OnnxRuntimeWithoutCuda implements Rule<PythonEnvironment> {
    private static final String FOR_PROCESSOR = "onnxruntime";

    @Override
    public String id() {
        return "framework.onnxruntime.cpu-only";
    }

    @Override
    public Scope<PythonEnvironment> scope() {
        return Scope.PYTHONS;
    }

    @Override
    public Judgement judge(Case<PythonEnvironment> facts) {
        if (!Surroundings.isPlainLinux(facts.machine()) || !Surroundings.showsGpu(facts.machine())) {
            return Judgement.notApplicable("no GPU that it would use");
        }
        List<PythonPackage> builds = facts.subject().packages().stream()
                .filter(item -> item.name().startsWith(FOR_PROCESSOR))
                .toList();
        Optional<PythonPackage> alone = builds.stream()
                .filter(item -> builds.size() == 1 && item.name().equals(FOR_PROCESSOR))
                .filter(item -> !item.cuda().isFound() && !item.cuda().isUnreadable())
                .findFirst();
        return Judgement.failIf(alone.isPresent(), () -> Judgement.fail()
                .with("version", alone.get().version())
                .seenIn(List.of(new Evidence(
                        Evidence.Source.PACKAGE_DATABASE,
                        alone.get().directory(),
                        FOR_PROCESSOR + " " + alone.get().version()))));
    }
}
