package dev.gpudoctor.rules.python;

import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Numba compiles kernels to PTX with the NVVM of a toolkit and gives them to the driver, which refuses PTX of a CUDA
 * newer than its own. With a linker of NVIDIA's bindings (numba-cuda from some release on, pynvjitlink) the driver
 * does not compile. Without any sign that Numba is meant for the GPU this is a note.
 */
public final class NumbaCompilesForDriver implements Rule<InstalledPackage> {
    private static final List<String> OWN_COMPILERS =
            List.of("cuda-nvvm-impl", "cuda-nvcc-impl", "cudatoolkit", "nvidia-cuda-nvcc-cu12", "nvidia-cuda-nvcc");

    @Override
    public String id() {
        return "python.numba.ptx-too-new";
    }

    @Override
    public Scope<InstalledPackage> scope() {
        return InstalledPackage.ALL;
    }

    @Override
    public List<Need<? super InstalledPackage, ?>> needs() {
        return List.of(Needs.DRIVER.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.driver.too-old", "python.package.driver-too-old");
    }

    @Override
    public Judgement judge(Case<InstalledPackage> facts) {
        InstalledPackage numba = facts.subject();
        Optional<Version> level = facts.machine()
                .answers()
                .cudaDriver()
                .toOptional()
                .or(() -> facts.find(Needs.DRIVER)
                        .flatMap(driver -> facts.matrix().driverBranch(driver, facts.platform()))
                        .flatMap(DriverBranch::cuda));
        if (!numba.item().name().equals("numba") || level.isEmpty()) {
            return Judgement.notApplicable("no Numba on a driver of a known CUDA level");
        }
        if (linksByItself(facts)) {
            return Judgement.pass();
        }
        Optional<PythonPackage> own = OWN_COMPILERS.stream()
                .flatMap(name -> numba.beside(name).stream())
                .findFirst();
        Optional<Version> compiler = own.map(PythonPackage::version).or(() -> toolkit(facts));
        if (compiler.isEmpty()) {
            return Judgement.notApplicable("no compiler that Numba would use");
        }
        boolean meant = own.isPresent() || numba.beside("numba-cuda").isPresent();
        Version cuda = compiler.get().prefix(2);
        return Judgement.failIf(!DriverLaw.translatesPtx(level.get(), cuda).isSupported(), () -> Judgement.fail()
                .with("numba", numba.item().version())
                .with("cuda", cuda)
                .with("level", level.get())
                .atMost(meant ? Severity.ERROR : Severity.INFO)
                .seenIn(facts.observed(Needs.DRIVER).evidence())
                .seenIn(List.of(new Evidence(
                        Evidence.Source.PACKAGE_DATABASE,
                        own.map(PythonPackage::directory).orElse(numba.item().directory()),
                        own.map(found -> found.name() + " " + found.version()).orElse("the toolkit in use")))));
    }

    private static boolean linksByItself(Case<InstalledPackage> facts) {
        InstalledPackage numba = facts.subject();
        CudaLaw law = new CudaLaw(facts.matrix());
        return numba.beside("numba-cuda")
                        .filter(target -> law.linksByItself(target.version()))
                        .isPresent()
                || Stream.of("pynvjitlink-cu12", "pynvjitlink")
                        .anyMatch(name -> numba.beside(name).isPresent());
    }

    private static Optional<Version> toolkit(Case<InstalledPackage> facts) {
        return facts.machine().toolkits().stream()
                .filter(toolkit -> toolkit.isDefault() && toolkit.nvcc().isFound())
                .findFirst()
                .flatMap(toolkit -> toolkit.version().toOptional());
    }
}
