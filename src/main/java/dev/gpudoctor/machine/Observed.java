package dev.gpudoctor.machine;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One fact and how it came to be known or not.
 *
 * @param <T> the fact's type
 */
public sealed interface Observed<T> {
    /** The fact was read. */
    record Found<T>(T value, List<Evidence> evidence) implements Observed<T> {
        public Found {
            evidence = List.copyOf(evidence);
        }
    }

    /** It was looked for, everywhere it could be, and is not there. */
    record Absent<T>(List<String> lookedIn) implements Observed<T> {
        public Absent {
            lookedIn = List.copyOf(lookedIn);
        }
    }

    /** It may be there, but could not be read. */
    record Unreadable<T>(String reason, List<Evidence> evidence) implements Observed<T> {
        public Unreadable {
            evidence = List.copyOf(evidence);
        }
    }

    /** The question makes no sense here, such as a loaded module in a root file system. */
    record NotApplicable<T>(String reason) implements Observed<T> {}

    static <T> Observed<T> found(T value, Evidence... evidence) {
        return new Found<>(value, List.of(evidence));
    }

    static <T> Observed<T> absent(String... lookedIn) {
        return new Absent<>(List.of(lookedIn));
    }

    static <T> Observed<T> unreadable(String reason, Evidence... evidence) {
        return new Unreadable<>(reason, List.of(evidence));
    }

    static <T> Observed<T> notApplicable(String reason) {
        return new NotApplicable<>(reason);
    }

    /** The value if it was found; why it was not is for the caller to have ruled out. */
    default Optional<T> toOptional() {
        return this instanceof Found<T> found ? Optional.of(found.value()) : Optional.empty();
    }

    default boolean isFound() {
        return this instanceof Found<T>;
    }

    default boolean isAbsent() {
        return this instanceof Absent<T>;
    }

    default boolean isUnreadable() {
        return this instanceof Unreadable<T>;
    }

    /** What backs this observation; empty where there is nothing to show. */
    default List<Evidence> evidence() {
        if (this instanceof Found<T> found) {
            return found.evidence();
        }
        return this instanceof Unreadable<T> unreadable ? unreadable.evidence() : List.of();
    }

    /** The same observation of something derived from the value. */
    default <R> Observed<R> map(Function<? super T, ? extends R> change) {
        if (this instanceof Found<T> found) {
            return new Found<>(change.apply(found.value()), found.evidence());
        }
        return missing();
    }

    /** The same observation, the value itself being an observation. */
    default <R> Observed<R> flatMap(Function<? super T, Observed<R>> change) {
        return this instanceof Found<T> found ? change.apply(found.value()) : missing();
    }

    /** The same lack of an answer, for a value of another type; not for what was found. */
    default <R> Observed<R> lacking() {
        if (isFound()) {
            throw new IllegalStateException("something was found");
        }
        return missing();
    }

    private <R> Observed<R> missing() {
        if (this instanceof Absent<T> absent) {
            return new Absent<>(absent.lookedIn());
        }
        if (this instanceof Unreadable<T> unreadable) {
            return new Unreadable<>(unreadable.reason(), unreadable.evidence());
        }
        return new NotApplicable<>(((NotApplicable<T>) this).reason());
    }
}
