package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Optional;

/**
 * What a soname stands for: the product and release series that it belongs to, and the package that brings it.
 *
 * @param soname such as {@code libcufft.so.11}
 * @param product CUDA, cuDNN, TensorRT ...
 * @param release the series, as people call it: {@code 12} for libcufft.so.11
 * @param wheel distribution on PyPI that brings it
 * @param directory where that wheel puts it, below the package directory
 */
public record LibraryName(
        String soname,
        String product,
        Version release,
        Optional<String> wheel,
        Optional<String> directory,
        Provenance provenance)
        implements Row {
    @Override
    public String key() {
        return soname;
    }

    /** The name for people: {@code CUDA 12}. */
    public String text() {
        return product + " " + release;
    }

    static LibraryName read(RowReader row) {
        return new LibraryName(
                row.text("soname"),
                row.text("product"),
                row.version("release"),
                row.optionalText("wheel"),
                row.optionalText("directory"),
                Provenance.read(row));
    }
}
