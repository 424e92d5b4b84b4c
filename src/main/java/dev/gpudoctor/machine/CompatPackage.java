package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;

/**
 * A forward-compatibility directory ({@code /usr/local/cuda-X.Y/compat}).
 *
 * @param directory where its libcuda lies
 * @param driver driver release its libcuda was taken from
 * @param cuda CUDA level it offers
 * @param note text of the ELF note {@code .note.cuda.fwd_compatibility}
 * @param active whether the loader would take its libcuda first
 */
public record CompatPackage(
        String directory, Observed<Version> driver, Observed<Version> cuda, Observed<String> note, boolean active) {}
