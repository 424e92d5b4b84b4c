package dev.gpudoctor.advise.solve;

import java.util.List;
import java.util.function.Supplier;

/** What a rule says of some choices. Its sentence is made when it is read: a search asks far more often than it tells. */
public final class Link {
    private final Fit fit;
    private final String rule;
    private final List<String> components;
    private final Supplier<String> sentence;
    private final List<String> sources;

    /**
     * A judgement.
     *
     * @param rule the rule's name
     * @param components the components it speaks of
     * @param sentence makes the sentence that tells it
     * @param sources ids of the documents it rests on
     */
    public Link(Fit fit, String rule, List<String> components, Supplier<String> sentence, List<String> sources) {
        this.fit = fit;
        this.rule = rule;
        this.components = List.copyOf(components);
        this.sentence = sentence;
        this.sources = List.copyOf(sources);
    }

    /** The same judgement, said of these components. */
    public Link about(List<String> others) {
        return new Link(fit, rule, others, sentence, sources);
    }

    public Fit fit() {
        return fit;
    }

    public String rule() {
        return rule;
    }

    public List<String> components() {
        return components;
    }

    public List<String> sources() {
        return sources;
    }

    /** The judgement as a sentence. */
    public String reason() {
        return sentence.get();
    }

    @Override
    public String toString() {
        return fit + " " + components + " " + reason();
    }
}
