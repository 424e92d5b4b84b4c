package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.matrix.MatrixException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;

/** The program. Only the static {@link #main} touches the process; everything else can be run in a test. */
public final class Main {
    private final Console console;

    public Main(Console console) {
        this.console = console;
    }

    public static void main(String... arguments) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Map<String, String> environment = System.getenv();
        boolean terminal = environment.getOrDefault("GPUDOCTOR_STDOUT_TTY", "").equals("1");
        InputStream in = System.in;
        int code = new Main(new Console(
                        in, out, err, environment, Path.of("").toAbsolutePath(), terminal, Clock.systemUTC()))
                .run(arguments);
        out.flush();
        Runtime.getRuntime().halt(code);
    }

    /** Runs one command line and gives its exit code. */
    public int run(String... arguments) {
        CommandLine commandLine = new CommandLine(GpudoctorCommand.class, factory(console));
        commandLine.setOut(console.out());
        commandLine.setErr(console.err());
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(
                console.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        commandLine.setUsageHelpWidth(Math.max(80, console.width()));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((fault, args) -> refuse(fault));
        commandLine.setExecutionExceptionHandler((fault, command, parsed) -> explain(fault));
        int code = execute(commandLine, arguments);
        console.out().flush();
        return code;
    }

    /** The library hands on only exceptions; without this an exhausted heap would end with the code for findings. */
    private int execute(CommandLine commandLine, String... arguments) {
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError fault) {
            return explain(fault);
        }
    }

    private int refuse(ParameterException fault) {
        CommandLine command = fault.getCommandLine();
        console.err()
                .println("gpudoctor: "
                        + String.valueOf(fault.getMessage()).lines().findFirst().orElse("bad usage") + " (see "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        return ExitCode.USAGE;
    }

    private int explain(Throwable fault) {
        if (fault instanceof InputException || fault instanceof MatrixException) {
            console.err()
                    .println("gpudoctor: "
                            + String.valueOf(fault.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("unusable input"));
            return ExitCode.USAGE;
        }
        console.err().println("gpudoctor: a fault of gpudoctor itself: " + fault);
        if (console.environment().containsKey("GPUDOCTOR_DEBUG")) {
            fault.printStackTrace(console.err());
        } else {
            console.err().println("gpudoctor: set GPUDOCTOR_DEBUG=1 for the stack trace");
        }
        return ExitCode.FAULT;
    }

    /** Commands that want the console get it through their constructor. */
    private static IFactory factory(Console console) {
        IFactory standard = CommandLine.defaultFactory();
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                    if (constructor.getParameterCount() == 1
                            && constructor.getParameterTypes()[0].equals(Console.class)) {
                        return type.cast(constructor.newInstance(console));
                    }
                }
                return standard.create(type);
            }
        };
    }
}
