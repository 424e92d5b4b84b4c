package dev.gpudoctor.rules.python;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.EachGpu;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Triton compiles kernels with the ptxas of its own package, which must know the GPU. */
public final class TritonKnowsGpu implements Rule<InstalledPackage> {
    private static final Pattern TRITON = Pattern.compile("(?:pytorch-)?triton(?:-nightly)?");
    /** Of two, the newer compiles for the newer GPUs. */
    private static final List<String> COMPILERS = List.of("ptxas", "ptxas-blackwell");

    private static final List<String> VARIABLES = List.of("TRITON_PTXAS_PATH", "TRITON_PTXAS_BLACKWELL_PATH");

    @Override
    public String id() {
        return "python.triton.assembler-too-old";
    }

    @Override
    public Scope<InstalledPackage> scope() {
        return InstalledPackage.ALL;
    }

    @Override
    public Judgement judge(Case<InstalledPackage> facts) {
        PythonPackage triton = facts.subject().item();
        if (!TRITON.matcher(triton.name()).matches()) {
            return Judgement.notApplicable("not Triton");
        }
        if (VARIABLES.stream().anyMatch(facts.machine().environment()::containsKey)) {
            return Judgement.pass();
        }
        Observed<Version> assembler = assembler(triton, facts.matrix());
        if (assembler.toOptional().isEmpty()) {
            return Judgement.notApplicable("the release of its ptxas is not known");
        }
        Version release = assembler.toOptional().get().prefix(2);
        CudaLaw law = new CudaLaw(facts.matrix());
        return EachGpu.judge(facts, gpu -> tooNew(law.compilesFor(release, gpu)).map(forbidden -> Judgement.fail()
                .with("triton", triton.version())
                .with("release", release)
                .with("first", forbidden.needed())
                .with("ptxas", ptxas(facts, law, gpu))
                .seenIn(assembler.evidence())
                .restingOn(forbidden.rows(), "firstCuda")));
    }

    private static Optional<Compatibility.Forbidden> tooNew(Compatibility answer) {
        return Optional.of(answer)
                .filter(Compatibility.Forbidden.class::isInstance)
                .map(Compatibility.Forbidden.class::cast)
                .filter(forbidden -> forbidden.reason() == Reason.TOO_NEW);
    }

    private static Observed<Version> assembler(PythonPackage triton, Matrix matrix) {
        if (triton.assembler().isFound()) {
            return triton.assembler();
        }
        return matrix.frameworkBuilds("triton", triton.version().prefix(3)).stream()
                .flatMap(build -> COMPILERS.stream()
                        .flatMap(name -> Stream.ofNullable(build.companions().get(name))))
                .flatMap(version -> Version.parse(version).stream())
                .max(Comparator.naturalOrder())
                .map(version -> Observed.found(
                        version,
                        new Evidence(
                                Evidence.Source.PACKAGE_DATABASE, triton.directory(), "triton " + triton.version())))
                .orElse(Observed.absent(triton.directory()));
    }

    /** A ptxas that is here and knows the GPU; where there is none, the place of one in the toolkit to install. */
    private static String ptxas(Case<InstalledPackage> facts, CudaLaw law, ComputeCapability gpu) {
        return facts.machine().toolkits().stream()
                .filter(toolkit -> toolkit.nvcc().isFound())
                .filter(toolkit -> toolkit.version()
                        .toOptional()
                        .filter(version -> law.compilesFor(version, gpu).isSupported())
                        .isPresent())
                .map(Toolkit::directory)
                .map(directory -> directory + "/bin/ptxas")
                .findFirst()
                .orElse("/usr/local/cuda/bin/ptxas");
    }
}
