package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.matrix.CudaRelease;
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
        Phrases phrases = new Phrases();
        this.matrix = matrix;
        this.driverRules = new DriverRules(matrix, phrases, Platform.LINUX);
        this.jetPackRules = new JetPackRules(phrases);
    }

    /**
     * The machine that is meant.
     *
     * @throws WishException if a wish about it cannot be understood
     */
    public Machine of(List<Wish> wishes, Here here) throws WishException {
        Target target = Target.of(wishes, here, matrix);
        return new Machine(
                target.gpus().stream().map(Target.Stated::value).toList(),
                target.driver().map(Target.Stated::value),
                target.system().equals("linux-aarch64"),
                target.module(),
                target.jetPack());
    }

    public Link gpuOnDriver(GpuPart gpu, Version driver) {
        return driverRules.gpuOnDriver(gpu, driver);
    }

    public Link gpuWithCuda(GpuPart gpu, CudaRelease cuda) {
        return driverRules.gpuWithCuda(gpu, cuda);
    }

    /** The lowest driver whose level is that of a CUDA release. */
    public Optional<Version> driverOf(CudaRelease cuda) {
        return driverRules.driverOf(cuda);
    }

    public Link driverWithCuda(Version driver, CudaRelease cuda, GpuPart gpu) {
        return driverRules.driverWithCuda(driver, cuda, gpu);
    }

    public Link jetPackOnModule(JetPackRelease jetPack, JetsonModule module) {
        return jetPackRules.onModule(jetPack, module);
    }
}
