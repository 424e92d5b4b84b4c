package dev.gpudoctor.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a program that may crash, hang, flood its output or leave processes behind, and comes back all the same: within
 * the limits, with bounded memory, and with nothing of the program's process tree left.
 *
 * <p>Immutable; each setter returns a changed copy. The argument vector goes to the program as it is; no shell reads it.
 */
public final class ChildProcess {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);
    private static final int DEFAULT_MAX_LINE = 1 << 20;
    private static final long DEFAULT_MAX_OUTPUT = 64L << 20;
    /** The first Java for which AOT caches are made, and from which on it complains of native libraries. */
    private static final int COMPLAINS_OF_NATIVE_ACCESS = 25;

    private static final int ERROR_LINES_EACH = 200;
    private static final int MAX_ERROR_LINE = 4096;
    /** How long a pipe may stay open after the child ended: its last words are there, or somebody else holds it. */
    private static final Duration PIPE_GRACE = Duration.ofMillis(300);

    private final List<String> argv;
    private final Map<String, Optional<String>> environment;
    private final Duration limit;
    private final Optional<Duration> silence;
    private final int maxLine;
    private final long maxOutput;
    private final long maxMemory;
    private final Iterable<String> input;

    private ChildProcess(
            List<String> argv,
            Map<String, Optional<String>> environment,
            Duration limit,
            Optional<Duration> silence,
            int maxLine,
            long maxOutput,
            long maxMemory,
            Iterable<String> input) {
        this.argv = argv;
        this.environment = environment;
        this.limit = limit;
        this.silence = silence;
        this.maxLine = maxLine;
        this.maxOutput = maxOutput;
        this.maxMemory = maxMemory;
        this.input = input;
    }

    /** The program and its arguments; limits: 60 s in all, lines of 1 MiB, 64 MiB of output. */
    public static ChildProcess of(List<String> argv) {
        return new ChildProcess(
                List.copyOf(argv),
                Map.of(),
                DEFAULT_LIMIT,
                Optional.empty(),
                DEFAULT_MAX_LINE,
                DEFAULT_MAX_OUTPUT,
                Long.MAX_VALUE,
                List.of());
    }

    /**
     * A JVM like this one, set up to start fast and to leave no file behind whatever happens to it: its crash report
     * goes to standard error.
     */
    public static ChildProcess java(List<String> jvmOptions, List<Path> classPath, String mainClass) {
        List<String> argv = new ArrayList<>();
        argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        argv.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+ErrorFileToStderr"));
        argv.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-DumpReplayDataOnError"));
        if (Runtime.version().feature() >= COMPLAINS_OF_NATIVE_ACCESS) {
            argv.add("--enable-native-access=ALL-UNNAMED");
        }
        argv.addAll(jvmOptions);
        argv.add("-cp");
        argv.add(String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        argv.add(mainClass);
        return of(argv).unset("JAVA_TOOL_OPTIONS").unset("_JAVA_OPTIONS").unset("JDK_JAVA_OPTIONS");
    }

    /** The time it may run in all, from its first line of input on if it gets any: one that waits its turn has time. */
    public ChildProcess limit(Duration newLimit) {
        return new ChildProcess(argv, environment, newLimit, silence, maxLine, maxOutput, maxMemory, input);
    }

    /** The time it may go without a line on standard output. */
    public ChildProcess silence(Duration newSilence) {
        return new ChildProcess(
                argv, environment, limit, Optional.of(newSilence), maxLine, maxOutput, maxMemory, input);
    }

    /** The longest line in bytes, the rest of it is dropped; and the most of standard output that is delivered. */
    public ChildProcess output(int maxLineBytes, long maxOutputBytes) {
        return new ChildProcess(argv, environment, limit, silence, maxLineBytes, maxOutputBytes, maxMemory, input);
    }

    /** The most memory of its own that it may take, in bytes; files that it maps do not count. */
    public ChildProcess memory(long maxBytes) {
        return new ChildProcess(argv, environment, limit, silence, maxLine, maxOutput, maxBytes, input);
    }

    /** A line for its standard input, which stays open afterwards until the child has ended. */
    public ChildProcess input(String line) {
        return input(List.of(line));
    }

    /**
     * Lines for its standard input, which stays open afterwards until the child has ended. Each is sent as soon as the
     * iteration gives it, in a thread of its own that is interrupted when the child has ended.
     */
    public ChildProcess input(Iterable<String> lines) {
        return new ChildProcess(argv, environment, limit, silence, maxLine, maxOutput, maxMemory, lines);
    }

    /** Sets an environment variable. */
    public ChildProcess set(String variable, String value) {
        return set(Map.of(variable, value));
    }

    /** Sets environment variables. */
    public ChildProcess set(Map<String, String> variables) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        variables.forEach((variable, value) -> values.put(variable, Optional.of(value)));
        return environment(values);
    }

    /** Takes an environment variable away. */
    public ChildProcess unset(String variable) {
        return environment(Map.of(variable, Optional.empty()));
    }

    private ChildProcess environment(Map<String, Optional<String>> changes) {
        Map<String, Optional<String>> changed = new LinkedHashMap<>(environment);
        changed.putAll(changes);
        return new ChildProcess(argv, Map.copyOf(changed), limit, silence, maxLine, maxOutput, maxMemory, input);
    }

    /** The program and its arguments. */
    public List<String> argv() {
        return argv;
    }

    /**
     * Runs it to its end in the calling thread, which gets every line of standard output as it comes. The thread that
     * starts a child must outlive it, for a child of ours dies with that thread (see {@link ParentLink}).
     *
     * @throws InterruptedException if the calling thread was interrupted; the child is gone then
     */
    public ChildResult run(Consumer<String> onLine) throws InterruptedException {
        ProcessTree tree = new ProcessTree();
        Process process;
        try {
            process = builder(tree).start();
        } catch (IOException e) {
            return new ChildResult(
                    new ChildEnd.NotStarted(String.valueOf(e.getMessage())), Duration.ZERO, List.of(), 0, List.of());
        }
        Thread hook = new Thread(() -> killAtShutdown(tree, process));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return new Watch(process, tree, onLine).untilEnd();
        } finally {
            removeHook(hook);
        }
    }

    private ProcessBuilder builder(ProcessTree tree) {
        ProcessBuilder builder = new ProcessBuilder(argv);
        environment.forEach((variable, value) ->
                value.ifPresentOrElse(text -> builder.environment().put(variable, text), () -> builder.environment()
                        .remove(variable)));
        builder.environment().put(ProcessTree.MARK_VARIABLE, tree.mark());
        return builder;
    }

    private static void killAtShutdown(ProcessTree tree, Process process) {
        try {
            tree.kill(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            // The JVM is ending and runs the hook itself, which finds nothing left to kill.
            return;
        }
    }

    /** One run: two reader threads, and the calling thread that hands lines on and looks at the clock. */
    private final class Watch {
        private static final int QUEUE = 256;
        private static final long TICK_MILLIS = 5;
        /** How often the child's memory and its own children are looked at. */
        private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

        private final Process process;
        private final ProcessTree tree;
        private final Consumer<String> onLine;
        private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUE);
        private final HeadAndTail errors = new HeadAndTail(ERROR_LINES_EACH);
        private final LineReader output;
        private final LineReader error;
        private final List<Thread> readers;
        private final Thread writer;
        /** Since when time counts. */
        private volatile long start;

        private volatile boolean begun;
        private long delivered;
        private long undelivered;
        private long lastLine;
        private long lastLook;

        Watch(Process process, ProcessTree tree, Consumer<String> onLine) {
            this.process = process;
            this.tree = tree;
            this.start = System.nanoTime();
            this.onLine = onLine;
            this.lastLine = start;
            this.lastLook = start;
            this.output = new LineReader(process.getInputStream(), maxLine);
            this.error = new LineReader(process.getErrorStream(), MAX_ERROR_LINE);
            this.readers = List.of(
                    thread("output", () -> read(output, lines::put)), thread("errors", () -> read(error, errors::add)));
            this.writer = thread("input", this::writeInput);
        }

        ChildResult untilEnd() throws InterruptedException {
            Optional<ChildEnd> killedFor = Optional.empty();
            List<Long> survivors = List.of();
            boolean finished = false;
            try {
                while (process.isAlive() && killedFor.isEmpty()) {
                    deliver(lines.poll(TICK_MILLIS, TimeUnit.MILLISECONDS));
                    killedFor = overLimit();
                }
                tree.observe(process);
                killedFor.ifPresent(end -> process.destroyForcibly());
                drain(System.nanoTime() + PIPE_GRACE.toNanos());
                // That the pipes have ended proves nothing: Java itself closes them when the child has ended.
                if (killedFor.isPresent() || !endedCleanly() || pipesAreOpen() || tree.isLeft(process)) {
                    survivors = tree.kill(process);
                    drain(System.nanoTime() + PIPE_GRACE.toNanos());
                }
                finished = true;
            } finally {
                if (!finished) {
                    Thread.interrupted();
                    tree.kill(process);
                }
                closeStreams();
            }
            Duration wallTime = Duration.ofNanos(System.nanoTime() - start);
            long dropped = output.dropped() + error.dropped() + errors.droppedBytes() + undelivered;
            return new ChildResult(killedFor.orElseGet(this::end), wallTime, errors.lines(), dropped, survivors);
        }

        private Optional<ChildEnd> overLimit() {
            long now = System.nanoTime();
            if (now - lastLook > LOOK_NANOS) {
                lastLook = now;
                tree.observe(process);
                if (ProcessTree.ownMemory(process) > maxMemory) {
                    return Optional.of(new ChildEnd.TookTooMuch(maxMemory));
                }
            }
            if (!begun) {
                return Optional.empty();
            }
            if (now - start > limit.toNanos()) {
                return Optional.of(new ChildEnd.TimedOut(limit));
            }
            long heard = Math.max(start, lastLine);
            return silence.filter(allowed -> now - heard > allowed.toNanos()).map(ChildEnd.FellSilent::new);
        }

        private ChildEnd end() {
            int status = process.exitValue();
            return status > 128 && status <= 128 + 64
                    ? new ChildEnd.Signalled(status - 128)
                    : new ChildEnd.Exited(status);
        }

        private boolean endedCleanly() {
            return !process.isAlive() && process.exitValue() == 0;
        }

        private boolean pipesAreOpen() {
            return readers.stream().anyMatch(Thread::isAlive);
        }

        /** Hands on what is still in the pipes, until they are closed or the time is over. */
        private void drain(long deadline) throws InterruptedException {
            while (System.nanoTime() < deadline && (pipesAreOpen() || !lines.isEmpty())) {
                deliver(lines.poll(1, TimeUnit.MILLISECONDS));
            }
            for (String line = lines.poll(); line != null; line = lines.poll()) {
                deliver(line);
            }
        }

        private void deliver(String line) {
            if (line == null) {
                return;
            }
            lastLine = System.nanoTime();
            delivered += line.length() + 1;
            if (delivered > maxOutput) {
                undelivered += line.length() + 1;
            } else {
                onLine.accept(line);
            }
        }

        private void read(LineReader reader, LineReader.Sink sink) {
            try {
                reader.readAll(sink);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                // The stream was closed under the reader, which is how a pipe held by a stranger ends.
                errors.add("(output cut off: " + e.getMessage() + ")");
            }
        }

        private void begin() {
            if (!begun) {
                start = System.nanoTime();
                begun = true;
            }
        }

        private void writeInput() {
            OutputStream stream = process.getOutputStream();
            try {
                for (String line : input) {
                    begin();
                    stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    stream.flush();
                }
                begin();
            } catch (IOException e) {
                // A child that ended or closed its input without reading it; how it ended is the answer.
                errors.add("(input not taken: " + e.getMessage() + ")");
            }
        }

        private void closeStreams() {
            readers.forEach(Thread::interrupt);
            writer.interrupt();
            for (InputStream stream : List.of(process.getInputStream(), process.getErrorStream())) {
                try {
                    stream.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // Input that the child never took cannot be flushed any more.
                errors.add("(input not taken: " + e.getMessage() + ")");
            }
        }

        private Thread thread(String name, Runnable body) {
            Thread thread = new Thread(body, "child-" + process.pid() + "-" + name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
    }
}
