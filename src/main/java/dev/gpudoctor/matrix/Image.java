package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A container image.
 *
 * @param tag the tag; what stands behind it may be rebuilt
 * @param family where the row belongs
 * @param month the NGC month, {@code 25.10}
 * @param flavour for CUDA images: {@code base}, {@code runtime}, {@code cudnn-devel} ...
 * @param os distribution and release, {@code ubuntu22.04}
 * @param minDriver the driver that its notes ask for where no compatibility path is used
 * @param compatDrivers lowest driver per older branch on which its notes allow it on data center GPUs
 * @param capabilities what its libraries are compiled for; empty if unknown
 * @param architectures {@code amd64}, {@code arm64}; empty if unknown
 * @param bundledDriver the driver whose compatibility libraries it holds
 * @param requireBranches driver branches that its {@code NVIDIA_REQUIRE_CUDA} accepts besides the CUDA level; empty if unknown
 * @param requireListsGeforce whether that condition names GeForce among the brands
 * @param tagVerified whether a source names the tag itself; otherwise it follows from the monthly cadence
 * @param ownContents whether versions come from this image's own notes, not from another image of the month
 */
public record Image(
        String repository,
        String tag,
        Family family,
        Optional<String> month,
        Optional<String> flavour,
        Optional<String> os,
        Optional<Version> cuda,
        Optional<Version> cudnn,
        Optional<Version> tensorRt,
        Optional<Version> python,
        Optional<String> framework,
        Optional<Version> frameworkVersion,
        Map<String, String> companions,
        Optional<Version> minDriver,
        List<Version> compatDrivers,
        Optional<ComputeCapability> minCapability,
        List<SmTarget> capabilities,
        List<String> architectures,
        Optional<Version> bundledDriver,
        List<Integer> requireBranches,
        Optional<Boolean> requireListsGeforce,
        Optional<Version> l4t,
        Optional<String> jetPack,
        Optional<Double> sizeGb,
        Status status,
        Optional<PartialDate> lastListed,
        Optional<Boolean> tagVerified,
        Optional<Boolean> ownContents,
        Provenance provenance)
        implements Row {
    /** Where an image belongs. */
    public enum Family {
        NGC,
        CUDA,
        L4T
    }

    /** What is known about its being there. */
    public enum Status {
        /** Listed by its maintainer. */
        SUPPORTED,
        /** No longer maintained, could still be pulled when last seen. */
        END_OF_LIFE,
        /** Seen in a registry or in use; no statement of the maintainer's. */
        SEEN,
        /** Gone from the lists; likely deleted. */
        DELISTED,
        /** Kept by a community, not by NVIDIA. */
        COMMUNITY,
        UNKNOWN
    }

    public Image {
        compatDrivers = List.copyOf(compatDrivers);
        capabilities = List.copyOf(capabilities);
        architectures = List.copyOf(architectures);
        requireBranches = List.copyOf(requireBranches);
        companions = Collections.unmodifiableMap(new LinkedHashMap<>(companions));
    }

    @Override
    public String key() {
        return repository + ":" + tag;
    }

    /** A registry, with a port where it has one, and names; nothing that could end a line or an argument. */
    static final Pattern REPOSITORY =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(?::\\d{1,5}(?=/))?(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*");

    static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    static Image read(RowReader row) {
        return new Image(
                row.shaped("repository", REPOSITORY, "the repository of an image"),
                row.shaped("tag", TAG, "the tag of an image"),
                row.choice("family", Family.class),
                row.optionalText("month"),
                row.optionalText("flavour"),
                row.optionalText("os"),
                row.optionalVersion("cuda"),
                row.optionalVersion("cudnn"),
                row.optionalVersion("tensorRt"),
                row.optionalVersion("python"),
                row.optionalText("framework"),
                row.optionalVersion("frameworkVersion"),
                row.map(
                        "companions",
                        value -> Optional.of(value)
                                .filter(String.class::isInstance)
                                .map(String.class::cast),
                        "a text"),
                row.optionalVersion("minDriver"),
                row.versions("compatDrivers"),
                row.optionalCapability("minCapability"),
                row.targets("capabilities"),
                row.texts("architectures"),
                row.optionalVersion("bundledDriver"),
                row.numbers("requireBranches"),
                row.optionalFlag("requireListsGeforce"),
                row.optionalVersion("l4t"),
                row.optionalText("jetPack"),
                row.optionalDecimal("sizeGb"),
                row.optionalChoice("status", Status.class).orElse(Status.UNKNOWN),
                row.optionalDate("lastListed"),
                row.optionalFlag("tagVerified"),
                row.optionalFlag("ownContents"),
                Provenance.read(row));
    }

    /** The name to pull. */
    public String reference() {
        return repository + ":" + tag;
    }
}
