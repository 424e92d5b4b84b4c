package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How far a driver reaches towards a CUDA release, by NVIDIA's order: the toolkit's own driver, then the family's floor with its limits, then too old. */
record DriverReach(Reach reach, Optional<Version> needed, Optional<Version> corresponding, List<Row> rows) {
    /** How far it reaches. */
    enum Reach {
        /** Everything works. */
        FULL,
        /** Minor-version compatibility: works with limits on PTX and newest features. */
        LIMITED,
        TOO_OLD,
        /** No row of the matrix decides it. */
        UNKNOWN
    }

    /**
     * @param reach how far
     * @param needed the driver that the release needs at least; empty if unknown
     * @param corresponding the driver that gives all of it; empty if unknown
     * @param rows what it rests on
     */
    DriverReach {
        rows = List.copyOf(rows);
    }

    /** Judges by the level the driver itself names where it was asked, else by its version. */
    static DriverReach of(Version cuda, Version driver, Case<?> facts) {
        Matrix matrix = facts.matrix();
        Platform platform = facts.platform();
        Version minor = cuda.prefix(2);
        Optional<CudaRelease> release = matrix.cuda(cuda).or(() -> matrix.cudaMinor(minor));
        Optional<Version> corresponding = release.flatMap(row -> row.minDriver(platform));
        Optional<Version> floor = matrix.minorCompatibilityFloor(cuda.major(), platform);
        List<Row> rows = Stream.<Row>concat(release.stream(), matrix.cudaFamily(cuda.major()).stream())
                .toList();
        Reach reach = reach(minor, driver, corresponding, floor, facts);
        return new DriverReach(reach, floor.or(() -> corresponding), corresponding, rows);
    }

    private static Reach reach(
            Version minor, Version driver, Optional<Version> corresponding, Optional<Version> floor, Case<?> facts) {
        Optional<Version> level = facts.machine().answers().cudaDriver().toOptional();
        if (level.isPresent() && level.get().isAtLeast(minor)
                || corresponding.isPresent() && driver.isAtLeast(corresponding.get())) {
            return Reach.FULL;
        }
        if (floor.isPresent()) {
            return driver.isAtLeast(floor.get()) ? Reach.LIMITED : Reach.TOO_OLD;
        }
        return corresponding.isPresent() ? Reach.TOO_OLD : Reach.UNKNOWN;
    }
}
