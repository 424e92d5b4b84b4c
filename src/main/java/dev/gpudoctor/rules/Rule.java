package dev.gpudoctor.rules;

import java.util.List;

/**
 * One rule. It is stateless and total: whatever the facts, it answers with a {@link Judgement}.
 *
 * @param <S> what it judges: the machine, a GPU, a consumer ...
 */
public interface Rule<S> {
    /** Id of the catalogue's condition that a failure means. */
    String id();

    /** The subjects it judges one by one. */
    Scope<S> scope();

    /** The facts without which it can't judge; the runner sees to them before {@link #judge} is called. */
    default List<Need<? super S, ?>> needs() {
        return List.of();
    }

    /**
     * Ids of conditions that, when found, explain a failure of this rule or its being undetermined: found on the machine or
     * on the same subject; on another subject where that is named, {@code id@subject}.
     */
    default List<String> followsFrom() {
        return List.of();
    }

    /** Judges one subject. */
    Judgement judge(Case<S> facts);
}
