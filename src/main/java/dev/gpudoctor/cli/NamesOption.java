package dev.gpudoctor.cli;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.report.Names;
import dev.gpudoctor.report.OutputFormat;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether the answers of commands other than {@code check} keep names; the same boundary as a report's. */
final class NamesOption {
    @Option(
            names = "--no-redact",
            description = "Keep host name, user, home directory and GPU ids, which all formats except text leave out.")
    private boolean noRedact;

    /**
     * The answer as it may leave the program. Annotations on GitHub keep the paths by which their files are found.
     *
     * @param machine the one that was looked at, if any was
     */
    String clean(OutputFormat format, String answer, Console console, Optional<Machine> machine) {
        boolean kept = noRedact || format == OutputFormat.TEXT || format == OutputFormat.GITHUB;
        return format.clean(kept ? answer : names(console, machine).answer(format, answer));
    }

    /** An answer without names of whoever asks, such as those in paths of files that were given; as text it keeps them. */
    static String clean(OutputFormat format, String answer, Console console) {
        return format.clean(
                format == OutputFormat.TEXT
                        ? answer
                        : names(console, Optional.empty()).answer(format, answer));
    }

    private static Names names(Console console, Optional<Machine> machine) {
        return machine.map(seen -> Names.of(seen, console.environment()))
                .orElseGet(() -> Names.of(
                        console.environment(),
                        console.environment().getOrDefault("USER", System.getProperty("user.name", ""))));
    }
}
