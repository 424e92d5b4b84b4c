package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.List;
import java.util.stream.Collectors;

/** Versions that lie in at least one of some ranges, such as Python {@code 2.7 or >=3.5,<=3.7}. */
public record VersionSet(List<VersionRange> anyOf) {
    public VersionSet {
        anyOf = List.copyOf(anyOf);
    }

    public boolean admits(Version version) {
        return anyOf.stream().anyMatch(range -> range.admits(version));
    }

    @Override
    public String toString() {
        return anyOf.stream().map(VersionRange::toString).collect(Collectors.joining(" or "));
    }
}
