package dev.gpudoctor.process;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The child's side of {@link ChildProcess#java}: lines come in, lines go out, and the child does not outlive its
 * parent.
 *
 * <p>Vendor libraries print to standard output as they like. So the pipe to the parent moves to a descriptor of its own
 * and descriptor 1 becomes a second standard error before any such library is loaded.
 */
public final class ParentLink {
    /** Property of a run whose classes the JVM is to archive at its end, which it does only if it ends in its own way. */
    private static final String ARCHIVING = "gpudoctor.archiving";

    private static final int MAX_REQUEST = 4 << 20;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int LOWEST_DESCRIPTOR = 3;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int WNOHANG = 1;
    private static final int RLIMIT_CORE = 4;
    private static final int MAX_ROUNDS = 1000;

    private final String request;
    private final BlockingQueue<String> more = new LinkedBlockingQueue<>();
    private final OutputStream output;

    private ParentLink(String request, OutputStream output) {
        this.request = request;
        this.output = output;
    }

    /**
     * Takes over standard input and output. The calling thread must live as long as the process should, for the kernel
     * ties the death signal to it.
     *
     * @throws IOException if the parent has gone or sent no request
     */
    public static ParentLink open() throws IOException {
        NativeLibrary process = NativeLibrary.getProcess();
        call(process, "prctl", PR_SET_PDEATHSIG, (long) SIGKILL, 0L, 0L, 0L);
        // Orphans of what a library starts stay with us instead of escaping to process 1.
        call(process, "prctl", PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
        forbidCoreDump(process);
        goFirstWhenMemoryIsShort();
        int own = call(process, "fcntl", STDOUT, F_DUPFD_CLOEXEC, LOWEST_DESCRIPTOR);
        call(process, "dup2", STDERR, STDOUT);
        OutputStream output = new FileOutputStream("/proc/self/fd/" + own);
        String request = readLine(System.in).orElseThrow(() -> new IOException("no request from the parent"));
        ParentLink link = new ParentLink(request, output);
        link.endWithParent(System.in);
        return link;
    }

    /** What the parent asked for first. */
    public String request() {
        return request;
    }

    /** The next line that the parent sent after its request; waits for it. */
    public String next() throws InterruptedException {
        return more.take();
    }

    /** Sends one line; safe from any thread. Ends the process when the parent is gone. */
    public void send(String line) {
        try {
            synchronized (output) {
                output.write((line.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
                output.flush();
            }
        } catch (IOException parentIsGone) {
            Runtime.getRuntime().halt(1);
        }
    }

    /**
     * Ends the process at once, by the kernel: static destructors of vendor libraries can outlive what they destroy, so
     * none is run, and the JVM's own way would wait 0.3 s for the thread that listens to the parent.
     */
    public void end(int status) {
        if (Boolean.getBoolean(ARCHIVING)) {
            Runtime.getRuntime().halt(status);
        }
        NativeLibrary process = NativeLibrary.getProcess();
        endChildren(process);
        process.getFunction("_exit").invokeVoid(new Object[] {status});
    }

    /** What a library has started and left behind; each one that dies may leave its own children to us. */
    private static void endChildren(NativeLibrary process) {
        Function wait = process.getFunction("waitpid");
        Function kill = process.getFunction("kill");
        int ended = wait.invokeInt(new Object[] {-1, null, WNOHANG});
        for (int round = 0; ended >= 0 && round < MAX_ROUNDS; round++) {
            ProcessHandle.current()
                    .children()
                    .forEach(child -> kill.invokeInt(new Object[] {(int) child.pid(), SIGKILL}));
            ended = wait.invokeInt(new Object[] {-1, null, WNOHANG});
        }
    }

    /** A library that takes all memory must cost this process its life and no other one. */
    private static void goFirstWhenMemoryIsShort() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException e) {
            // Without /proc the kernel chooses for itself; the parent's own limit holds all the same.
            return;
        }
    }

    /** By limit and not by the JVM's own switch, which would turn the signal of a crash into exit status 1. */
    private static void forbidCoreDump(NativeLibrary process) throws IOException {
        try (Memory noBytes = new Memory(2L * Long.BYTES)) {
            noBytes.clear();
            call(process, "setrlimit", RLIMIT_CORE, noBytes);
        }
    }

    private static int call(NativeLibrary library, String name, Object... arguments) throws IOException {
        try {
            return library.getFunction(name, Function.C_CONVENTION | Function.THROW_LAST_ERROR)
                    .invokeInt(arguments);
        } catch (LastErrorException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    /** One line; empty at the end of the input. */
    private static Optional<String> readLine(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                return Optional.empty();
            }
            if (line.size() == MAX_REQUEST) {
                throw new IOException("a line of more than " + MAX_REQUEST + " bytes from the parent");
            }
            line.write(next);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    /** The parent holds our standard input open as long as it lives; its end is ours. */
    private void endWithParent(InputStream input) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        for (Optional<String> line = readLine(input); line.isPresent(); line = readLine(input)) {
                            more.add(line.get());
                        }
                    } catch (IOException broken) {
                        Runtime.getRuntime().halt(1);
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watcher.setDaemon(true);
        watcher.start();
    }
}
