package dev.gpudoctor.report;

import dev.gpudoctor.finding.Remedy;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A remedy's argument vector as a line that a shell would read back as the same vector. */
final class CommandText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private CommandText() {}

    static String of(Remedy remedy) {
        return of(remedy.argv(), remedy.needsRoot());
    }

    static String of(List<String> argv, boolean needsRoot) {
        String command = argv.stream().map(CommandText::quote).collect(Collectors.joining(" "));
        return needsRoot ? "sudo " + command : command;
    }

    private static String quote(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
