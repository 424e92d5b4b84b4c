package dev.gpudoctor.cli;

/** A command with work that need not wait for its command line. */
interface Early {
    /** Begins that work, and does not wait for it. */
    void begin();
}
