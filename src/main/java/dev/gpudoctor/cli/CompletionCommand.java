package dev.gpudoctor.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor completion}: made from the commands themselves. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Writes the script with which a shell completes gpudoctor's command lines.",
        footer = "%nFor this shell: source <(gpudoctor completion bash)")
final class CompletionCommand implements Runnable {
    /** Shells that one script serves: in zsh it loads zsh's own bash completion first. */
    enum Shell {
        BASH,
        ZSH
    }

    private final Console console;

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        CommandLine all = new CommandLine(GpudoctorCommand.class, new CommandFactory(console));
        console.out().print(AutoComplete.bash(all.getCommandName(), all));
    }
}
