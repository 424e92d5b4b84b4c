package dev.gpudoctor.advise.image;

import dev.gpudoctor.advise.image.ImageAdvice.Run;
import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.advise.stack.GpuPart;
import dev.gpudoctor.advise.stack.Here;
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
        new WishCheck(matrix).image(wishes);
        Machines.Machine machine = machines.of(wishes, here);
        List<ImageAdvice> advice = new ArrayList<>();
        for (Image image : matrix.images()) {
            if (image.status() != Image.Status.DELISTED && isFor(image, machine) && holds(image, wishes)) {
                advice.add(judge(image, machine));
            }
        }
        if (advice.isEmpty()) {
            new WishCheck(matrix).releases(wishes);
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
            return unknown(image, wanted + "No driver is known here; name one with driver=.");
        }
        Version driver = machine.driver().get();
        Link seen = machines.gpuOnDriver(gpu, driver);
        return seen.fit() == Fit.FORBIDDEN
                ? advice(image, seen)
                : advice(image, machines.imageOnDriver(image, cuda, driver, gpu));
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
                || JetPackLaw.imageOn(jetPack.get(), flashed.get()).isSupported();
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
