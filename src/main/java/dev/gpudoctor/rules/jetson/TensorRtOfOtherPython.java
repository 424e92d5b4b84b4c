package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.Kind;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/** JetPack brings TensorRT's Python module for the Python of its system alone. */
public final class TensorRtOfOtherPython implements Rule<PythonEnvironment> {
    private static final String TENSORRT = "tensorrt";

    @Override
    public String id() {
        return "jetson.tensorrt.other-python";
    }

    @Override
    public Scope<PythonEnvironment> scope() {
        return Scope.PYTHONS;
    }

    @Override
    public Judgement judge(Case<PythonEnvironment> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }
        PythonEnvironment own = facts.subject();
        Optional<Version> here = own.python().toOptional().map(version -> version.prefix(2));
        Optional<Version> system = ofTensorRt(facts.machine());
        if (own.kind() == Kind.SYSTEM || !own.active() || here.isEmpty() || system.isEmpty()) {
            return Judgement.notApplicable("no environment is active beside a system with TensorRT's Python module");
        }
        return Judgement.failIf(!here.equals(system) && !has(own), () -> Judgement.fail()
                .with("prefix", own.prefix())
                .with("python", here.get())
                .with("system", system.get())
                .seenIn(own.python().evidence()));
    }

    /** The Python for which the system has the module. */
    private static Optional<Version> ofTensorRt(Machine machine) {
        return machine.pythons().stream()
                .filter(python -> python.kind() == Kind.SYSTEM && has(python))
                .flatMap(python -> python.python().toOptional().stream())
                .map(version -> version.prefix(2))
                .findFirst();
    }

    private static boolean has(PythonEnvironment python) {
        return python.packages().stream().map(PythonPackage::name).anyMatch(name -> name.startsWith(TENSORRT));
    }
}
