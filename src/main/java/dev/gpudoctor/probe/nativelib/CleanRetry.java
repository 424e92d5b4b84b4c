package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.NativeAnswers.Retry;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Detection by difference: what failed although its file is there is asked again without the variables that steer it. If
 * it works then, each of them is taken away alone, and the one without which it works is the culprit; of LD_LIBRARY_PATH
 * each directory. LD_PRELOAD, without which everything is asked, is tried the other way round.
 */
final class CleanRetry {
    private static final int MAX_FILES = 4;
    private static final int MAX_DIRECTORIES = 6;

    private final Function<ChildEnvironment, ChildRunner> questioning;
    private final ChildEnvironment environment;

    /** @param questioning starts anew in an environment, within the same limits */
    CleanRetry(Function<ChildEnvironment, ChildRunner> questioning, ChildEnvironment environment) {
        this.questioning = questioning;
        this.environment = environment;
    }

    /** What the second tries gave; none where no variable is set that could be to blame. */
    List<Retry> after(ChildRunner first, List<LibraryQuestion> files) throws InterruptedException {
        List<Retry> retries = withoutVariables(first, files);
        retries.addAll(withPreload(first));
        return retries;
    }

    private List<Retry> withoutVariables(ChildRunner first, List<LibraryQuestion> files) throws InterruptedException {
        Stream<Decisive> ofFiles = files.stream()
                .map(Decisive::loading)
                .filter(question -> question.failedIn(first))
                .limit(MAX_FILES);
        List<Decisive> failed = Stream.concat(
                        Stream.of(Decisive.nvml(), Decisive.driver()).filter(question -> question.failedIn(first)),
                        ofFiles)
                .toList();
        List<String> steering = environment.steering();
        List<Retry> retries = new ArrayList<>();
        if (failed.isEmpty() || steering.isEmpty()) {
            return retries;
        }
        List<Decisive> worthMore = ask(failed, steering, retries);
        if (steering.size() > 1 && !worthMore.isEmpty()) {
            for (String variable : steering) {
                ask(worthMore, List.of(variable), retries);
            }
        }
        if (!worthMore.isEmpty() && retries.stream().noneMatch(CleanRetry::acquitsLibraryPath)) {
            for (String directory :
                    environment.directories().stream().limit(MAX_DIRECTORIES).toList()) {
                ask(worthMore, List.of(directory), retries);
            }
        }
        return retries;
    }

    private static boolean acquitsLibraryPath(Retry retry) {
        return retry.without().size() == 1
                && !retry.without().contains(ChildEnvironment.LIBRARY_PATH)
                && succeeded(retry.answer());
    }

    /** What works without LD_PRELOAD and fails with it. */
    private List<Retry> withPreload(ChildRunner first) throws InterruptedException {
        List<Decisive> working = Stream.of(Decisive.nvml(), Decisive.driver())
                .filter(question -> succeeded(question.answer(first)))
                .toList();
        if (working.isEmpty() || environment.preload().isEmpty()) {
            return List.of();
        }
        ChildRunner again = questioning.apply(environment.withPreload());
        again.run(working.stream().map(Decisive::assignment).toList());
        return working.stream()
                .filter(question -> !succeeded(question.answer(again)))
                .map(question -> new Retry(List.of(ChildEnvironment.PRELOAD), question.name(), question.answer(first)))
                .toList();
    }

    /**
     * Asks without some variables.
     *
     * @return the questions that succeed so, and those whose library is not found any more without a variable, which says
     *     nothing of the others
     */
    private List<Decisive> ask(List<Decisive> questions, List<String> without, List<Retry> retries)
            throws InterruptedException {
        ChildRunner again = questioning.apply(environment.without(without));
        again.run(questions.stream().map(Decisive::assignment).toList());
        List<Decisive> worthMore = new ArrayList<>();
        for (Decisive question : questions) {
            Observed<CallResult> answer = question.answer(again);
            if (!again.book().isWithheld(question.assignment())) {
                retries.add(new Retry(without, question.name(), answer));
            }
            if (answer.isAbsent() || succeeded(answer)) {
                worthMore.add(question);
            }
        }
        return worthMore;
    }

    private static boolean succeeded(Observed<CallResult> answer) {
        return answer.toOptional().filter(CallResult::isSuccess).isPresent();
    }

    /**
     * A question on which others hang.
     *
     * @param name of the question
     * @param assignment that puts it
     * @param reading of what came back
     */
    private record Decisive(String name, Assignment assignment, Function<Facts.Sources, Observed<CallResult>> reading) {
        static Decisive nvml() {
            return new Decisive("nvmlInit_v2", new Assignment.Nvml(), sources -> new NvmlFacts(sources.nvml()).init());
        }

        static Decisive driver() {
            return new Decisive("cuInit", new Assignment.Driver(), sources -> new DriverFacts(sources.driver()).init());
        }

        static Decisive loading(LibraryQuestion library) {
            return new Decisive(
                    Question.open(library.path()).toString(),
                    new Assignment.File(library),
                    sources -> sources.library().file(library.path()).map(file -> new CallResult(0, "")));
        }

        Observed<CallResult> answer(ChildRunner questioning) {
            return reading.apply(new Facts.Sources(questioning.book(), questioning.faults()));
        }

        /** A library that is nowhere cannot be cured by another environment; all else may be. */
        boolean failedIn(ChildRunner questioning) {
            Observed<CallResult> answer = answer(questioning);
            return !answer.isAbsent()
                    && !succeeded(answer)
                    && !questioning.book().isWithheld(assignment);
        }
    }
}
