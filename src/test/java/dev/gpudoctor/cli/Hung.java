package dev.gpudoctor.cli;

/** The program with a thread that never ends, as one that waits for a dead file system. */
final class Hung {
    private Hung() {}

    /** @param arguments those of the program */
    public static void main(String[] arguments) {
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        try {
                            Thread.sleep(Long.MAX_VALUE);
                        } catch (InterruptedException e) {
                            continue;
                        }
                    }
                },
                "probe");
        thread.setDaemon(true);
        thread.start();
        Main.main(arguments);
    }
}
