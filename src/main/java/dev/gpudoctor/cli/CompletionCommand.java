package dev.gpudoctor.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor completion}: made from the commands themselves. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Prints the completion script for a shell.",
        footer = "%nFor this shell: source <(gpudoctor completion bash); in fish: gpudoctor completion fish | source")
final class CompletionCommand implements Runnable {
    /** Shells; one script serves bash and zsh, where it loads zsh's own bash completion first. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    /** The values of enumerations, which picocli writes as Java does. */
    private static final Pattern VALUES = Pattern.compile("(?<=_args=\\().*(?=\\) #)");

    private final Console console;

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        CommandLine all = new CommandLine(GpudoctorCommand.class, new CommandFactory(console));
        console.out().print(shell == Shell.FISH ? FishCompletion.of(all) : bash(all));
    }

    private static String bash(CommandLine all) {
        return VALUES.matcher(AutoComplete.bash(all.getCommandName(), all))
                .replaceAll(values -> values.group().toLowerCase(Locale.ROOT));
    }
}
