package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.Bound;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaSupport;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a TensorRT goes with. */
public final class TensorRtLaw {
    private static final int RELEASE_PARTS = 3;
    /** The head of an engine keeps the fourth number of the version in one byte. */
    private static final int BUILD_MODULUS = 256;

    private final Matrix matrix;

    public TensorRtLaw(Matrix matrix) {
        this.matrix = matrix;
    }

    /**
     * The GPUs of a release: from its lowest compute capability on, up to those that its CUDA compiler knew.
     *
     * @param builtFor the CUDA of the very file, where it was read
     */
    public Compatibility onGpu(TensorRtRelease release, Optional<Version> builtFor, ComputeCapability gpu) {
        if (release.capabilities().contains(gpu)) {
            return Compatibility.supported(release);
        }
        Optional<Compatibility> floor = bounds().floor(release, TensorRtRelease::minCapability, gpu);
        if (floor.filter(Compatibility::isForbidden).isPresent()) {
            return floor.get();
        }
        Compatibility ceiling = ceiling(release, builtFor, gpu);
        return ceiling.isForbidden() || ceiling.isUnknown()
                ? ceiling
                : floor.orElseGet(() -> Compatibility.unknown(
                        "no lowest GPU is documented for TensorRT " + release.version(), release));
    }

    /** TensorRT refuses GPUs that it does not know, also those of a known major. */
    private Compatibility ceiling(TensorRtRelease release, Optional<Version> builtFor, ComputeCapability gpu) {
        Optional<Capability> known = matrix.capability(gpu);
        Optional<Version> first = known.flatMap(Capability::firstCuda);
        if (first.isEmpty()) {
            return Compatibility.unknown("the matrix has no row for compute capability " + gpu, release);
        }
        Optional<Version> compiler = compiler(release, builtFor);
        if (compiler.isEmpty()) {
            return Compatibility.unknown(
                    "the CUDA that TensorRT " + release.version() + " is built with is not known", release);
        }
        boolean before = compiler.get().prefix(2).isBelow(first.get());
        if (!before) {
            return Compatibility.supported(release, known.get());
        }
        return known.get().tegra()
                ? Compatibility.unknown(
                        "no highest GPU is documented for TensorRT " + release.version(), release, known.get())
                : Compatibility.forbidden(Reason.TOO_NEW, firstWith(first.get()), release, known.get());
    }

    /** The CUDA of the very file; where only its major is known, the release's newest of that major. */
    private Optional<Version> compiler(TensorRtRelease release, Optional<Version> builtFor) {
        return builtFor.filter(cuda -> cuda.precision() > 1)
                .or(() -> release.builtWithCuda().stream()
                        .filter(built -> builtFor.filter(cuda -> cuda.major() == built.major())
                                .isPresent())
                        .max(Comparator.naturalOrder()))
                .or(() -> newestCuda(release));
    }

    /** The newest CUDA that a release is built with; one whose row does not say is not older than those before it. */
    private Optional<Version> newestCuda(TensorRtRelease release) {
        Optional<Version> own = own(release);
        if (own.isPresent() || !isForServers(release)) {
            return own;
        }
        return matrix.rows(Subject.TENSORRT).stream()
                .filter(row -> isForServers(row) && row.version().isAbove(release.version()))
                .sorted(Comparator.comparing(TensorRtRelease::version))
                .flatMap(row -> own(row).stream())
                .findFirst()
                .or(() -> matrix.rows(Subject.TENSORRT).stream()
                        .filter(row -> isForServers(row) && row.version().isBelow(release.version()))
                        .flatMap(row -> own(row).stream())
                        .max(Comparator.naturalOrder()));
    }

    private static Optional<Version> own(TensorRtRelease release) {
        return Stream.concat(
                        release.builtWithCuda().stream(),
                        release.cuda().stream().flatMap(table -> Stream.of(table.builtWith(), table.to())
                                .flatMap(Optional::stream)))
                .max(Comparator.naturalOrder());
    }

    /** The first release that is built with a CUDA which knows the GPU. */
    private Object firstWith(Version cuda) {
        return matrix.rows(Subject.TENSORRT).stream()
                .filter(TensorRtLaw::isForServers)
                .filter(row -> row.builtWithCuda().stream().anyMatch(built -> built.isAtLeast(cuda)))
                .map(TensorRtRelease::version)
                .min(Comparator.naturalOrder())
                .<Object>map(version -> version)
                .orElse("a newer release");
    }

