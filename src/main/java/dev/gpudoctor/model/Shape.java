package dev.gpudoctor.model;

import java.util.List;
import java.util.stream.Collectors;

/** The shape of a tensor as a file declares it. */
public sealed interface Shape {
    /** The most dimensions that a shape is listed with; no runtime has tensors of more. */
    int MAX_RANK = 64;

    /** One dimension. */
    sealed interface Dimension {}

    /** A size known beforehand. */
    record Fixed(long size) implements Dimension {
        @Override
        public String toString() {
            return Long.toString(size);
        }
    }

    /** A size known at run time only, with the name that the exporter gave it. */
    record Named(String name) implements Dimension {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A size known at run time only. */
    record Open() implements Dimension {
        @Override
        public String toString() {
            return "?";
        }
    }

    /** The number of dimensions is known; none is a scalar. */
    record Ranked(List<Dimension> dimensions) implements Shape {
        public Ranked {
            dimensions = List.copyOf(dimensions);
        }

        @Override
        public String toString() {
            return dimensions.isEmpty()
                    ? "scalar"
                    : dimensions.stream().map(Object::toString).collect(Collectors.joining("x"));
        }
    }

    /** Not even the number of dimensions is known. */
    record Unranked() implements Shape {
        @Override
        public String toString() {
            return "unknown shape";
        }
    }

    /** A shape of these dimensions; one of more than any tensor has is as good as unknown. */
    static Shape ranked(List<Dimension> dimensions) {
        return dimensions.size() > MAX_RANK ? new Unranked() : new Ranked(dimensions);
    }

    /** A shape whose negative sizes stand for an open dimension, as in TensorFlow. */
    static Shape of(List<Long> sizes) {
        return ranked(sizes.stream()
                .limit(MAX_RANK + 1L)
                .<Dimension>map(size -> size < 0 ? new Open() : new Fixed(size))
                .toList());
    }

    static Shape unranked() {
        return new Unranked();
    }

    /** Whether something is left open until run time. */
    default boolean isDynamic() {
        return !(this instanceof Ranked ranked)
                || ranked.dimensions().stream().anyMatch(dimension -> !(dimension instanceof Fixed));
    }
}
