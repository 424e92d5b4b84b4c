package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Choice;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A candidate of a component: a row of the matrix, a version, a GPU. Each is itself and equal to no other. */
public final class Part implements Choice {
    /** Not taken at all. */
    static final Part NONE = new Part("none", "none");

    private final String label;
    private final Object value;

    Part(String label, Object value) {
        this.label = label;
        this.value = value;
    }

    @Override
    public String label() {
        return label;
    }

    /** The release that builds are variants of. */
    @Override
    public Object heading() {
        return version().<Object>map(Function.identity()).orElse(label);
    }

    /** What it stands for, if it is of that kind. */
    public <T> Optional<T> as(Class<T> kind) {
        return kind.isInstance(value) ? Optional.of(kind.cast(value)) : Optional.empty();
    }

    /** The version it is of, if it has one. */
    public Optional<Version> version() {
        return Stream.of(
                        as(Version.class),
                        as(CudaRelease.class).map(CudaRelease::version),
                        as(CudnnRelease.class).map(CudnnRelease::version),
                        as(TensorRtRelease.class).map(TensorRtRelease::version),
                        as(FrameworkBuild.class).map(FrameworkBuild::release),
                        as(JetPackRelease.class).map(JetPackRelease::version),
                        as(SystemPart.class).flatMap(SystemPart::release),
                        as(Image.class).flatMap(Image::frameworkVersion))
                .flatMap(Optional::stream)
                .findFirst();
    }

    public boolean isNone() {
        return this == NONE;
    }

    @Override
    public String toString() {
        return label;
    }
}
