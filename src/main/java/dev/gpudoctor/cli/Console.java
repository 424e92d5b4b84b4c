package dev.gpudoctor.cli;

import dev.gpudoctor.app.MachineReader;
import dev.gpudoctor.app.ThisMachine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a command may see of the process it runs in.
 *
 * @param in standard input
 * @param out the payload
 * @param err everything else
 * @param environment the process's variables
 * @param directory working directory
 * @param terminal whether the payload goes to a terminal
 * @param clock the time
 * @param machine the running machine
 */
public record Console(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        Path directory,
        boolean terminal,
        Clock clock,
        ThisMachine machine) {
    private static final int DEFAULT_WIDTH = 100;
    private static final int NARROWEST = 40;
    private static final int WIDEST = 160;

    /** The console of this very process; its launcher says whether standard output is a terminal. */
    static Console ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Console(
                System.in,
                AnswerWriter.ofProcess(),
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                environment,
                Path.of("").toAbsolutePath(),
                environment.getOrDefault("GPUDOCTOR_STDOUT_TTY", "").equals("1"),
                Clock.systemUTC(),
                ThisMachine.real());
    }

    /**
     * Why standard output did not take all that was written to it. Empty if it did, and also if its reader had enough of
     * it, as {@code head} has.
     */
    Optional<String> loss() {
        if (!out.checkError()) {
            return Optional.empty();
        }
        return out instanceof AnswerWriter answer ? answer.loss() : Optional.of("the stream reports an error");
    }

    /** A reader of machines that waits for this one as long as is usual. */
    MachineReader reader() {
        return new MachineReader(environment, directory, clock, in, machine);
    }

    /** @param time how long this machine may keep us waiting */
    MachineReader reader(Duration time) {
        return new MachineReader(environment, directory, clock, in, machine, time);
    }

    /** Columns to write in: COLUMNS where it is set and sensible. */
    public int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        if (!columns.matches("\\d{1,4}")) {
            return DEFAULT_WIDTH;
        }
        return Math.max(NARROWEST, Math.min(WIDEST, Integer.parseInt(columns)));
    }

    /** Whether to colour: on a terminal, unless NO_COLOR is set or TERM is dumb. */
    public boolean colour() {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }
}
