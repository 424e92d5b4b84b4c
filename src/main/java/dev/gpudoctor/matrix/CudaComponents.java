package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The component packages that belong to one toolkit release.
 *
 * @param components version by package name, such as {@code nvidia-cublas}; a two-part version stands for all below it
 */
public record CudaComponents(
        Version toolkit, Optional<PartialDate> released, Map<String, Version> components, Provenance provenance)
        implements Row {
    public CudaComponents {
        components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
    }

    @Override
    public String key() {
        return toolkit.toString();
    }

    static CudaComponents read(RowReader row) {
        return new CudaComponents(
                row.version("toolkit"),
                row.optionalDate("released"),
                row.map("components", CudaComponents::version, "a version"),
                Provenance.read(row));
    }

    private static Optional<Version> version(Object value) {
        return value instanceof String text ? Version.parse(text) : Optional.empty();
    }
}
