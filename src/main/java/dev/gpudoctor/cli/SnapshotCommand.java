package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.fleet.Node;
import dev.gpudoctor.json.FileFault;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Redactor;
import dev.gpudoctor.report.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gpudoctor snapshot}. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Writes all facts about the machine as JSON, without names that identify it.")
final class SnapshotCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private MachineOptions machineOptions;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file instead of standard output.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--no-redact", description = "Keep host name, user, home directory and GPU ids.")
    private boolean noRedact;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "Name of this machine in a fleet; default: none, because host names are left out.")
    private Optional<String> node = Optional.empty();

    SnapshotCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException {
        if (node.isPresent() && !Node.isName(node.get())) {
            throw new InputException("--node: '" + node.get()
                    + "' is not a node name (letters, digits, dots, underscores and hyphens, as in a host name)");
        }
        Snapshot seen = machineOptions.read(console);
        Snapshot known = noRedact ? seen : new Redactor(seen, console.environment()).snapshot();
        Machine machine = known.machine();
        Snapshot snapshot =
                node.isPresent() ? known.with(machine.with(machine.scene().named(node.get()))) : known;
        String text = OutputFormat.JSON.clean(Json.pretty(snapshot.tree()));
        if (output.isEmpty() || output.get().equals("-")) {
            console.out().print(text);
            return ExitCode.OK;
        }
        try {
            Files.writeString(console.directory().resolve(output.get()), text, StandardCharsets.UTF_8);
            return ExitCode.OK;
        } catch (IOException e) {
            throw new InputException("--output: can't write " + output.get() + ": " + FileFault.reason(e));
        }
    }
}
