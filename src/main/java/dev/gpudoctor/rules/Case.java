package dev.gpudoctor.rules;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import java.util.Optional;

/**
 * One subject before one rule, with all that may be known.
 *
 * @param <S> the subject's type
 * @param subject what is judged
 * @param machine the whole machine
 * @param matrix what fits together
 */
public record Case<S>(S subject, Machine machine, Matrix matrix) {
    /**
     * A needed fact, which the runner has seen to.
     *
     * @throws IllegalStateException if the rule did not declare the need
     */
    public <T> T get(Need<? super S, T> need) {
        return find(need).orElseThrow(() -> new IllegalStateException("undeclared need: " + need.name()));
    }

    /** The column of driver tables that counts here: under WSL the driver is Windows'. */
    public Platform platform() {
        return machine.os().wsl().isFound() ? Platform.WINDOWS : Platform.LINUX;
    }

    /** A fact if it was found. */
    public <T> Optional<T> find(Need<? super S, T> need) {
        return need.read().apply(machine, subject).toOptional();
    }

    /** The observation behind a need, for its evidence. */
    public <T> Observed<T> observed(Need<? super S, T> need) {
        return need.read().apply(machine, subject);
    }
}
