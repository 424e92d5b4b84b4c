package dev.gpudoctor.advise.solve;

/** A value that a component can take. */
public interface Choice {
    /** How people write it. */
    String label();
}
