package dev.gpudoctor.advise.image;

import dev.gpudoctor.matrix.Image;
import java.util.List;

/**
 * What there is to say of an image on a machine.
 *
 * @param reason the judgement as a sentence
 * @param sources ids of the documents it rests on
 */
public record ImageAdvice(Image image, Run run, String reason, List<String> sources) {
    /** How an image runs, best first. */
    public enum Run {
        /** The driver is of its CUDA level. */
        NATIVE,
        /** The driver is of its CUDA major: no PTX from its toolkit, no newer features. */
        MINOR_VERSION,
        /** Through the compatibility libraries inside, which data center GPUs may use. */
        FORWARD_COMPAT,
        /** Its contents are not fully known. */
        UNKNOWN,
        /** It does not run. */
        NOT
    }

    public ImageAdvice {
        sources = List.copyOf(sources);
    }
}
