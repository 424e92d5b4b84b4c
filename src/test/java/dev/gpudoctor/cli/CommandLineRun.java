package dev.gpudoctor.cli;

import dev.gpudoctor.app.ThisMachine;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * One command line, run in this process.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int code, String out, String err) {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    /** Runs it without any input. */
    public static CommandLineRun of(String... arguments) {
        return withInput("", arguments);
    }

    /** Runs it with that text on standard input. */
    public static CommandLineRun withInput(String input, String... arguments) {
        return with(Map.of(), input, arguments);
    }

    /** Runs it with those variables and that text on standard input. */
    public static CommandLineRun with(Map<String, String> environment, String input, String... arguments) {
        return in(Path.of(""), environment, input, arguments);
    }

    /** Runs it in that directory, with those variables and that text on standard input. */
    public static CommandLineRun in(
            Path directory, Map<String, String> environment, String input, String... arguments) {
        return at(NOW, directory.toAbsolutePath(), environment, input, arguments);
    }

    /** Runs it in that directory with that text on standard input. */
    public static CommandLineRun in(Path directory, String input, String... arguments) {
        return at(NOW, directory, Map.of(), input, arguments);
    }

    /** Runs it with those variables and that text on standard input, its output going to a terminal. */
    public static CommandLineRun onTerminal(Map<String, String> environment, String input, String... arguments) {
        return run(ThisMachine.real(), NOW, Path.of("").toAbsolutePath(), environment, true, input, arguments);
    }

    /** Runs it at that time in that directory, with those variables and that text on standard input. */
    public static CommandLineRun at(
            Instant now, Path directory, Map<String, String> environment, String input, String... arguments) {
        return run(ThisMachine.real(), now, directory, environment, false, input, arguments);
    }

    /** Runs it on that machine, with those variables and that text on standard input. */
    public static CommandLineRun on(
            ThisMachine machine, Map<String, String> environment, String input, String... arguments) {
        return run(machine, NOW, Path.of("").toAbsolutePath(), environment, false, input, arguments);
    }

    private static CommandLineRun run(
            ThisMachine machine,
            Instant now,
            Path directory,
            Map<String, String> environment,
            boolean terminal,
            String input,
            String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err, true),
                environment,
                directory,
                terminal,
                Clock.fixed(now, ZoneOffset.UTC),
                machine);
        int code = new Main(console).run(arguments);
        return new CommandLineRun(code, out.toString(), err.toString());
    }
}
