package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.app.Stragglers;
import dev.gpudoctor.finding.Template;
import dev.gpudoctor.matrix.MatrixException;
import dev.gpudoctor.report.OutputFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. Only the static {@link #main} touches the process; everything else can be run in a test. */
public final class Main {
    private static final String NAME = "gpudoctor";
    /** Property that holds the process id of the launcher. */
    private static final String LAUNCHER = "gpudoctor.launcher";
    /** Added to exit codes for the launcher, which so knows them from those with which Java ends by itself. */
    private static final int FOR_LAUNCHER = 100;
    /** Real-time signals, of which nobody else makes use, that tell the launcher to end with one of the codes. */
    private static final int FIRST_SIGNAL = 40;

    /** The names of the option that picocli's standard options give every command. */
    private static final Set<String> VERSION = Set.of("-V", "--version");

    private static final List<Integer> CODES =
            List.of(ExitCode.OK, ExitCode.FINDINGS, ExitCode.USAGE, ExitCode.UNDETERMINED, ExitCode.FAULT);

    private final Console console;

    public Main(Console console) {
        this.console = console;
    }

    public static void main(String... arguments) {
        Optional<Long> launcher = Optional.ofNullable(Long.getLong(LAUNCHER));
        launcher.ifPresent(LauncherWatch::start);
        int code = new Main(Console.ofProcess()).run(arguments);
        if (launcher.isPresent() && Stragglers.areLeft(LauncherWatch::isOurs)) {
            Stragglers.tellLauncher(launcher.get(), FIRST_SIGNAL + CODES.indexOf(code));
        }
        Runtime.getRuntime().halt(launcher.isPresent() ? FOR_LAUNCHER + code : code);
    }

    /** Runs one command line and gives its exit code. */
    public int run(String... arguments) {
        int code = answer(arguments);
        // Nothing is worse than a fault of our own, not even an answer that was lost.
        return code != ExitCode.FAULT && isLost() ? ExitCode.USAGE : code;
    }

    /** Whether standard output did not take the whole answer. */
    private boolean isLost() {
        Optional<String> loss = console.loss();
        loss.ifPresent(reason -> console.err().println("gpudoctor: can't write to standard output: " + reason));
        return loss.isPresent();
    }

    /** Whatever is thrown would end the JVM with the code for findings. */
    private int answer(String... arguments) {
        try {
            return dispatch(arguments);
        } catch (RuntimeException | Error fault) {
            return explain(fault);
        }
    }

    private int dispatch(String... arguments) {
        if (arguments.length == 1 && VERSION.contains(arguments[0])) {
            // Without the model of all commands, which takes longer than all the rest.
            Stream.of(Release.current().lines()).forEach(console.out()::println);
            return ExitCode.OK;
        }
        Optional<Class<?>> command = command(arguments);
        if (command.isEmpty()) {
            return run(new CommandLine(GpudoctorCommand.class, new CommandFactory(console)), arguments);
        }
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        CommandLine commandLine = new CommandLine(command.get(), CommandFactory.toRun(console, List.of(rest)));
        commandLine.setCommandName(NAME + " " + commandLine.getCommandName());
        return run(commandLine, rest);
    }

    /** The command that the first argument names: the model of all the others would cost a fifth of a short run. */
    private static Optional<Class<?>> command(String... arguments) {
        return Stream.of(arguments).findFirst().map(GpudoctorCommand.BY_NAME::get);
    }

    private int run(CommandLine commandLine, String... arguments) {
        commandLine.setOut(console.out());
        commandLine.setErr(console.err());
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(
                console.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        commandLine.setUsageHelpWidth(Math.max(80, console.width()));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((fault, args) -> refuse(fault));
        commandLine.setExecutionExceptionHandler((fault, command, parsed) -> explain(fault));
        return commandLine.execute(arguments);
    }

    private int refuse(ParameterException fault) {
        CommandLine command = fault.getCommandLine();
        console.err()
                .println("gpudoctor: " + firstLine(fault) + suggestion(fault) + " (see "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        return ExitCode.USAGE;
    }

    /** What a mistyped command is closest to, or the options that begin as a mistyped one does. */
    private static String suggestion(ParameterException fault) {
        List<String> similar =
                fault instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        if (similar.isEmpty()) {
            return "";
        }
        return "; did you mean " + (similar.get(0).startsWith("-") ? String.join(" or ", similar) : similar.get(0))
                + "?";
    }

    private int explain(Throwable fault) {
        if (fault instanceof InputException || fault instanceof MatrixException) {
            console.err().println("gpudoctor: " + firstLine(fault));
            return ExitCode.USAGE;
        }
        console.err().println("gpudoctor: a fault of gpudoctor itself: " + harmless(fault.toString()));
        if (console.environment().containsKey("GPUDOCTOR_DEBUG")) {
            fault.printStackTrace(console.err());
        } else {
            console.err().println("gpudoctor: set GPUDOCTOR_DEBUG=1 for the stack trace");
        }
        return ExitCode.FAULT;
    }

    /** Messages quote what could not be used, which may be anybody's text. */
    private static String firstLine(Throwable fault) {
        return harmless(String.valueOf(fault.getMessage()).lines().findFirst().orElse("unusable"));
    }

    private static String harmless(String text) {
        return OutputFormat.TEXT.clean(Template.printable(text));
    }
}
