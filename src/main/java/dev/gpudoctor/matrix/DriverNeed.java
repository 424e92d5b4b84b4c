package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * The lowest driver for packages of one CUDA major.
 */
public record DriverNeed(int cudaMajor, Optional<Version> linux, Optional<Version> windows, Optional<String> note) {
    static DriverNeed read(RowReader row) {
        return new DriverNeed(
                row.number("cudaMajor"),
                row.optionalVersion("linux"),
                row.optionalVersion("windows"),
                row.optionalText("note"));
    }

    Optional<Version> minDriver(Platform platform) {
        return platform == Platform.WINDOWS ? windows : linux;
    }
}
