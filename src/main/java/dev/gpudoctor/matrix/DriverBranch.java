package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * A branch of NVIDIA's driver; its releases carry the branch as their first number.
 *
 * @param cuda the CUDA level of the branch: a ceiling for applications, no installed toolkit
 * @param latestWindows newest Windows release; a branch goes on under higher first numbers there (595.91 is 596.86)
 * @param supportEnded whether sources call the branch ended, with or without a date
 * @param droppedArchitectures architectures that the branch before still ran
 * @param ptxIsaMax newest PTX version that its compiler takes
 */
public record DriverBranch(
        int branch,
        Optional<Type> type,
        Optional<Version> cuda,
        Optional<Version> firstLinux,
        Optional<PartialDate> firstReleased,
        Optional<Version> latestLinux,
        Optional<PartialDate> latestReleased,
        Optional<Version> latestWindows,
        Optional<PartialDate> endOfLife,
        boolean supportEnded,
        List<String> droppedArchitectures,
        Optional<Version> ptxIsaMax,
        Optional<OpenKernelModules> openKernelModules,
        boolean windowsOnly,
        Provenance provenance)
        implements Row {
    /** NVIDIA's designation. */
    public enum Type {
        PRODUCTION,
        NEW_FEATURE,
        LTS
    }

    /** Whether the branch has kernel modules of open source. */
    public enum OpenKernelModules {
        NONE,
        AVAILABLE,
        DEFAULT
    }

    public DriverBranch {
        droppedArchitectures = List.copyOf(droppedArchitectures);
    }

    @Override
    public String key() {
        return Integer.toString(branch);
    }

    static DriverBranch read(RowReader row) {
        return new DriverBranch(
                row.number("branch"),
                row.optionalChoice("type", Type.class),
                row.optionalVersion("cuda"),
                row.optionalVersion("firstLinux"),
                row.optionalDate("firstReleased"),
                row.optionalVersion("latestLinux"),
                row.optionalDate("latestReleased"),
                row.optionalVersion("latestWindows"),
                row.optionalDate("endOfLife"),
                row.flag("supportEnded"),
                row.texts("droppedArchitectures"),
                row.optionalVersion("ptxIsaMax"),
                row.optionalChoice("openKernelModules", OpenKernelModules.class),
                row.flag("windowsOnly"),
                Provenance.read(row));
    }
}
