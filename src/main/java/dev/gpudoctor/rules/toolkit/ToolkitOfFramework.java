package dev.gpudoctor.rules.toolkit;

import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.regex.Pattern;

/** Extensions of PyTorch compile only with a toolkit of the CUDA major that PyTorch was built with. */
public final class ToolkitOfFramework implements Rule<PythonEnvironment> {
    /** Packages that compile kernels of their own where they are used. */
    private static final Pattern COMPILES =
            Pattern.compile("deepspeed|flashinfer.*|sageattention|exllamav2|gsplat|nvdiffrast|ninja|causal-conv1d");

    @Override
    public String id() {
        return "toolkit.framework.other-major";
    }

    @Override
    public Scope<PythonEnvironment> scope() {
        return Scope.PYTHONS;
    }

    @Override
    public Judgement judge(Case<PythonEnvironment> facts) {
        Machine machine = facts.machine();
        Optional<Toolkit> named = CompilerInUse.named(machine);
        Optional<Toolkit> toolkit = named.or(() -> CompilerInUse.onPath(machine));
        Optional<PythonPackage> torch = facts.subject().packages().stream()
                .filter(item -> item.name().equals("torch"))
                .findFirst();
        Optional<Version> cuda = torch.flatMap(item -> item.cuda().toOptional());
        Optional<Version> release = toolkit.flatMap(found -> found.version().toOptional());
        if (cuda.isEmpty() || release.isEmpty()) {
            return Judgement.notApplicable("no PyTorch with CUDA, or no toolkit");
        }
        // PyTorch itself needs no toolkit: without something to compile the two need not go together.
        boolean compiles = named.isPresent()
                || facts.subject().packages().stream()
                        .anyMatch(item -> COMPILES.matcher(item.name()).matches());
        boolean other = CudaLaw.amongLibraries(cuda.get(), release.get()).isForbidden();
        return Judgement.failIf(compiles && other, () -> Judgement.fail()
                .with("torch", torch.get().version())
                .with("cuda", cuda.get().prefix(2))
                .with("toolkit", toolkit.get().directory())
                .with("release", release.get().prefix(2))
                .with("better", better(machine, cuda.get()))
                .seenIn(torch.get().cuda().evidence())
                .seenIn(toolkit.get().version().evidence()));
    }

    /** A toolkit of that major that is here, else the place where one would be. */
    private static String better(Machine machine, Version cuda) {
        return CompilerInUse.withCompiler(machine).stream()
                .filter(toolkit -> toolkit.version()
                        .toOptional()
                        .filter(version -> CudaLaw.amongLibraries(cuda, version).isSupported())
                        .isPresent())
                .map(Toolkit::directory)
                .findFirst()
                .orElse("/usr/local/cuda-" + cuda.prefix(2));
    }
}
