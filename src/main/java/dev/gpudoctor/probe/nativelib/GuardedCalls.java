package dev.gpudoctor.probe.nativelib;

import java.util.Set;
import java.util.function.Supplier;

/** Puts questions, each written down before it is asked, except those that ended an earlier child. */
final class GuardedCalls {
    private final Protocol protocol;
    private final Set<String> faults;

    /** @param faults what must not be asked, see {@link Question#fault()} */
    GuardedCalls(Protocol protocol, Set<String> faults) {
        this.protocol = protocol;
        this.faults = Set.copyOf(faults);
    }

    /** The answer, or {@link Reply#missing()} where the question must not be asked. */
    Reply ask(Question question, Supplier<Reply> call) {
        if (faults.contains(question.fault())) {
            return Reply.missing();
        }
        protocol.asking(question);
        Reply reply = call.get();
        protocol.answered(question, reply);
        return reply;
    }
}
