package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.ImageLaw;
import dev.gpudoctor.compat.Reason;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** What advice about images shares with advice about stacks: the machine that is meant, and the rules below CUDA. */
public final class Machines {
    private final Matrix matrix;
    private final Phrases phrases;
    private final ImageLaw imageLaw;
    private final DriverRules driverRules;
    private final JetPackRules jetPackRules;

    /** The machine that wishes and facts mean. */
    public record Machine(
            List<GpuPart> gpus,
            Optional<Version> driver,
            boolean isArm,
            Optional<JetsonModule> module,
            Optional<Version> jetPack) {}

    public Machines(Matrix matrix) {
        this.phrases = new Phrases();
        this.matrix = matrix;
        this.imageLaw = new ImageLaw(matrix);
        this.driverRules = new DriverRules(matrix, phrases, Platform.LINUX);
        this.jetPackRules = new JetPackRules(phrases);
    }

    /**
     * The machine that is meant.
     *
     * @throws WishException if a wish about it cannot be understood
     */
    public Machine of(List<Wish> wishes, KnownMachine here) throws WishException {
        Target target = Target.of(wishes, here, matrix);
        Optional<Wish> jetPackWish =
                wishes.stream().filter(wish -> wish.subject().equals("jetpack")).findFirst();
        if (jetPackWish.isPresent() && target.module().isEmpty()) {
            throw new WishException(
                    "only a Jetson has a JetPack: name the board, such as platform=jetson-agx-orin-64gb, with '"
                            + jetPackWish.get().text() + "'");
        }
        Optional<Version> jetPack = jetPackWish.stream()
                .flatMap(wish -> Version.parse(wish.value()).stream())
                .findFirst()
                .or(target::jetPack);
        return new Machine(
                target.gpus().stream().map(Target.Stated::value).toList(),
                target.driver().map(Target.Stated::value).or(() -> jetPack.flatMap(matrix::jetPack)
                        .flatMap(JetPackRelease::driver)),
                target.system().equals("linux-aarch64"),
                target.module(),
                jetPack);
    }

    public Link gpuOnDriver(GpuPart gpu, Version driver) {
        return driverRules.gpuOnDriver(gpu, driver);
    }

    /** An image's code on a GPU. */
    public Link imageOnGpu(Image image, CudaRelease cuda, GpuPart gpu) {
        Compatibility answer = imageLaw.onGpu(Optional.of(image), Optional.of(cuda.version()), gpu.capability());
        boolean own = answer.isForbidden() && answer.rows().contains(image);
        return own
                ? phrases.link("image-gpu", answer, "It", gpu.capability())
                : phrases.link("gpu-cuda", answer, cuda.version(), gpu.capability());
    }

    /** An image's CUDA on a driver. */
    public Link imageOnDriver(Image image, CudaRelease cuda, Version driver, GpuPart gpu) {
        Compatibility answer = imageLaw.onDriver(Optional.of(image), cuda.version(), driver, gpu.isDataCenter());
        boolean refused =
                answer instanceof Compatibility.Forbidden forbidden && forbidden.reason() == Reason.START_CONDITION;
        return refused
                ? phrases.link("image-start", answer, driver.prefix(1))
                : phrases.link(
                        "driver-cuda",
                        answer,
                        cuda.version(),
                        driver,
                        driverOf(cuda).map(Version::toString).orElse("of its branch"));
    }

    /** The lowest driver whose level is that of a CUDA release. */
    public Optional<Version> driverOf(CudaRelease cuda) {
        return driverRules.driverOf(cuda);
    }

    public Link jetPackOnModule(JetPackRelease jetPack, JetsonModule module) {
        return jetPackRules.onModule(jetPack, module);
    }
}
