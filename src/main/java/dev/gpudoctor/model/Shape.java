package dev.gpudoctor.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The shape of a tensor as a file declares it. */
public sealed interface Shape {
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

    /** A shape whose negative sizes stand for an open dimension, as in TensorFlow. */
    static Shape of(List<Long> sizes) {
        List<Dimension> dimensions = new ArrayList<>();
        for (long size : sizes) {
            dimensions.add(size < 0 ? new Open() : new Fixed(size));
        }
        return new Ranked(dimensions);
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
