package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * One cuDNN.
 *
 * @param main its {@code libcudnn.so.N}
 * @param version of the main library
 * @param cudaMajor CUDA major it was built for
 * @param parts its sub-libraries, the main one left out
 * @param missingParts sub-libraries that this generation has and that are not beside it
 */
public record Cudnn(
        Library main,
        Observed<Version> version,
        Observed<Integer> cudaMajor,
        List<Library> parts,
        List<String> missingParts) {
    public Cudnn {
        parts = List.copyOf(parts);
        missingParts = List.copyOf(missingParts);
    }
}
