package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.machine.NativeAnswers.Retry;
import dev.gpudoctor.probe.NativeProbe;
import dev.gpudoctor.probe.NativeProbe.Answers;
import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * One run of questions. Threads of its own start the children, read them and outlive them; the caller's thread hands over
 * files and waits.
 */
final class ChildSession implements NativeProbe.Session {
    private static final long MAX_OUTPUT = 32L << 20;

    private final ChildEnvironment environment;
    private final boolean asRoot;
    private final CompletableFuture<List<Assignment>> files = new CompletableFuture<>();
    private final CompletableFuture<Answers> answers = new CompletableFuture<>();
    private final List<LibraryQuestion> asked = new ArrayList<>();
    private final Map<String, Incident> refused = new LinkedHashMap<>();
    private final CompletableFuture<Optional<Questioning>> secondCopies = new CompletableFuture<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Function<ChildEnvironment, Questioning> questionings;

    private ChildSession(Limits limits, Map<String, String> variables) {
        this.asRoot = TrustedFiles.matter();
        this.environment = ChildEnvironment.of(variables, asRoot);
        Installation installation = Installation.find();
        long deadline = System.nanoTime() + limits.overall().toNanos();
        this.questionings =
                each -> new Questioning(new Child(installation, each.variables(), MAX_OUTPUT), limits, deadline);
    }

    static ChildSession start(Limits limits, Map<String, String> variables) {
        ChildSession session = new ChildSession(limits, variables);
        session.startThread(session.answers, session::work);
        return session;
    }

    /** Starts work whose result others wait for, however it ends. */
    private <T> void startThread(CompletableFuture<T> result, Work<T> work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (InterruptedException e) {
                        result.completeExceptionally(e);
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                        throw e;
                    }
                },
                "native-probe");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** What a thread of a session does. */
    private interface Work<T> {
        T call() throws InterruptedException;
    }

    @Override
    public Answers finish(List<LibraryQuestion> libraries) {
        for (LibraryQuestion library : libraries) {
            objection(library)
                    .ifPresentOrElse(
                            reason -> refused.put(
                                    library.path(),
                                    new Incident(
                                            Question.open(library.path()).toString(), Incident.Kind.REFUSED, reason)),
                            () -> asked.add(library));
        }
        List<Assignment> all =
                asked.stream().<Assignment>map(Assignment.File::new).toList();
        List<Assignment> first = Questioning.together(all);
        List<Assignment> second =
                all.stream().filter(file -> !first.contains(file)).toList();
        if (second.isEmpty()) {
            secondCopies.complete(Optional.empty());
        } else {
            startThread(secondCopies, () -> Optional.of(askSecondCopies(second)));
        }
        files.complete(first);
        return answers.join();
    }

    private Optional<String> objection(LibraryQuestion library) {
        if (library.path().indexOf('\n') >= 0) {
            return Optional.of("its name has a line break in it");
        }
        return asRoot
                ? TrustedFiles.objection(library.path()).map(reason -> "not opened as root: " + reason)
                : Optional.empty();
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs at the same time as the first child, for it needs another process anyway. */
    private Questioning askSecondCopies(List<Assignment> copies) throws InterruptedException {
        Questioning questioning = questionings.apply(environment);
        questioning.run(copies, CompletableFuture.completedFuture(List.of()));
        return questioning;
    }

    private Answers work() throws InterruptedException {
        Questioning questioning = questionings.apply(environment);
        questioning.run(List.of(new Assignment.Nvml(), new Assignment.Driver()), files);
        Questioning.await(secondCopies).ifPresent(questioning::absorb);
        List<Retry> retries = new CleanRetry(questionings, environment).after(questioning, asked);
        AnswersFrom from = new AnswersFrom(questioning.book(), questioning.faults(), questioning.incidents());
        Optional<NvidiaSmi> tool = from.lacksNvml() ? NvidiaSmi.run(environment.variables(), asRoot) : Optional.empty();
        return from.answers(environment.refusals(), refused, asked, retries, tool);
    }
}
