package dev.gpudoctor.rules.python;

import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.regex.Pattern;

/** CuPy's packages for different CUDA releases install the same files. */
public final class SeveralBuilds implements Rule<PythonEnvironment> {
    private static final Pattern CUPY = Pattern.compile("cupy(?:-cuda.*|-rocm.*)?");

    @Override
    public String id() {
        return "python.cupy.several";
    }

    @Override
    public Scope<PythonEnvironment> scope() {
        return Scope.PYTHONS;
    }

    @Override
    public Judgement judge(Case<PythonEnvironment> facts) {
        List<String> names = facts.subject().packages().stream()
                .map(PythonPackage::name)
                .filter(name -> CUPY.matcher(name).matches())
                .distinct()
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return Judgement.notApplicable("CuPy is not installed");
        }
        return Judgement.failIf(names.size() > 1, () -> Judgement.fail().with("packages", String.join(" and ", names)));
    }
}
