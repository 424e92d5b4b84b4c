package dev.gpudoctor.rules.python;

import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.machine.CompatPackage;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages that contain the CUDA runtime without being a framework: their version or their name tells which, and the
 * driver must reach it.
 */
public final class DriverTooOldForPackage implements Rule<InstalledPackage> {
    /** Bindings share major and minor version with CUDA. */
    private static final Pattern BINDINGS = Pattern.compile("cuda-python|cuda-bindings");

    private static final Pattern RUNTIME = Pattern.compile("nvidia-cuda-runtime(?:-cu\\d+)?");
    /** {@code cupy-cuda13x}, {@code cudf-cu12}: built with a CUDA of that major. */
    private static final Pattern NAMED = Pattern.compile(
            "(?:cupy-cuda|(?:cudf|cuml|cugraph|cuvs|cucim|cuspatial|rmm|raft-dask|pylibraft|libcudf|dask-cudf)-cu)(1\\d)x?");

    @Override
    public String id() {
        return "python.package.driver-too-old";
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
        return List.of("cuda.driver.too-old");
    }

    @Override
    public Judgement judge(Case<InstalledPackage> facts) {
        Machine machine = facts.machine();
        PythonPackage item = facts.subject().item();
        Optional<Version> cuda = cuda(facts);
        Optional<Version> driver = facts.find(Needs.DRIVER);
        if (cuda.isEmpty() || driver.isEmpty() || machine.jetson().isFound()) {
            return Judgement.notApplicable("no package with a CUDA runtime of its own on a driver of a known release");
        }
        Optional<Version> level = machine.answers()
                .cudaDriver()
                .toOptional()
                .or(() -> machine.driverLibraries().compat().stream()
                        .filter(CompatPackage::active)
                        .flatMap(compat -> compat.cuda().toOptional().stream())
                        .findFirst());
        return ByLaw.judge(
                new DriverLaw(facts.matrix(), facts.platform()).runsCuda(driver.get(), level, cuda.get(), false),
                forbidden -> Judgement.fail()
                        .with("package", item.name() + " " + item.version())
                        .with("cuda", cuda.get().prefix(2))
                        .with("major", cuda.get().prefix(1))
                        .with("driver", driver.get())
                        .with("floor", forbidden.needed())
                        .seenIn(List.of(new Evidence(
                                Evidence.Source.PACKAGE_DATABASE,
                                item.directory(),
                                item.name() + " " + item.version())))
                        .seenIn(facts.observed(Needs.DRIVER).evidence())
                        .restingOn(forbidden.rows(), "minDriverLinux", "minDriverWindows"));
    }

    /** The CUDA that it brings; nothing where something else in the environment is judged for the same runtime. */
    private static Optional<Version> cuda(Case<InstalledPackage> facts) {
        InstalledPackage subject = facts.subject();
        PythonPackage item = subject.item();
        Matcher named = NAMED.matcher(item.name());
        if (named.matches()) {
            return Optional.of(Version.of(named.group(1) + ".0"));
        }
        if (BINDINGS.matcher(item.name()).matches()) {
            boolean second = item.name().equals("cuda-bindings")
                    && subject.beside("cuda-python").isPresent();
            return second ? Optional.empty() : Optional.of(item.version().prefix(2));
        }
        if (!RUNTIME.matcher(item.name()).matches()
                || subject.beside("cuda-bindings").isPresent()) {
            return Optional.empty();
        }
        boolean judged = facts.machine().consumers().stream()
                .anyMatch(program -> program.place().equals(subject.python().prefix()));
        return judged ? Optional.empty() : Optional.of(item.version().prefix(2));
    }
}
