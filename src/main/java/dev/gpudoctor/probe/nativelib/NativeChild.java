package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.process.ParentLink;
import java.io.IOException;

/** The child JVM: reads whom to ask, asks, and writes each answer as one line. */
final class NativeChild {
    private NativeChild() {}

    /**
     * Started by {@link ChildNativeProbe}.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ParentLink parent = ParentLink.open();
        AnswerLines answers = new AnswerLines(parent::send);
        ProbeExecutor executor = new ProbeExecutor(answers);
        Assignment assignment = Assignment.parse(parent.request());
        while (!(assignment instanceof Assignment.End)) {
            executor.take(assignment);
            answers.finished(assignment);
            assignment = Assignment.parse(parent.next());
        }
        parent.end(0);
    }
}
