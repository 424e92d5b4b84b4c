package dev.gpudoctor.model.fit;

import java.util.Locale;

/** The answer to "will it run here". */
public enum Fit {
    /** Nothing speaks against it. */
    FITS("fits, as far as the file tells"),
    /** TensorRT takes it after a conversion. */
    CONVERT("TensorRT does not load it as it is; convert it first"),
    /** A fact that would decide is not known. */
    UNDETERMINED("not decided"),
    /** Something speaks against it. */
    DOES_NOT_FIT("does not fit"),
    /** There is no model to judge, or it is broken. */
    UNREADABLE("no usable model");

    private final String text;

    Fit(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** For JSON: {@code does-not-fit}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