    private Bounds<TensorRtRelease> bounds() {
        return new Bounds<>(
                matrix.rows(Subject.TENSORRT).stream()
                        .filter(TensorRtLaw::isForServers)
                        .toList(),
                TensorRtRelease::version);
    }

    /** Whether a release is for PCs and servers, in packages or in images; some exist for boards and cars alone. */
    public static boolean isForServers(TensorRtRelease release) {
        return isFor(release, List.of("linux", "windows", "ngc"));
    }

    /** Whether there are packages of a release for PCs and servers. */
    public static boolean isPackaged(TensorRtRelease release) {
        return isFor(release, List.of("linux", "windows"));
    }

    private static boolean isFor(TensorRtRelease release, List<String> platforms) {
        return release.cuda().isEmpty()
                || release.cuda().stream().anyMatch(table -> table.platform()
                        .map(name -> platforms.stream().anyMatch(name::startsWith))
                        .orElse(true));
    }

    /** The packages of a release for a CUDA. */
    public Compatibility withCuda(TensorRtRelease release, String system, Version cuda) {
        List<CudaSupport> tables = release.cuda().stream()
                .filter(table ->
                        table.platform().filter(name -> !name.equals(system)).isEmpty())
                .toList();
        List<Version> built = release.builtWithCuda();
        if (tables.stream().anyMatch(table -> table.fit(cuda) == CudaSupport.Fit.YES)
                || built.stream().anyMatch(cuda::isWithin)) {
            return Compatibility.supported(release);
        }
        List<Version> sameMajor = built.stream()
                .filter(version -> version.major() == cuda.major())
                .toList();
        if (standsAlone(release) && !sameMajor.isEmpty()) {
            return Compatibility.limited(Reason.SAME_MAJOR, joined(sameMajor.stream()), release);
        }
        boolean maybe = tables.stream().anyMatch(table -> table.fit(cuda) == CudaSupport.Fit.UNKNOWN);
        if (maybe && sameMajor.isEmpty() == built.isEmpty() || tables.isEmpty() && built.isEmpty()) {
            return Compatibility.unknown("the matrix does not name the CUDA of TensorRT " + release.version(), release);
        }
        return Compatibility.forbidden(Reason.OTHER_CUDA, madeFor(tables, built), release);
    }

    /**
     * An installed TensorRT among CUDA libraries. Newer releases carry their own; older ones take those around them, which
     * must be of the major they were built for.
     */
    public Compatibility amongLibraries(TensorRtRelease release, Optional<Version> builtFor, Version cuda) {
        if (standsAlone(release)) {
            return Compatibility.supported(release);
        }
        if (builtFor.isEmpty()) {
            return Compatibility.unknown(
                    "the CUDA that TensorRT " + release.version() + " was built for is not known", release);
        }
        return builtFor.get().major() == cuda.major()
                ? Compatibility.supported(release)
                : Compatibility.forbidden(Reason.OTHER_CUDA, builtFor.get().major(), release);
    }

    /** Whether a release carries the CUDA libraries that it uses. */
    public boolean standsAlone(TensorRtRelease release) {
        return release.cudnnRequired().equals(Optional.of(false))
                || release.cudnnRequired().isEmpty()
                        && matrix.bound("tensorrt.no-cuda-libraries")
                                .filter(release.version()::isAtLeast)
                                .isPresent();
    }

    private static String joined(Stream<Version> versions) {
        return versions.map(Version::toString).distinct().collect(Collectors.joining(" and "));
    }

    private static String madeFor(List<CudaSupport> tables, List<Version> built) {
        return tables.isEmpty()
                ? joined(built.stream())
                : tables.stream()
                        .filter(table -> table.from().isPresent() && table.to().isPresent())
                        .map(table -> table.from().get().equals(table.to().get())
                                ? table.to().get().toString()
                                : table.from().get() + " to " + table.to().get())
                        .distinct()
                        .collect(Collectors.joining(" and "));
    }

    /** The driver that a release asks for with a CUDA; empty where it names none. */
    public static Optional<Version> driverFloor(TensorRtRelease release, Version cuda, Platform platform) {
        return release.minDriver(cuda.major(), platform);
    }

