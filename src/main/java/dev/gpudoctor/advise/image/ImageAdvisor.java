package dev.gpudoctor.advise.image;

import dev.gpudoctor.advise.image.ImageAdvice.Run;
import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.advise.stack.GpuPart;
import dev.gpudoctor.advise.stack.Here;
import dev.gpudoctor.advise.stack.Machines;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.advise.stack.WishException;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.ImageRequirement;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Judges every image of the matrix for a machine. */
public final class ImageAdvisor {
    private static final Map<String, Function<Image, Optional<Version>>> CONTENTS = Map.of(
            "cuda", Image::cuda,
            "cudnn", Image::cudnn,
            "tensorrt", Image::tensorRt,
            "python", Image::python);
    private static final Map<String, String> FRAMEWORKS = Map.of(
            "torch", "pytorch",
            "tensorflow-gpu", "tensorflow");
    private static final Set<String> ABOUT_THE_MACHINE = Set.of("gpu", "driver", "platform", "keep");
    private static final String NOT_JUDGED = "No GPU is known; name one with gpu=.";

    private final Matrix matrix;
    private final Machines machines;

    public ImageAdvisor(Matrix matrix) {
        this.matrix = matrix;
        this.machines = new Machines(matrix);
    }

    /**
     * Every image that holds what is wished for, those that run best and newest first.
     *
     * @throws WishException if a wish cannot be understood
     */
    public List<ImageAdvice> advise(List<Wish> wishes, Here here) throws WishException {
        Machines.Machine machine = machines.of(wishes, here);
        List<ImageAdvice> advice = new ArrayList<>();
        for (Image image : matrix.images()) {
            if (image.status() != Image.Status.DELISTED && isFor(image, machine) && holds(image, wishes)) {
                advice.add(judge(image, machine));
            }
        }
        advice.sort(Comparator.comparing(ImageAdvice::run)
                .thenComparing(one -> one.image().cuda().orElse(Version.of("0")), Comparator.<Version>reverseOrder())
                .thenComparing(one -> one.image().month().orElse(""), Comparator.reverseOrder())
                .thenComparing(one -> one.image().reference()));
        return advice;
    }

