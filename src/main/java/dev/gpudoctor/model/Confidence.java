package dev.gpudoctor.model;

import java.util.Locale;

/** How well the evidence carries the answer. */
public enum Confidence {
    /** A magic number, or a structure that nothing else has. */
    SURE,
    /** The structure fits and no other known format does. */
    LIKELY,
    /** Little speaks for it; the evidence says what. */
    UNSURE;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
