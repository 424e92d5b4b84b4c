package dev.gpudoctor.cli;

/** Ends this process when its launcher is gone: whoever kills the launcher means gpudoctor. */
final class LauncherWatch {
    /** Long enough that most runs end before the first look. */
    private static final long INTERVAL_MILLIS = 300;

    private static final String NAME = "launcher-watch";

    private LauncherWatch() {}

    /** Whether that thread is the watch. */
    static boolean isOurs(Thread thread) {
        return thread.getName().equals(NAME);
    }

    /** @param launcher its process id */
    static void start(long launcher) {
        Thread thread = new Thread(() -> watch(launcher), NAME);
        thread.setDaemon(true);
        thread.start();
    }

    private static void watch(long launcher) {
        try {
            do {
                Thread.sleep(INTERVAL_MILLIS);
            } while (isParent(launcher));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        // With the shutdown hooks, which end the children.
        System.exit(ExitCode.FAULT);
    }

    /** Where there is no /proc, no parent is known. */
    private static boolean isParent(long launcher) {
        return ProcessHandle.current()
                .parent()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != launcher)
                .isEmpty();
    }
}
