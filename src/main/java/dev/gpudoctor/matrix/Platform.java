package dev.gpudoctor.matrix;

/** Whose driver numbers count; WSL counts as Windows. */
public enum Platform {
    LINUX,
    WINDOWS
}
