package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The oldest and newest GPU of a release whose row does not name it, told by the releases around it. Both bounds only rise
 * from release to release: what a later release still runs an earlier one runs too, and what an earlier one has dropped no
 * later one runs.
 */
final class Bounds<R extends Row> {
    private final List<R> rows;
    private final Function<R, Version> version;

    Bounds(List<R> rows, Function<R, Version> version) {
        this.rows = rows;
        this.version = version;
    }

    // Few rows name a bound, so that is looked at before versions are compared.
    private Optional<R> before(R release, Function<R, Optional<ComputeCapability>> bound) {
        return rows.stream()
                .filter(row -> bound.apply(row).isPresent())
                .filter(row -> version.apply(row).isBelow(version.apply(release)))
                .max(Comparator.comparing(row -> bound.apply(row).orElseThrow()));
    }

    private Optional<R> after(R release, Function<R, Optional<ComputeCapability>> bound) {
        return rows.stream()
                .filter(row -> bound.apply(row).isPresent())
                .filter(row -> version.apply(row).isAbove(version.apply(release)))
                .min(Comparator.comparing(row -> bound.apply(row).orElseThrow()));
    }

    /** Whether no later row names the bound, so that the last known one stands. */
    boolean isNewest(R release, Function<R, Optional<ComputeCapability>> bound) {
        return after(release, bound).isEmpty();
    }

    /** Whether the GPU is at or above the lowest one; empty where no row decides. */
    Optional<Compatibility> floor(R release, Function<R, Optional<ComputeCapability>> floor, ComputeCapability gpu) {
        Optional<ComputeCapability> own = floor.apply(release);
        if (own.isPresent()) {
            return Optional.of(
                    gpu.isAtLeast(own.get())
                            ? Compatibility.supported(release)
                            : Compatibility.forbidden(Reason.TOO_OLD, own.get(), release));
        }
        Optional<R> before = before(release, floor);
        Optional<ComputeCapability> earlier = before.flatMap(floor);
        if (earlier.filter(bound -> !gpu.isAtLeast(bound)).isPresent()) {
            return Optional.of(Compatibility.forbidden(Reason.TOO_OLD, earlier.get(), release, before.get()));
        }
        return after(release, floor)
                .filter(row -> gpu.isAtLeast(floor.apply(row).orElseThrow()))
                .map(row -> Compatibility.supported(release, row));
    }

    /** Whether the GPU is not newer than the newest one; empty where no row decides. */
    Optional<Compatibility> ceiling(
            R release, Function<R, Optional<ComputeCapability>> ceiling, Predicate<ComputeCapability> isWithin) {
        Optional<ComputeCapability> own = ceiling.apply(release);
        if (own.isPresent()) {
            return Optional.of(
                    isWithin.test(own.get())
                            ? Compatibility.supported(release)
                            : Compatibility.forbidden(Reason.TOO_NEW, own.get(), release));
        }
        Optional<R> before = before(release, ceiling)
                .filter(row -> isWithin.test(ceiling.apply(row).orElseThrow()));
        if (before.isPresent()) {
            return Optional.of(Compatibility.supported(release, before.get()));
        }
        return after(release, ceiling)
                .filter(row -> !isWithin.test(ceiling.apply(row).orElseThrow()))
                .map(row -> Compatibility.forbidden(
                        Reason.TOO_NEW, ceiling.apply(row).orElseThrow(), release, row));
    }
}
