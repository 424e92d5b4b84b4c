package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.MachineReader;
import dev.gpudoctor.probe.MachineProbe;
import dev.gpudoctor.report.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which machine a command looks at: this one, a root file system, or a snapshot. */
final class MachineOptions {
    /** The names of all options here. */
    static final List<String> NAMES = List.of(
            "--root", "--host", "--from", "--python", "--program", "--pid", "--gpu", "--timeout", "--in-process");

    private static final String USUAL_TIMEOUT = "60";

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Check this root file system instead of the running machine.")
    private Optional<Path> root = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "SNAPSHOT",
            description = "A snapshot of the machine that --root will run on.")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "SNAPSHOT",
            description = "Check a snapshot or report; - reads standard input.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--python", paramLabel = "ENV", description = "Check this Python environment only.")
    private List<Path> pythons = new ArrayList<>();

    @Option(names = "--program", paramLabel = "FILE", description = "Check this executable or shared library only.")
    private List<Path> programs = new ArrayList<>();

    @Option(names = "--pid", paramLabel = "PID", description = "Check this running process.")
    private Optional<Integer> pid = Optional.empty();

    @Option(names = "--gpu", paramLabel = "INDEX|UUID", description = "Check for this GPU only.")
    private Optional<String> gpu = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = USUAL_TIMEOUT,
            description = "Give up on probes after this time; default ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--in-process",
            hidden = true,
            description = "Load vendor libraries into this process; for debugging.")
    private boolean inProcess;

    /** What is looked at without any of these options. */
    static MachineOptions usual() {
        MachineOptions options = new MachineOptions();
        options.timeout = Integer.parseInt(USUAL_TIMEOUT);
        return options;
    }

    /** Whether arguments have none of these options and ask for no help; in a file of arguments there could be some. */
    static boolean areUsual(List<String> arguments) {
        return arguments.stream()
                .noneMatch(argument -> argument.startsWith("@")
                        || Stream.concat(NAMES.stream(), Stream.of("-h", "--help", "-V", "--version"))
                                .anyMatch(name -> argument.equals(name) || argument.startsWith(name + "=")));
    }

    /** Whether it is this machine that is looked at. */
    boolean isLive() {
        return from.isEmpty() && root.isEmpty();
    }

    /** How long the machine may take for one answer. */
    Duration limit() {
        return Duration.ofSeconds(timeout);
    }

    /**
     * Reads the machine.
     *
     * @throws InputException if the options contradict each other or name what can't be read
     */
    Snapshot read(Console console) throws InputException {
        return read(console, () -> {});
    }

    /**
     * Reads the machine.
     *
     * @param whileWaiting called once the driver has been asked, because its answer takes a while; must not block
     * @throws InputException if the options contradict each other or name what can't be read
     */
    Snapshot read(Console console, Runnable whileWaiting) throws InputException {
        return read(reader(console).whileWaiting(whileWaiting));
    }

    /**
     * Reads only what loads models; for a process or program, everything.
     *
     * @throws InputException if the options contradict each other or name what can't be read
     */
    Snapshot readRuntimes(Console console) throws InputException {
        return read(
                pid.isPresent() || !programs.isEmpty()
                        ? reader(console)
                        : reader(console).of(MachineProbe.Scope.RUNTIMES));
    }

    private Snapshot read(MachineReader reader) throws InputException {
        if (from.isPresent() && root.isPresent()) {
            throw new InputException("--from and --root exclude each other");
        }
        if (host.isPresent() && root.isEmpty()) {
            throw new InputException("--host goes with --root");
        }
        if (pid.isPresent() && (from.isPresent() || root.isPresent())) {
            throw new InputException("--pid asks about this machine and goes with neither --from nor --root");
        }
        if (timeout < 1) {
            throw new InputException("--timeout: at least one second");
        }
        Snapshot snapshot = from.isPresent()
                ? reader.read(from.get())
                : Snapshot.of(
                        root.isPresent()
                                ? reader.root(root.get(), pythons, programs)
                                : reader.live(pythons, programs, pid, inProcess));
        if (host.isPresent()) {
            snapshot =
                    snapshot.with(snapshot.machine().on(reader.read(host.get()).machine()));
        }
        return snapshot.with(reader.narrow(snapshot.machine(), gpu, pythons, programs, pid));
    }

    /**
     * Another snapshot, of which the same GPU matters.
     *
     * @throws InputException if it can't be read or has no such GPU
     */
    Snapshot read(String file, Console console) throws InputException {
        MachineReader reader = reader(console);
        Snapshot snapshot = reader.read(file);
        return snapshot.with(reader.narrow(snapshot.machine(), gpu, List.of(), List.of(), Optional.empty()));
    }

    private MachineReader reader(Console console) {
        return console.reader(limit());
    }
}
