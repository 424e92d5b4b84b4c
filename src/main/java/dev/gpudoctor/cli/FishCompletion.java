package dev.gpudoctor.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The script with which fish completes command lines: one {@code complete} for each command, option and set of values. */
final class FishCompletion {
    /** Commands are told by the words before the cursor that are no options, so that two may share their last name. */
    private static final String CONDITIONS = """
            function __%1$s_words
                string match --invert -- '-*' (commandline --tokenize --cut-at-cursor --current-process)[2..]
            end
            function __%1$s_at
                set --local words (__%1$s_words)
                test "$words" = "$argv"
            end
            function __%1$s_below
                set --local words (__%1$s_words) ''
                string match --quiet -- "$argv *" "$words"
            end
            """;

    private final String program;
    private final StringBuilder script = new StringBuilder();

    private FishCompletion(String program) {
        this.program = program;
    }

    /** The script for that command and those below it. */
    static String of(CommandLine all) {
        FishCompletion completion = new FishCompletion(all.getCommandName());
        completion.script.append(String.format(CONDITIONS, all.getCommandName()));
        completion.command(all.getCommandSpec(), "");
        return completion.script.toString();
    }

    private void command(CommandSpec command, String words) {
        boolean group = !command.subcommands().isEmpty();
        String condition = ("__" + program + (group ? "_at " : "_below ") + words).strip();
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                String parameter = option.arity().max() > 0 ? " --require-parameter" : "";
                complete(condition, names(option) + parameter + values(option), option.description());
            }
        }
        for (ArgSpec parameter : command.positionalParameters()) {
            if (parameter.completionCandidates() != null) {
                complete(condition, values(parameter), parameter.description());
            }
        }
        command.subcommands().forEach((name, below) -> {
            CommandSpec spec = below.getCommandSpec();
            complete(
                    condition,
                    " --no-files --arguments " + name,
                    spec.usageMessage().description());
            command(spec, words.isEmpty() ? name : words + " " + name);
        });
    }

    private void complete(String condition, String what, String... description) {
        script.append("complete --command " + program + " --condition " + quoted(condition) + what);
        if (description.length > 0) {
            script.append(" --description " + quoted(String.format(description[0])));
        }
        script.append("\n");
    }

    private static String names(OptionSpec option) {
        return List.of(option.names()).stream()
                .map(name -> name.startsWith("--")
                        ? " --long-option " + name.substring(2)
                        : " --short-option " + name.substring(1))
                .collect(Collectors.joining());
    }

    /** Values that are listed, in the spelling of the pages; any other value may be a file. */
    private static String values(ArgSpec argument) {
        if (argument.completionCandidates() == null) {
            return "";
        }
        return " --no-files --arguments "
                + quoted(StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                        .map(value -> value.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" ")));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
