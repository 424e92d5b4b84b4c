package dev.gpudoctor.process;

import java.time.Duration;

/** How a child process ended. */
public sealed interface ChildEnd {
    /** It ended by itself with this status. */
    record Exited(int status) implements ChildEnd {
        @Override
        public String toString() {
            return "exited with status " + status;
        }
    }

    /**
     * A signal ended it. The JDK reports a signal as status 128 plus its number, as shells do, so a program that exits
     * with such a status by itself is counted here too.
     */
    record Signalled(int signal) implements ChildEnd {
        @Override
        public String toString() {
            return "ended by signal " + signal + name(signal);
        }

        private static String name(int signal) {
            return switch (signal) {
                case 4 -> " (SIGILL)";
                case 6 -> " (SIGABRT)";
                case 7 -> " (SIGBUS)";
                case 8 -> " (SIGFPE)";
                case 9 -> " (SIGKILL)";
                case 11 -> " (SIGSEGV)";
                case 15 -> " (SIGTERM)";
                default -> "";
            };
        }
    }

    /** It ran past its whole time and was killed. */
    record TimedOut(Duration limit) implements ChildEnd {
        @Override
        public String toString() {
            return "killed after its time limit of " + seconds(limit);
        }
    }

    /** It said nothing for too long and was killed. */
    record FellSilent(Duration limit) implements ChildEnd {
        @Override
        public String toString() {
            return "killed after " + seconds(limit) + " without a word";
        }
    }

    /** It took more memory than it was given and was killed. */
    record TookTooMuch(long limit) implements ChildEnd {
        @Override
        public String toString() {
            return "killed because it took more than " + (limit >> 20) + " MiB of memory";
        }
    }

    /** The operating system could not start it. */
    record NotStarted(String reason) implements ChildEnd {
        @Override
        public String toString() {
            return "could not be started: " + reason;
        }
    }

    /** Whether it ended by itself with status 0. */
    default boolean isSuccess() {
        return this instanceof Exited exited && exited.status() == 0;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
