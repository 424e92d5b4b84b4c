package dev.gpudoctor.rules;

import dev.gpudoctor.compat.Compatibility;
import java.util.Optional;
import java.util.function.Function;

/** Turns the answer of a law into a judgement: what is forbidden fails, what no row decides stays undetermined. */
public final class ByLaw {
    private ByLaw() {}

    /** @param failure tells what is wrong */
    public static Judgement judge(Compatibility answer, Function<Compatibility.Forbidden, Judgement.Failed> failure) {
        if (answer instanceof Compatibility.Forbidden forbidden) {
            return failure.apply(forbidden);
        }
        return answer instanceof Compatibility.Unknown unknown
                ? Judgement.undetermined(unknown.missing())
                : Judgement.pass();
    }

    /** The same for a demand that the matrix may not state. */
    public static Judgement judge(
            Optional<Compatibility> answer,
            String unstated,
            Function<Compatibility.Forbidden, Judgement.Failed> failure) {
        return answer.map(stated -> judge(stated, failure)).orElseGet(() -> Judgement.notApplicable(unstated));
    }
}