    /** Newer releases ask for a driver above the floor of their CUDA. A release that names none asks for no other. */
    public Compatibility onDriver(TensorRtRelease release, Version cuda, Version driver, Platform platform) {
        return driverFloor(release, cuda, platform)
                .filter(driver::isBelow)
                .map(floor -> Compatibility.forbidden(Reason.TOO_OLD, floor, release))
                .orElseGet(() -> Compatibility.supported(release));
    }

    /**
     * Where cuDNN is needed: that of its own minor, or a newer one of the same major. Another major has another file name
     * and is not even loaded; an older minor is loaded with a warning.
     */
    public Compatibility withCudnn(TensorRtRelease release, Optional<Version> cudnn) {
        if (!release.cudnnRequired().orElse(false)) {
            return Compatibility.supported(release);
        }
        Optional<Version> own = release.cudnn();
        if (cudnn.isEmpty()) {
            return Compatibility.forbidden(
                    Reason.MISSING, own.<Object>map(version -> version).orElse("any"), release);
        }
        if (own.isEmpty()) {
            return Compatibility.unknown(
                    "the matrix does not name the cuDNN of TensorRT " + release.version(), release);
        }
        Version wanted = own.get();
        if (cudnn.get().isWithin(wanted.prefix(2))) {
            return Compatibility.supported(release);
        }
        if (cudnn.get().major() != wanted.major()) {
            return Compatibility.forbidden(Reason.OTHER_RELEASE, wanted, release);
        }
        return cudnn.get().isAtLeast(wanted)
                ? Compatibility.limited(Reason.NEWER_THAN_TESTED, wanted, release)
                : Compatibility.forbidden(Reason.TOO_OLD, wanted, release);
    }

    /** The bindings exist for the Python versions that a release names. */
    public Compatibility withPython(TensorRtRelease release, Version python) {
        Optional<VersionSet> range = release.python();
        if (range.isEmpty()) {
            return Compatibility.unknown("no Python range is documented for TensorRT " + release.version(), release);
        }
        return range.get().admits(python.prefix(2))
                ? Compatibility.supported(release)
                : Compatibility.forbidden(Reason.OTHER_RELEASE, range.get(), release);
    }

    /**
     * An engine runs on the very TensorRT that built it. Where it was built version-compatible, which its head does not
     * say, it runs on newer ones too.
     */
    public Compatibility loadsEngine(Version built, Version here) {
        if (isSameBuild(built, here)) {
            return Compatibility.supported();
        }
        Optional<Bound> first = matrix.rows(Subject.BOUNDS).stream()
                .filter(row -> row.id().equals("tensorrt.version-compatible"))
                .findFirst();
        Row[] used = first.stream().toArray(Row[]::new);
        if (built.prefix(Math.min(RELEASE_PARTS, here.precision())).isAbove(here.prefix(RELEASE_PARTS))) {
            return Compatibility.forbidden(Reason.TOO_NEW, built.prefix(RELEASE_PARTS), used);
        }
        return first.filter(bound -> built.isBelow(bound.version())).isPresent()
                ? Compatibility.forbidden(Reason.TOO_OLD, first.get().version(), used)
                : Compatibility.limited(Reason.OTHER_RELEASE, built.prefix(RELEASE_PARTS), used);
    }

    /** An engine runs on the GPU it was built on; where it was built hardware-compatible, on newer ones too. */
    public Compatibility engineOnGpu(ComputeCapability built, ComputeCapability here) {
        return built.equals(here)
                ? Compatibility.supported()
                : Compatibility.limited(
                        Reason.OTHER_GPU,
                        built,
                        matrix.rows(Subject.BOUNDS).stream()
                                .filter(row -> row.id().equals("tensorrt.hardware-compatible"))
                                .toArray(Row[]::new));
    }

    /** Equal as far as both sides tell; the head of an engine keeps the fourth number in one byte. */
    private static boolean isSameBuild(Version built, Version here) {
        int parts = Math.min(RELEASE_PARTS, here.precision());
        return built.prefix(parts).equals(here.prefix(parts))
                && (here.precision() <= RELEASE_PARTS
                        || built.part(RELEASE_PARTS) == here.part(RELEASE_PARTS) % BUILD_MODULUS);
    }

    /** The parts of an installation are of one release. */
    public static Compatibility partOf(Version core, Version part) {
        int known = Math.min(RELEASE_PARTS, Math.min(core.precision(), part.precision()));
        return core.prefix(known).equals(part.prefix(known))
                ? Compatibility.supported()
                : Compatibility.forbidden(Reason.OTHER_RELEASE, core.prefix(known));
    }
}
