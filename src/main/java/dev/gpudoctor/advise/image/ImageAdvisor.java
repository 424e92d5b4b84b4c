package dev.gpudoctor.advise.image;

import dev.gpudoctor.advise.image.ImageAdvice.Run;
import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.advise.stack.GpuPart;
import dev.gpudoctor.advise.stack.KnownMachine;
import dev.gpudoctor.advise.stack.Machines;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.advise.stack.WishCheck;
import dev.gpudoctor.advise.stack.WishException;
import dev.gpudoctor.compat.JetPackLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
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
    private static final Set<String> ABOUT_THE_MACHINE = Set.of("gpu", "driver", "platform", "jetpack", "keep");
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
    public List<ImageAdvice> advise(List<Wish> wishes, KnownMachine here) throws WishException {
        new WishCheck(matrix).image(wishes);
        Machines.Machine machine = machines.of(wishes, here);
        List<ImageAdvice> advice = new ArrayList<>();
        for (Image image : matrix.images()) {
            boolean offered = image.status() != Image.Status.DELISTED && isFor(image, machine);
            if (offered && holds(image, wishes) && isForJetPack(image, wishes)) {
                advice.add(judge(image, machine));
            }
        }
        if (advice.isEmpty()) {
            new WishCheck(matrix).releases(wishes);
        }
        advice.sort(Comparator.comparing(ImageAdvice::run)
                .thenComparing(one -> version(one.image(), wishes), Comparator.reverseOrder())
                .thenComparing(one -> one.image().cuda().orElse(Version.of("0")), Comparator.<Version>reverseOrder())
                .thenComparing(one -> one.image().month().orElse(""), Comparator.reverseOrder())
                .thenComparing(one -> one.image().reference()));
        return advice;
    }

    /** The release of the framework that was asked for, the same for all where none was. */
    private static Version version(Image image, List<Wish> wishes) {
        return wishes.stream()
                .filter(wish -> isFramework(image, wish))
                .flatMap(wish -> image.frameworkVersion().stream())
                .findFirst()
                .orElse(Version.of("0"));
    }

    private static boolean isFramework(Image image, Wish wish) {
        String name = FRAMEWORKS.getOrDefault(wish.subject(), wish.subject());
        return image.framework().filter(name::equalsIgnoreCase).isPresent();
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
        return isFramework(image, wish)
                && (wish.condition().isEmpty()
                        || image.frameworkVersion().isPresent()
                                && wish.range().admits(image.frameworkVersion().get()));
    }

    /** One JetPack is a fact about the board, and the image is judged by it; a range is a wish about the image. */
    private boolean isForJetPack(Image image, List<Wish> wishes) throws WishException {
        Optional<JetPackRelease> madeFor = madeFor(image);
        for (Wish wish : wishes) {
            if (wish.subject().equals("jetpack") && Version.parse(wish.value()).isEmpty()) {
                VersionRange range = wish.range();
                if (madeFor.filter(row -> range.admits(row.version())).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    private Optional<JetPackRelease> madeFor(Image image) {
        return matrix.rows(Subject.JETPACK).stream()
                .filter(row -> image.jetPack().filter(row.name()::equals).isPresent()
                        || image.l4t().filter(row.l4t()::contains).isPresent())
                .findFirst();
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

    /** A board whose JetPack is not told has at least the first that was made for it. */
    private boolean takesServerImages(Machines.Machine machine) {
        Optional<Version> from = matrix.bound("jetpack.standard-arm-images");
        return machine.jetPack()
                .or(() -> machine.module().flatMap(JetsonModule::jetPackMin))
                .filter(jetPack -> from.filter(first ->
                                JetPackLaw.takesServerImages(jetPack, first).isSupported())
                        .isPresent())
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
        Link code = machines.imageOnGpu(image, cuda, gpu);
        if (code.fit() == Fit.FORBIDDEN || code.fit() == Fit.UNKNOWN) {
            return advice(image, code);
        }
        if (machine.driver().isEmpty()) {
            String wanted = image.minDriver()
                    .map(floor -> "Its notes ask for driver " + floor + " or newer. ")
                    .or(() ->
                            machines.driverOf(cuda).map(floor -> "Its CUDA belongs to driver " + floor + " or newer. "))
                    .orElse("");
            return unknown(image, wanted + withoutDriver(machine));
        }
        Version driver = machine.driver().get();
        Link seen = machines.gpuOnDriver(gpu, driver);
        return seen.fit() == Fit.FORBIDDEN
                ? advice(image, seen)
                : advice(image, machines.imageOnDriver(image, cuda, driver, gpu));
    }

    private static String withoutDriver(Machines.Machine machine) {
        if (machine.module().isEmpty()) {
            return "No driver is known here; name one with driver=.";
        }
        return machine.jetPack()
                .map(jetPack -> "The driver of JetPack " + jetPack + " is not known.")
                .orElse("No JetPack is known here; name one with jetpack=.");
    }

    /** The judgement by the image's own CUDA; what its notes ask for is shown beside it and changes nothing. */
    private static ImageAdvice advice(Image image, Link link) {
        Run run =
                switch (link.fit()) {
                    case SUPPORTED -> Run.NATIVE;
                    case LIMITED -> Run.MINOR_VERSION;
                    case TOLERATED -> Run.FORWARD_COMPAT;
                    case UNKNOWN -> Run.UNKNOWN;
                    case FORBIDDEN -> Run.NOT;
                };
        String note = run == Run.NATIVE || run == Run.MINOR_VERSION
                ? image.minDriver()
                        .map(floor -> " Its notes ask for driver " + floor + " or newer.")
                        .orElse("")
                : "";
        return new ImageAdvice(image, run, link.reason() + note, link.sources());
    }

    private ImageAdvice onJetson(Image image, Machines.Machine machine) {
        Optional<JetPackRelease> jetPack = madeFor(image);
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
                || JetPackLaw.imageOn(jetPack.get(), flashed.get()).isSupported();
        return same
                ? new ImageAdvice(
                        image,
                        Run.NATIVE,
                        "It is made for JetPack " + jetPack.get().name() + ".",
                        image.sources())
                : not(
                        image,
                        "It is made for JetPack " + jetPack.get().name() + "; the board has " + flashed.get() + ".",
                        image.sources());
    }

    private static ImageAdvice unknown(Image image, String reason) {
        return new ImageAdvice(image, Run.UNKNOWN, reason, image.sources());
    }

    private static ImageAdvice not(Image image, String reason, List<String> sources) {
        return new ImageAdvice(image, Run.NOT, reason, sources);
    }
}
