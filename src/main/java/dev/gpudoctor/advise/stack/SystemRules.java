package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.SystemLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.ImageGroup;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What holds between an operating system, the CUDA that NVIDIA publishes for it, and its own Python. */
public final class SystemRules {
    private final Matrix matrix;
    private final Phrases phrases;
    private final Fit whereUnpublished;

    /** @param isWish whether the system was asked for; a container may have another one than the machine */
    SystemRules(Matrix matrix, Phrases phrases, boolean isWish) {
        this.matrix = matrix;
        this.phrases = phrases;
        this.whereUnpublished = isWish ? Fit.FORBIDDEN : Fit.LIMITED;
    }

    /** The Python that comes with a system, known from the JetPacks on the same Ubuntu. */
    public static Optional<Version> python(String system, Matrix matrix) {
        return jetPack(system, matrix).flatMap(JetPackRelease::python);
    }

    private static Optional<JetPackRelease> jetPack(String system, Matrix matrix) {
        return matrix.rows(Subject.JETPACK).stream()
                .filter(row -> row.ubuntu()
                        .map(version -> "ubuntu" + version)
                        .filter(system::equals)
                        .isPresent())
                .filter(row -> row.python().isPresent())
                .findFirst();
    }

    /** Whether NVIDIA publishes a CUDA for the system; nothing where the matrix can't tell. */
    static Optional<Boolean> publishes(CudaRelease cuda, String system, Matrix matrix) {
        Compatibility answer = new SystemLaw(matrix).publishes(cuda.version(), system);
        return answer.isUnknown() ? Optional.empty() : Optional.of(answer.isSupported());
    }

    /**
     * What takes its CUDA from the system needs one that is published for it.
     *
     * @param what that which takes it
     */
    Optional<Link> cudaOnSystem(Object what, CudaRelease cuda, SystemPart system) {
        List<ImageGroup> groups = new SystemLaw(matrix).images(cuda.version());
        Fit fit = publishes(cuda, system.name(), matrix)
                .map(published -> published ? Fit.SUPPORTED : whereUnpublished)
                .orElse(Fit.UNKNOWN);
        String others = groups.stream()
                .flatMap(group -> group.os().stream())
                .filter(name -> SystemPart.of(name).distribution().equals(system.distribution()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return Optional.of(phrases.link(
                fit,
                "system-cuda",
                groups.stream()
                        .flatMap(group -> group.sources().stream())
                        .distinct()
                        .limit(1)
                        .toList(),
                what,
                cuda.version(),
                system.name(),
                others.isEmpty() ? "other systems" : others));
    }

    /** Another Python than the system's own has to be installed beside it. */
    Optional<Link> pythonOnSystem(Version python, SystemPart system) {
        return jetPack(system.name(), matrix)
                .map(row -> phrases.link(
                        "system-python",
                        SystemLaw.withPython(row, python),
                        system.name(),
                        row.python().orElseThrow().prefix(2),
                        python));
    }

    /** A JetPack is one Ubuntu. */
    Optional<Link> jetPackOnSystem(JetPackRelease jetPack, SystemPart system) {
        return jetPack.ubuntu()
                .map(version -> phrases.link(
                        system.name().equals("ubuntu" + version) ? Fit.SUPPORTED : Fit.FORBIDDEN,
                        "jetpack-system",
                        jetPack.sources(),
                        jetPack.name(),
                        "ubuntu" + version,
                        system.name()));
    }
}
