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

/** JAX uses the GPU through a plugin for CUDA, or in older releases through a jaxlib built with CUDA. */
public final class JaxWithoutPlugin implements Rule<InstalledPackage> {
    private static final Pattern PLUGIN = Pattern.compile("jax-(?:cuda\\d+|rocm\\d+|metal).*|libtpu.*");

    @Override
    public String id() {
        return "python.jax.cpu-only";
    }

    @Override
    public Scope<InstalledPackage> scope() {
        return InstalledPackage.ALL;
    }

    @Override
    public Judgement judge(Case<InstalledPackage> facts) {
        PythonPackage jaxlib = facts.subject().item();
        if (!jaxlib.name().equals("jaxlib")) {
            return Judgement.notApplicable("not JAX");
        }
        if (!Surroundings.showsGpu(facts.machine())) {
            return Judgement.notApplicable("no GPU that JAX would use");
        }
        boolean gpu = jaxlib.version().local().startsWith("cuda")
                || jaxlib.gpuFiles().toOptional().stream().flatMap(List::stream).anyMatch(file -> file.modules() > 0)
                || facts.subject().python().packages().stream()
                        .anyMatch(other -> PLUGIN.matcher(other.name()).matches());
        return Judgement.failIf(!gpu, () -> Judgement.fail()
                .with("version", jaxlib.version())
                .seenIn(List.of(new Evidence(
                        Evidence.Source.PACKAGE_DATABASE, jaxlib.directory(), "jaxlib " + jaxlib.version()))));
    }
}
