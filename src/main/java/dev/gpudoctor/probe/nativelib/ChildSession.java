package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.machine.NativeAnswers.Retry;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.Lazy;
import dev.gpudoctor.probe.NativeProbe;
import dev.gpudoctor.probe.NativeProbe.Answers;
import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import dev.gpudoctor.process.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One run of questions. Threads of its own start the children, read them and outlive them; the caller's thread hands over
 * files and waits.
 */
final class ChildSession implements NativeProbe.Session {
    private static final long MAX_OUTPUT = 32L << 20;

    /** Beyond the limits of the children, for one that does not die at once. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Lazy<ChildEnvironment> environment;
    private final long deadline;
    private final boolean startsCuda;
    private final CompletableFuture<List<CompletableFuture<ChildRunner>>> libraries = new CompletableFuture<>();
    private final CompletableFuture<Answers> answers = new CompletableFuture<>();
    private final List<LibraryQuestion> asked = new ArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Function<ChildEnvironment, ChildRunner> questionings;

    private ChildSession(Limits limits, boolean startsCuda, Map<String, String> variables) {
        this.startsCuda = startsCuda;
        Objections objections = Objections.ofThisUser();
        // Not by the caller: a directory in a variable can be on a file system that does not answer.
        this.environment = new Lazy<>(() -> ChildEnvironment.of(variables, objections.root()));
        Installation installation = Installation.find();
        this.deadline = System.nanoTime() + limits.overall().toNanos();
        this.questionings = each -> new ChildRunner(
                new Child(installation, each.variables(), MAX_OUTPUT),
                limits,
                deadline,
                objections.in(each.variables()));
    }

    static ChildSession start(Limits limits, boolean startsCuda, Map<String, String> variables) {
        ChildSession session = new ChildSession(limits, startsCuda, variables);
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
    public void ask(List<LibraryQuestion> libraries) {
        asked.addAll(libraries);
        List<Assignment> all =
                asked.stream().<Assignment>map(Assignment.File::new).toList();
        List<Assignment> first = ChildRunner.together(all);
        List<Assignment> second =
                all.stream().filter(file -> !first.contains(file)).toList();
        this.libraries.complete(Stream.of(first, second)
                .filter(group -> !group.isEmpty())
                .map(this::startAsking)
                .toList());
    }

    @Override
    public Answers answers() {
        long patience = deadline - System.nanoTime() + GRACE.toNanos();
        try {
            return answers.get(patience, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Answers.without(Observed.unreadable("what the libraries are asked with could not be read in time"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answers.without(Observed.unreadable("interrupted"));
        }
    }

    /** Waits until the children are gone, but not for a thread that the kernel does not let go. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + GRACE.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && System.nanoTime() < end) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<ChildRunner> startAsking(List<Assignment> group) {
        CompletableFuture<ChildRunner> result = new CompletableFuture<>();
        startThread(result, () -> questioned(group));
        return result;
    }

    private ChildRunner questioned(List<Assignment> assignments) throws InterruptedException {
        ChildRunner questioning = questionings.apply(environment.get());
        questioning.run(assignments);
        return questioning;
    }

    /** The driver takes long to answer; the libraries do not need it and are asked meanwhile. */
    private Answers work() throws InterruptedException {
        ChildRunner questioning = questioned(
                startsCuda ? List.of(new Assignment.Nvml(), new Assignment.Driver()) : List.of(new Assignment.Nvml()));
        if (!startsCuda && from(questioning).lacksGpus()) {
            questioning.run(List.of(new Assignment.Driver()));
        }
        for (CompletableFuture<ChildRunner> group : await(libraries)) {
            questioning.absorb(await(group));
        }
        // Whose fault it is that CUDA does not start matters only to those who want it started.
        List<Retry> retries =
                startsCuda ? new CleanRetry(questionings, environment.get()).after(questioning, asked) : List.of();
        AnswerAssembler from = from(questioning);
        // The tool would open what was not to be opened.
        Optional<NvidiaSmi> tool = from.lacksNvml() && !questioning.book().isWithheld(new Assignment.Nvml())
                ? NvidiaSmi.run(environment.get().variables())
                : Optional.empty();
        List<Incident> refusals = Stream.concat(environment.get().refusals().stream(), questioning.refusals().stream())
                .toList();
        return from.answers(refusals, asked, retries, tool);
    }

    private static AnswerAssembler from(ChildRunner questioning) {
        return new AnswerAssembler(questioning.book(), questioning.faults(), questioning.incidents());
    }

    private static <T> T await(CompletableFuture<T> later) throws InterruptedException {
        try {
            return later.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
