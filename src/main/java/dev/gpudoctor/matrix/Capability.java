package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * A compute capability and the software that serves it.
 *
 * @param firstCuda first toolkit that makes machine code for it
 * @param lastCuda last such toolkit; empty if the newest still does
 * @param firstDriverBranch first driver branch that runs it, where a source names one
 * @param lastDriverBranch last driver branch that runs it; empty if the newest still does or the driver is tied to JetPack
 * @param openKernelModule whether the open flavour of the kernel module runs it; empty on Tegra
 */
public record Capability(
        ComputeCapability capability,
        String architecture,
        Optional<Version> firstCuda,
        Optional<Version> lastCuda,
        Optional<Integer> firstDriverBranch,
        Optional<Integer> lastDriverBranch,
        boolean tegra,
        Optional<OpenKernelModule> openKernelModule,
        Provenance provenance)
        implements Row {
    /** What the open flavour of the kernel module means for the GPU. */
    public enum OpenKernelModule {
        UNSUPPORTED,
        SUPPORTED,
        REQUIRED
    }

    @Override
    public String key() {
        return capability.toString();
    }

    static Capability read(RowReader row) {
        return new Capability(
                row.capability("capability"),
                row.text("architecture"),
                row.optionalVersion("firstCuda"),
                row.optionalVersion("lastCuda"),
                row.optionalNumber("firstDriverBranch"),
                row.optionalNumber("lastDriverBranch"),
                row.flag("tegra"),
                row.optionalChoice("openKernelModule", OpenKernelModule.class),
                Provenance.read(row));
    }
}
