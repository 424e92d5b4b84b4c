package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.GpuSample;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.process.ChildResult;
import dev.gpudoctor.process.Installation;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Asks NVML again and again how one GPU is doing, in one child JVM that lives as long as this. Whatever NVML does, an
 * answer or a stated fault comes back, and after a fault the same fault. Belongs to the thread that uses it.
 */
public final class NvmlSampler implements AutoCloseable {
    /** More than a child says that gives a sample, some two KiB, four times a second for a day. */
    private static final long MAX_OUTPUT = 1L << 30;

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Assignment.Sample sample;
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Observed<GpuSample>> samples = new LinkedBlockingQueue<>();
    private final AnswerBook book = new AnswerBook();
    private final NvmlFacts facts = new NvmlFacts(new Facts.Sources(book, Map.of()).nvml());
    private final Thread thread;

    /** @param answer how long an answer may take */
    NvmlSampler(Child child, Duration answer, int gpu, Objections objections) {
        this.sample = new Assignment.Sample(gpu);
        // A child dies with the thread that started it, so this one lives as long as the child.
        this.thread = new Thread(() -> work(child, answer, objections), "gpu-sampler");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts the child.
     *
     * @param answer how long an answer may take; also the longest time between two questions
     * @param environment variables NVML is asked with
     * @param gpu NVML's index
     */
    public static NvmlSampler start(Duration answer, Map<String, String> environment, int gpu) {
        Objections objections = Objections.ofThisUser();
        ChildEnvironment variables = ChildEnvironment.of(environment, objections.root());
        return new NvmlSampler(
                new Child(Installation.find(), variables.variables(), MAX_OUTPUT),
                answer,
                gpu,
                objections.in(variables.variables()));
    }

    /** How the GPU is doing now; without an answer, why there is none and will be none. */
    public Observed<GpuSample> next() throws InterruptedException {
        requests.add(sample.line());
        Observed<GpuSample> answer = samples.take();
        if (!answer.isFound()) {
            samples.add(answer);
        }
        return answer;
    }

    /** Ends the child, whatever it does, and waits until it is gone, unless this thread is interrupted. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Child child, Duration answer, Objections objections) {
        Observed<GpuSample> end = Observed.unreadable("not asked any more");
        try {
            Optional<String> objection = objections.to(sample);
            if (objection.isPresent()) {
                end = Observed.unreadable(objection.get());
                return;
            }
            ChildResult result = child.run(Requests::new, answer, LONGEST, this::accept);
            end = Observed.unreadable(fault(result));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            samples.add(end);
        }
    }

    private void accept(String line) {
        book.accept(line);
        if (book.takeFinished(sample)) {
            samples.add(facts.sample(sample.gpu()));
        }
    }

    private String fault(ChildResult result) {
        Optional<Question> pending = book.takePending();
        return pending.map(question -> "the process that asked " + question + " did not survive: ")
                        .orElse("the process that asks NVML ended: ")
                + ChildFault.of(result).detail();
    }

    /** What the child is asked, as it comes; ends when the child has ended. */
    private final class Requests implements Iterator<String> {
        private Optional<String> next = Optional.empty();

        @Override
        public boolean hasNext() {
            try {
                next = Optional.of(requests.take());
                return true;
            } catch (InterruptedException childIsGone) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public String next() {
            return next.orElseThrow();
        }
    }
}
