package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A GPU as it is sold.
 *
 * @param nvmlName the driver's own name for it, where it was read
 * @param capabilities more than one where the name was given to several chips
 * @param ambiguous whether the name alone does not tell the capability, also where only one is known
 */
public record GpuProduct(
        String name,
        Optional<String> nvmlName,
        List<ComputeCapability> capabilities,
        boolean ambiguous,
        List<String> architectures,
        List<String> chips,
        Segment segment,
        Optional<String> capabilityBasis,
        Provenance provenance)
        implements Row {
    private static final String VENDOR = "nvidia ";

    /** The market a GPU is made for. */
    public enum Segment {
        DATACENTER,
        WORKSTATION,
        GEFORCE,
        JETSON,
        DRIVE,
        MINING,
        SPARK
    }

    public GpuProduct {
        capabilities = List.copyOf(capabilities);
        architectures = List.copyOf(architectures);
        chips = List.copyOf(chips);
    }

    @Override
    public String key() {
        return name;
    }

    static GpuProduct read(RowReader row) {
        return new GpuProduct(
                row.text("name"),
                row.optionalText("nvmlName"),
                row.capabilities("capabilities"),
                row.flag("ambiguous"),
                row.texts("architectures"),
                row.texts("chips"),
                row.choice("segment", Segment.class),
                row.optionalText("capabilityBasis"),
                Provenance.read(row));
    }

    /** A name as compared: case and the vendor in front play no part, since drivers differ on both. */
    static String comparable(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith(VENDOR) ? lower.substring(VENDOR.length()) : lower;
    }
}
