package dev.gpudoctor.report;

import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.finding.ShellWord;
import java.util.List;
import java.util.stream.Collectors;

/** A remedy's argument vector as a line that a shell would read back as the same vector. */
final class CommandText {
    private CommandText() {}

    static String of(Remedy remedy) {
        return of(remedy.argv(), remedy.needsRoot());
    }

    static String of(List<String> argv, boolean needsRoot) {
        String command = argv.stream().map(ShellWord::quoted).collect(Collectors.joining(" "));
        return needsRoot ? "sudo " + command : command;
    }
}
