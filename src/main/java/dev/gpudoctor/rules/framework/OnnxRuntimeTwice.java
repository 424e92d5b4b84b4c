package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Set;
import java.util.stream.Collectors;

/** The packages onnxruntime and onnxruntime-gpu overwrite each other's files. */
public final class OnnxRuntimeTwice implements Rule<PythonEnvironment> {
    @Override
    public String id() {
        return "framework.onnxruntime.both-packages";
    }

    @Override
    public Scope<PythonEnvironment> scope() {
        return Scope.PYTHONS;
    }

    @Override
    public Judgement judge(Case<PythonEnvironment> facts) {
        Set<String> names =
                facts.subject().packages().stream().map(PythonPackage::name).collect(Collectors.toSet());
        return Judgement.failIf(names.contains("onnxruntime") && names.contains("onnxruntime-gpu"), Judgement::fail);
    }
}
