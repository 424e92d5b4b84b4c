package dev.gpudoctor.process;

import com.sun.jna.NativeLibrary;

/**
 * Makes this process the parent of those below it whose own parents have ended. A child of ours adopts the orphans of what
 * it loads as long as it lives; when it crashes, they come to us and not to process 1, where nobody would know them.
 */
public final class Adoption {
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    private final Thread thread;

    private Adoption(Thread thread) {
        this.thread = thread;
    }

    /** Begins in a thread of its own, for JNA takes as long to load as a child takes to start. */
    public static Adoption begin(Installation installation) {
        // Not in the program's own group of threads, to which JNA would add one that goes on for a while.
        ThreadGroup group = Thread.currentThread().getThreadGroup().getParent();
        Thread thread = new Thread(group, () -> adopt(installation), "adoption");
        thread.setDaemon(true);
        thread.start();
        return new Adoption(thread);
    }

    /** The same lines, of which none is given before orphans are adopted. */
    public Iterable<String> before(Iterable<String> lines) {
        return () -> {
            try {
                thread.join();
            } catch (InterruptedException childHasEnded) {
                Thread.currentThread().interrupt();
            }
            return lines.iterator();
        };
    }

    private static void adopt(Installation installation) {
        installation.nativeLibraries().ifPresent(directory -> {
            System.setProperty(Installation.JNA_DIRECTORY, directory.toString());
            System.setProperty("jna.nounpack", "true");
            System.setProperty("jna.platform.library.path", "");
            try {
                NativeLibrary.getProcess()
                        .getFunction("prctl")
                        .invokeInt(new Object[] {PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L});
            } catch (LinkageError e) {
                // Without it, orphans are known by their mark and by having been seen.
                return;
            }
        });
    }
}
