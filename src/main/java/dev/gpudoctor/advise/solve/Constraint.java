package dev.gpudoctor.advise.solve;

import java.util.List;
import java.util.Optional;

/** A rule between one to three components. It always answers the same for the same choices. */
public interface Constraint {
    /** The components it speaks of. */
    List<String> components();

    /**
     * Judges choices.
     *
     * @param choices one per component, in the order of {@link #components()}
     * @return nothing where the rule has nothing to say about these choices
     */
    Optional<Link> judge(List<Choice> choices);
}
