package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaFamily;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.matrix.ForwardCompatPackage;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a driver goes with. */
public final class DriverLaw {
    private final Matrix matrix;
    private final Platform platform;

    /** @param platform whose driver numbers are meant */
    public DriverLaw(Matrix matrix, Platform platform) {
        this.matrix = matrix;
        this.platform = platform;
    }

    /** The driver that gives all of a CUDA release. */
    public Optional<Version> ownDriver(Version cuda) {
        return release(cuda).flatMap(row -> row.minDriver(platform)).or(() -> matrix.cudaMinor(cuda.prefix(2))
                .flatMap(row -> row.minDriver(platform)));
    }

    private Optional<CudaRelease> release(Version cuda) {
        return matrix.cuda(cuda).or(() -> matrix.cudaMinor(cuda.prefix(2)));
    }

    /**
     * CUDA on a driver: the driver's own level, then the release's own driver, then the floor of its major, then NVIDIA's
     * forward-compatibility package, then too old.
     *
     * @param level the CUDA level that the driver itself names, where it was asked
     * @param forward whether the GPU may use a forward-compatibility package
     */
    public Compatibility runsCuda(Version driver, Optional<Version> level, Version cuda, boolean forward) {
        Optional<CudaRelease> release = release(cuda);
        Row[] used = release.stream().toArray(Row[]::new);
        Optional<Version> corresponding = ownDriver(cuda);
        if (level.filter(own -> own.isAtLeast(cuda.prefix(2))).isPresent()
                || corresponding.filter(driver::isAtLeast).isPresent()) {
            return Compatibility.supported(used);
        }
        Optional<CudaFamily> family = matrix.cudaFamily(cuda.major());
        Optional<Version> floor = family.flatMap(row -> row.minDriver(platform));
        if (floor.filter(driver::isAtLeast).isPresent()) {
            return new Compatibility.Limited(
                    Reason.MINOR_VERSION,
                    new Needed(corresponding.<Object>map(version -> version).orElse("a newer one")),
                    rows(release, family));
        }
        Optional<ForwardCompatPackage> bridge = forward ? forwardPackage(driver, cuda) : Optional.empty();
        if (bridge.isPresent()) {
            return Compatibility.limited(
                    Reason.FORWARD_COMPATIBILITY, bridge.get().name(), bridge.get());
        }
        Optional<Version> needed = floor.isPresent() ? floor : corresponding;
        return needed.<Compatibility>map(version ->
                        new Compatibility.Forbidden(Reason.TOO_OLD, new Needed(version), rows(release, family)))
                .orElseGet(() -> Compatibility.unknown("the matrix names no driver for CUDA " + cuda, used));
    }

    private static List<Row> rows(Optional<? extends Row> one, Optional<? extends Row> other) {
        return Stream.<Row>concat(one.stream(), other.stream()).toList();
    }

    /** The package that lets a driver run a CUDA above its level, by NVIDIA's table. */
    private Optional<ForwardCompatPackage> forwardPackage(Version driver, Version cuda) {
        return platform == Platform.WINDOWS
                ? Optional.empty()
                : matrix.forwardCompat(cuda).filter(row -> row.on(driver.major())
                        .filter(ForwardCompatPackage.Fit.COMPATIBLE::equals)
                        .isPresent());
    }

    /** NVIDIA's compatibility libraries serve drivers that are not newer than they are. */
    public static Compatibility servesDriver(Version compatLibrary, Version driver) {
        return compatLibrary.isBelow(driver)
                ? Compatibility.forbidden(Reason.TOO_OLD, driver)
                : Compatibility.supported();
    }

    /** PTX of a toolkit: a driver translates that of its own CUDA level and of older ones. */
    public static Compatibility translatesPtx(Version level, Version toolkit) {
        if (!toolkit.prefix(2).isAbove(level)) {
            return Compatibility.supported();
        }
        return toolkit.major() == level.major()
                ? Compatibility.limited(Reason.MINOR_VERSION, toolkit.prefix(2))
                : Compatibility.forbidden(Reason.TOO_OLD, toolkit.prefix(2));
    }

    /** Only newer Windows drivers offer CUDA inside WSL. */
    public Compatibility runsInWsl(Version driver) {
        return matrix.bound("wsl.driver")
                .filter(driver::isBelow)
                .map(floor -> Compatibility.forbidden(Reason.TOO_OLD, floor))
                .orElseGet(Compatibility::supported);
    }

    /** A branch runs the GPUs from the one that introduced them to the one that dropped them. */
    public Compatibility runsGpu(Version driver, ComputeCapability gpu) {
        return matrix.capability(gpu)
                .map(row -> row.tegra() ? Compatibility.supported(row) : runs(driver, List.of(row)))
                .orElseGet(() -> Compatibility.unknown("the matrix has no row for compute capability " + gpu));
    }

    /** The same for a GPU of which only the PCI device id is known, which stands for an architecture. */
    public Compatibility runsPciDevice(Version driver, String deviceId) {
        List<Capability> rows = matrix.capabilitiesOfPciDevice(deviceId);
        return rows.isEmpty()
                ? Compatibility.unknown("the matrix does not know the GPU 10de:" + deviceId)
                : runs(driver, rows);
    }

    private Compatibility runs(Version driver, List<Capability> rows) {
        Row[] used = rows.toArray(Row[]::new);
        int own =
                matrix.driverBranch(driver, platform).map(DriverBranch::branch).orElse(driver.major());
        Optional<Integer> first =
                rows.stream().flatMap(row -> row.firstDriverBranch().stream()).min(Comparator.naturalOrder());
        if (first.filter(branch -> own < branch).isPresent()) {
            return Compatibility.forbidden(Reason.TOO_OLD, first.get(), used);
        }
        Optional<Integer> last = rows.stream()
                        .allMatch(row -> row.lastDriverBranch().isPresent())
                ? rows.stream().flatMap(row -> row.lastDriverBranch().stream()).max(Comparator.naturalOrder())
                : Optional.empty();
        return last.filter(branch -> own > branch).isPresent()
                ? Compatibility.forbidden(Reason.DROPPED, last.get(), used)
                : Compatibility.supported(used);
    }

    /** The flavour of the kernel module that a GPU takes. */
    public Compatibility module(boolean open, ComputeCapability gpu) {
        Optional<Capability> row = matrix.capability(gpu);
        if (row.flatMap(Capability::openKernelModule).isEmpty()) {
            return Compatibility.unknown(
                    "which kernel module compute capability " + gpu + " takes is not in the matrix");
        }
        boolean fits =
                switch (row.get().openKernelModule().get()) {
                    case REQUIRED -> open;
                    case UNSUPPORTED -> !open;
                    case SUPPORTED -> true;
                };
        return fits
                ? Compatibility.supported(row.get())
                : Compatibility.forbidden(Reason.OTHER_MODULE, open ? "proprietary" : "open", row.get());
    }

    /** Module, libraries, services and container descriptions of a driver are of one release. */
    public static Compatibility partOf(Version driver, Version part) {
        return driver.equals(part) ? Compatibility.supported() : Compatibility.forbidden(Reason.OTHER_RELEASE, driver);
    }
}
