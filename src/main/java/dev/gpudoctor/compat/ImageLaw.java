package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.ImageRequirement;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * A container image on a driver and a GPU: judged by its own CUDA. What a vendor's notes recommend never makes more of it
 * than CUDA's law does.
 */
public final class ImageLaw {
    private final Matrix matrix;
    private final CudaLaw cudaLaw;
    private final DriverLaw driverLaw;

    public ImageLaw(Matrix matrix) {
        this.matrix = matrix;
        this.cudaLaw = new CudaLaw(matrix);
        this.driverLaw = new DriverLaw(matrix, Platform.LINUX);
    }

    /** The GPU alone: the image's own floor, then that of its CUDA. */
    public Compatibility onGpu(Optional<Image> image, Optional<Version> cuda, ComputeCapability gpu) {
        Optional<ComputeCapability> floor = image.flatMap(Image::minCapability);
        if (floor.filter(lowest -> !gpu.isAtLeast(lowest)).isPresent()) {
            return Compatibility.forbidden(Reason.TOO_OLD, floor.get(), image.get());
        }
        return cuda.map(version -> cudaLaw.runsOn(version, gpu))
                .orElseGet(() -> Compatibility.unknown("the matrix does not name its CUDA"));
    }

    /**
     * The driver: CUDA's law, then what the image's notes allow, then the condition that the container runtime checks.
     *
     * @param forward whether the GPU may use a forward-compatibility package, as those of data centers may
     */
    public Compatibility onDriver(Optional<Image> image, Version cuda, Version driver, boolean forward) {
        Compatibility answer = driverLaw.runsCuda(driver, Optional.empty(), cuda, forward);
        if (answer.isForbidden()) {
            return image.filter(row -> forward).stream()
                    .flatMap(row -> row.compatDrivers().stream())
                    .filter(base -> base.major() == driver.major() && driver.isAtLeast(base))
                    .map(base -> Compatibility.limited(
                            Reason.FORWARD_COMPATIBILITY, "its own compatibility libraries", image.get()))
                    .findFirst()
                    .orElse(answer);
        }
        return answer instanceof Compatibility.Limited && isRefused(image, cuda, driver, forward)
                ? Compatibility.forbidden(
                        Reason.START_CONDITION,
                        "another driver branch",
                        image.stream().toArray(Image[]::new))
                : answer;
    }

    /** CUDA images state a condition that the runtime checks before anything starts. */
    private boolean isRefused(Optional<Image> image, Version cuda, Version driver, boolean dataCenter) {
        Optional<ImageRequirement> minor = matrix.rows(Subject.IMAGE_REQUIREMENTS).stream()
                .filter(row -> cuda.isWithin(row.cuda()))
                .findFirst();
        List<Integer> own = image.map(Image::requireBranches).orElse(List.of());
        List<Integer> branches =
                own.isEmpty() ? minor.map(ImageRequirement::branches).orElse(List.of()) : own;
        boolean listsGeforce = image.flatMap(Image::requireListsGeforce)
                .or(() -> minor.flatMap(ImageRequirement::listsGeforce))
                .orElse(false);
        boolean states = image.filter(row -> row.family() == Image.Family.CUDA).isPresent() && !branches.isEmpty();
        boolean levelIsEnough = matrix.driverBranch(driver.major())
                .flatMap(DriverBranch::cuda)
                .filter(level -> level.isAtLeast(cuda.prefix(2)))
                .isPresent();
        boolean brandIsListed = dataCenter || listsGeforce;
        return states && !levelIsEnough && !(brandIsListed && branches.contains(driver.major()));
    }
}