    private static boolean holds(Image image, List<Wish> wishes) throws WishException {
        for (Wish wish : wishes) {
            boolean held =
                    switch (wish.subject()) {
                        case "os" -> image.os().filter(wish.value()::equals).isPresent();
                        case "image" ->
                            image.repository().equals(wish.value())
                                    || image.repository().endsWith("/" + wish.value());
                        default -> ABOUT_THE_MACHINE.contains(wish.subject()) || holds(image, wish);
                    };
            if (!held) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Image image, Wish wish) throws WishException {
        if (CONTENTS.containsKey(wish.subject())) {
            Optional<Version> content = CONTENTS.get(wish.subject()).apply(image);
            return content.isPresent() && wish.range().admits(content.get());
        }
        String name = FRAMEWORKS.getOrDefault(wish.subject(), wish.subject());
        boolean same = image.framework().filter(name::equalsIgnoreCase).isPresent();
        return same
                && (wish.condition().isEmpty()
                        || image.frameworkVersion().isPresent()
                                && wish.range().admits(image.frameworkVersion().get()));
    }

    /** Jetsons have images of their own until the JetPack that takes those for Arm servers. */
    private boolean isFor(Image image, Machines.Machine machine) {
        boolean jetson = machine.module().isPresent();
        if (jetson && image.family() != Image.Family.L4T) {
            return image.architectures().contains("arm64") && takesServerImages(machine);
        }
        if (!jetson && image.family() == Image.Family.L4T) {
            return false;
        }
        return image.architectures().isEmpty()
                || jetson
                || image.architectures().contains(machine.isArm() ? "arm64" : "amd64");
    }

    private boolean takesServerImages(Machines.Machine machine) {
        Optional<Version> from = matrix.bound("jetpack.standard-arm-images");
        return machine.jetPack()
                .filter(jetPack -> from.filter(jetPack::isAtLeast).isPresent())
                .isPresent();
    }

    private ImageAdvice judge(Image image, Machines.Machine machine) {
        if (image.family() == Image.Family.L4T) {
            return onJetson(image, machine);
        }
        if (image.cuda().isEmpty()) {
            return unknown(image, "The matrix does not name its CUDA.");
        }
        if (machine.gpus().isEmpty()) {
            return unknown(image, NOT_JUDGED);
        }
        Optional<CudaRelease> cuda = matrix.cuda(image.cuda().get())
                .or(() -> matrix.cudaMinor(image.cuda().get()));
        if (cuda.isEmpty()) {
            return unknown(
                    image, "The matrix does not know CUDA " + image.cuda().get() + ".");
        }
        List<ImageAdvice> perGpu = new ArrayList<>();
        for (GpuPart gpu : machine.gpus()) {
            perGpu.add(judge(image, cuda.get(), gpu, machine));
        }
        return perGpu.stream().max(Comparator.comparing(ImageAdvice::run)).orElseThrow();
    }

    private ImageAdvice judge(Image image, CudaRelease cuda, GpuPart gpu, Machines.Machine machine) {
        if (image.minCapability()
                .filter(floor -> !gpu.capability().isAtLeast(floor))
                .isPresent()) {
            return not(
                    image,
                    "It needs compute capability " + image.minCapability().get() + "; the GPU has " + gpu.capability()
                            + ".",
                    image.sources());
        }
        Link code = machines.gpuWithCuda(gpu, cuda);
        if (code.fit() == Fit.FORBIDDEN || code.fit() == Fit.UNKNOWN) {
            return new ImageAdvice(
                    image, code.fit() == Fit.UNKNOWN ? Run.UNKNOWN : Run.NOT, code.reason(), code.sources());
        }
        if (machine.driver().isEmpty()) {
            String wanted = image.minDriver()
                    .map(floor -> "Its notes ask for driver " + floor + " or newer. ")
                    .or(() ->
                            machines.driverOf(cuda).map(floor -> "Its CUDA belongs to driver " + floor + " or newer. "))
                    .orElse("");
            return unknown(image, wanted + "No driver is known here; name one with driver=.");
        }
        Version driver = machine.driver().get();
        Link seen = machines.gpuOnDriver(gpu, driver);
        if (seen.fit() == Fit.FORBIDDEN) {
            return not(image, seen.reason(), seen.sources());
        }
        Optional<Version> own = image.minDriver();
        if (own.filter(driver::isAtLeast).isPresent()) {
            return new ImageAdvice(
                    image, Run.NATIVE, "Its notes ask for driver " + own.get() + " or newer.", image.sources());
        }
        Link fit = machines.driverWithCuda(driver, cuda, gpu);
        return switch (fit.fit()) {
            case SUPPORTED -> new ImageAdvice(image, Run.NATIVE, fit.reason(), fit.sources());
            case LIMITED -> checked(image, cuda, driver, gpu, Run.MINOR_VERSION, fit);
            case TOLERATED -> checked(image, cuda, driver, gpu, Run.FORWARD_COMPAT, fit);
            case UNKNOWN -> unknown(image, fit.reason());
            case FORBIDDEN -> byNotes(image, driver, gpu).orElseGet(() -> not(image, fit.reason(), fit.sources()));
        };
    }

    /** The notes of an image may name older branches on which its compatibility libraries serve data center GPUs. */
    private static Optional<ImageAdvice> byNotes(Image image, Version driver, GpuPart gpu) {
        return image.compatDrivers().stream()
                .filter(base -> gpu.isDataCenter() && base.major() == driver.major() && driver.isAtLeast(base))
                .findFirst()
                .map(base -> new ImageAdvice(
                        image,
                        Run.FORWARD_COMPAT,
                        "Its notes allow driver " + base + " or newer of that branch on data center GPUs.",
                        image.sources()));
    }

    /** CUDA images state a condition that the runtime checks before anything starts. */
    private ImageAdvice checked(Image image, CudaRelease cuda, Version driver, GpuPart gpu, Run run, Link fit) {
        Optional<ImageRequirement> minor = matrix.rows(Subject.IMAGE_REQUIREMENTS).stream()
                .filter(row -> cuda.version().isWithin(row.cuda()))
                .findFirst();
        List<Integer> branches = image.requireBranches().isEmpty()
                ? minor.map(ImageRequirement::branches).orElse(List.of())
                : image.requireBranches();
        boolean listsGeforce = image.requireListsGeforce()
                .or(() -> minor.flatMap(ImageRequirement::listsGeforce))
                .orElse(false);
        boolean states = image.family() == Image.Family.CUDA && !branches.isEmpty();
        boolean levelIsEnough = matrix.driverBranch(driver.major())
                .flatMap(DriverBranch::cuda)
                .filter(level -> level.isAtLeast(cuda.version().prefix(2)))
                .isPresent();
        boolean brandIsListed = gpu.isDataCenter() || listsGeforce;
        boolean passes = !states || levelIsEnough || brandIsListed && branches.contains(driver.major());
        return passes
                ? new ImageAdvice(image, run, fit.reason(), fit.sources())
                : not(
                        image,
                        "Its start condition does not list driver branch " + driver.major()
                                + " for this kind of GPU, so it is refused although its CUDA would run.",
                        image.sources());
    }

    private ImageAdvice onJetson(Image image, Machines.Machine machine) {
        Optional<JetPackRelease> jetPack = matrix.rows(Subject.JETPACK).stream()
                .filter(row -> image.jetPack().filter(row.name()::equals).isPresent()
                        || image.l4t().filter(row.l4t()::contains).isPresent())
                .findFirst();
        JetsonModule module = machine.module().orElseThrow();
        if (jetPack.isEmpty()) {
            return unknown(image, "The matrix does not name its JetPack.");
        }
        Link fit = machines.jetPackOnModule(jetPack.get(), module);
        if (fit.fit() == Fit.FORBIDDEN) {
            return not(image, fit.reason(), fit.sources());
        }
        Optional<Version> flashed = machine.jetPack();
        boolean same = flashed.isEmpty()
                || flashed.get().isWithin(jetPack.get().version().prefix(2));
        return same
                ? new ImageAdvice(
                        image,
                        Run.NATIVE,
                        "It is made for JetPack " + jetPack.get().name() + ".",
                        image.sources())
                : not(
                        image,
                        "It is made for JetPack " + jetPack.get().name() + "; this machine has " + flashed.get() + ".",
                        image.sources());
    }

    private static ImageAdvice unknown(Image image, String reason) {
        return new ImageAdvice(image, Run.UNKNOWN, reason, image.sources());
    }

    private static ImageAdvice not(Image image, String reason, List<String> sources) {
        return new ImageAdvice(image, Run.NOT, reason, sources);
    }
}
