package dev.gpudoctor.advise.solve;

/** A value that a component can take. */
public interface Choice {
    /** How people write it. */
    String label();

    /** What it is a variant of: solutions that differ only in variants of leading components count as one answer. */
    default Object heading() {
        return this;
    }
}
