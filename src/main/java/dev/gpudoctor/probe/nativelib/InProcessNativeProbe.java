package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.NativeAnswers;
import dev.gpudoctor.probe.NativeProbe;
import dev.gpudoctor.process.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks the same questions in this very process, for a debugger: no limit, no second try, and a library that crashes takes
 * gpudoctor with it. The libraries see this process's own environment.
 */
public final class InProcessNativeProbe implements NativeProbe {
    @Override
    public Session start(Map<String, String> environment) {
        Installation.find().nativeLibraries().ifPresent(directory -> {
            System.setProperty(Installation.JNA_DIRECTORY, directory.toString());
            System.setProperty("jna.nounpack", "true");
        });
        AnswerBook book = new AnswerBook();
        Objections objections = Objections.ofThisUser().in(environment);
        List<NativeAnswers.Incident> refusals = new ArrayList<>();
        ProbeExecutor executor = new ProbeExecutor(book);
        Consumer<Assignment> take = assignment -> objections
                .to(assignment)
                .ifPresentOrElse(
                        reason -> assignment.library().ifPresent(library -> {
                            book.withhold(assignment, library, reason);
                            refusals.add(new NativeAnswers.Incident(
                                    Question.open(library).toString(), NativeAnswers.Incident.Kind.REFUSED, reason));
                        }),
                        () -> executor.take(assignment));
        take.accept(new Assignment.Nvml());
        take.accept(new Assignment.Driver());
        return new Session() {
            private final List<LibraryQuestion> asked = new ArrayList<>();

            @Override
            public void ask(List<LibraryQuestion> libraries) {
                libraries.forEach(library -> take.accept(new Assignment.File(library)));
                asked.addAll(libraries);
            }

            @Override
            public Answers answers() {
                return new AnswerAssembler(book, Map.of(), List.of())
                        .answers(refusals, asked, List.of(), Optional.empty());
            }

            @Override
            public void close() {
                // Nothing runs beside the caller.
            }
        };
    }
}
