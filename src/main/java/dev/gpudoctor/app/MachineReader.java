package dev.gpudoctor.app;

import dev.gpudoctor.json.FileFault;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.BoundedLook;
import dev.gpudoctor.probe.MachineProbe;
import dev.gpudoctor.probe.NativeProbe;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.probe.host.RootHost;
import dev.gpudoctor.probe.nativelib.ChildNativeProbe;
import dev.gpudoctor.probe.nativelib.InProcessNativeProbe;
import dev.gpudoctor.probe.nativelib.Limits;
import dev.gpudoctor.report.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The three sources of a machine: this machine, a root file system, or a snapshot. */
public final class MachineReader {
    /** Largest snapshot read. */
    static final int MAX_SNAPSHOT_BYTES = 64 << 20;

    /** What belongs to an environment and names it: not every directory below /usr is a Python. */
    private static final Pattern PARTS = Pattern.compile(
            "bin(?:/(?:python|pypy|activate)[^/]*)?|(?:local/)?lib(?:64)?/(?:python|pypy)[^/]*(?:/(?:site|dist)-packages)?");

    private final Map<String, String> environment;
    private final Path directory;
    private final Clock clock;
    private final InputStream standardInput;
    private final ThisMachine here;
    private final Duration time;
    private final MachineProbe.Scope scope;
    private final Runnable whileWaiting;

    /** A reader that waits for this machine as long as is usual. */
    public MachineReader(
            Map<String, String> environment, Path directory, Clock clock, InputStream standardInput, ThisMachine here) {
        this(environment, directory, clock, standardInput, here, Limits.DEFAULT.overall());
    }

    /** @param time how long this machine may keep us waiting */
    public MachineReader(
            Map<String, String> environment,
            Path directory,
            Clock clock,
            InputStream standardInput,
            ThisMachine here,
            Duration time) {
        this(environment, directory, clock, standardInput, here, time, MachineProbe.Scope.EVERYTHING, () -> {});
    }

    private MachineReader(
            Map<String, String> environment,
            Path directory,
            Clock clock,
            InputStream standardInput,
            ThisMachine here,
            Duration time,
            MachineProbe.Scope scope,
            Runnable whileWaiting) {
        this.environment = Map.copyOf(environment);
        this.directory = directory;
        this.clock = clock;
        this.standardInput = standardInput;
        this.here = here;
        this.time = time;
        this.scope = scope;
        this.whileWaiting = whileWaiting;
    }

    /** The same, but of this machine it reads no more than that. */
    public MachineReader of(MachineProbe.Scope narrower) {
        return new MachineReader(environment, directory, clock, standardInput, here, time, narrower, whileWaiting);
    }

    /** The same reader, which calls this once it has asked the driver, because the answer takes a while; must not block. */
    public MachineReader whileWaiting(Runnable work) {
        return new MachineReader(environment, directory, clock, standardInput, here, time, scope, work);
    }

    /**
     * Reads a snapshot or the machine of a report.
     *
     * @param file a file, or {@code -} for standard input
     * @throws InputException if it can't be read or is no such thing
     */
    public Snapshot read(String file) throws InputException {
        try (InputStream in = file.equals("-") ? standardInput : Files.newInputStream(directory.resolve(file))) {
            byte[] bytes = in.readNBytes(MAX_SNAPSHOT_BYTES + 1);
            if (bytes.length > MAX_SNAPSHOT_BYTES) {
                throw new InputException(file + ": larger than any snapshot (" + (MAX_SNAPSHOT_BYTES >> 20) + " MiB)");
            }
            Snapshot snapshot = Snapshot.parse(new String(bytes, StandardCharsets.UTF_8));
            Optional<String> windows = WindowsTrees.sign(snapshot.machine());
            if (windows.isPresent()) {
                throw new InputException(file + ": " + ofWindows(windows.get()));
            }
            return snapshot;
        } catch (IOException e) {
            throw new InputException("can't read " + file + ": " + FileFault.reason(e));
        } catch (InvalidPathException e) {
            throw new InputException("can't read " + file + ": not the name of a file");
        } catch (Snapshot.ForeignSnapshotException e) {
            throw new InputException(file + ": " + e.getMessage());
        }
    }

    /**
     * Looks at a root file system.
     *
     * @param pythons environments to look at besides, as paths inside it
     * @param programs executables and libraries to look at, as paths inside it
     * @throws InputException if it is no directory that can be read
     */
    public Machine root(Path root, List<Path> pythons, List<Path> programs) throws InputException {
        Optional<String> windows = WindowsTrees.sign(directory.resolve(root));
        if (windows.isPresent()) {
            throw new InputException("--root: " + root + ": " + ofWindows(windows.get()));
        }
        try {
            Host host = RootHost.of(directory.resolve(root));
            return look(
                    host,
                    new ChildNativeProbe(limits()),
                    pythons.stream().map(Path::toString).toList(),
                    programs.stream().map(Path::toString).toList(),
                    OptionalLong.empty());
        } catch (IOException e) {
            throw new InputException("--root: can't read directory " + root + ": " + FileFault.reason(e));
        }
    }

    static String ofWindows(String sign) {
        return "this is of Windows (" + sign + "), which gpudoctor cannot judge yet";
    }

    /**
     * Looks at this machine.
     *
     * @param pythons environments to look at besides
     * @param pid process to look at
     * @param inProcess whether libraries are loaded into this process, which may die of it
     */
    public Machine live(List<Path> pythons, Optional<Integer> pid, boolean inProcess) throws InputException {
        return live(pythons, List.of(), pid, inProcess);
    }

    /**
     * Looks at this machine.
     *
     * @param pythons environments to look at besides
     * @param programs executables and libraries to look at
     * @param pid process to look at
     * @param inProcess whether libraries are loaded into this process, which may die of it
     * @throws InputException if a place that is named is not what it should be
     */
    public Machine live(List<Path> pythons, List<Path> programs, Optional<Integer> pid, boolean inProcess)
            throws InputException {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("PWD", directory.toAbsolutePath().normalize().toString());
        NativeProbe asking = inProcess
                ? new InProcessNativeProbe()
                : new ChildNativeProbe(limits(), scope == MachineProbe.Scope.EVERYTHING);
        return look(
                here.host().apply(variables),
                given -> {
                    NativeProbe.Session session = asking.start(given);
                    whileWaiting.run();
                    return session;
                },
                pythons.stream().map(this::absolute).toList(),
                programs.stream().map(this::absolute).toList(),
                pid.map(OptionalLong::of).orElse(OptionalLong.empty()));
    }

    private Machine look(
            Host host, NativeProbe nativeProbe, List<String> pythons, List<String> programs, OptionalLong pid)
            throws InputException {
        for (String program : programs) {
            Optional<String> fault = MachineProbe.faultOfProgram(host, program);
            if (fault.isPresent()) {
                throw new InputException("--program: can't read " + program + ": " + fault.get());
            }
        }
        for (String python : pythons) {
            String place = python.startsWith("/") ? python : "/" + python;
            boolean there = BoundedLook.within(
                            MachineProbe.Options.patience(time), () -> host.isFile(place) || host.isDirectory(place))
                    .orElseThrow(() -> new InputException("--python: its file system does not answer: " + python));
            if (!there) {
                throw new InputException("--python: no such file or directory: " + python);
            }
        }
        MachineProbe.Options options = new MachineProbe.Options(
                pythons, programs, pid, MachineProbe.Options.patience(time), time, scope, Matrix.builtIn());
        return new MachineProbe(host, nativeProbe, options, clock).look();
    }

    /** The libraries are asked once the first subject is known, and have the rest of the time. */
    private Limits limits() {
        return Limits.DEFAULT.within(time.minus(MachineProbe.Options.patience(time)));
    }

    private String absolute(Path path) {
        return directory.resolve(path).toAbsolutePath().normalize().toString();
    }

    /**
     * The machine as it matters to the question.
     *
     * @param gpu index or UUID of the GPU to judge for; empty for all
     * @param pythons environments to judge; empty for all
     * @param programs executables and libraries to judge; empty for all
     * @param pid process to judge; empty for all consumers
     * @throws InputException if what is asked for is not there
     */
    public Machine narrow(
            Machine machine, Optional<String> gpu, List<Path> pythons, List<Path> programs, Optional<Integer> pid)
            throws InputException {
        Machine narrowed = machine;
        if (gpu.isPresent()) {
            narrowed = narrowed.with(only(gpu.get(), machine.gpus()));
        }
        if (!pythons.isEmpty() || !programs.isEmpty()) {
            List<String> places = new ArrayList<>();
            for (Path path : pythons) {
                places.add(environment(machine, path));
            }
            List<Consumer> named = narrowed.consumers().stream()
                    .filter(consumer -> consumer.kind() == Consumer.Kind.PROGRAM
                            ? !programs.isEmpty()
                            : consumer.kind() == Consumer.Kind.PYTHON && places.contains(consumer.place()))
                    .toList();
            if (!programs.isEmpty() && named.stream().noneMatch(one -> one.kind() == Consumer.Kind.PROGRAM)) {
                throw new InputException("--program: this snapshot has no such program: " + programs.get(0));
            }
            narrowed = narrowed.with(named);
        }
        if (pid.isPresent()) {
            List<Consumer> processes = narrowed.consumers().stream()
                    .filter(consumer -> consumer.kind() == Consumer.Kind.PROCESS)
                    .toList();
            if (processes.isEmpty()) {
                throw new InputException("--pid: no process " + pid.get());
            }
            narrowed = narrowed.with(processes);
        }
        return narrowed;
    }

    /** The environment that a path names: its directory, its interpreter or its directory of packages. */
    private String environment(Machine machine, Path path) throws InputException {
        String wanted = machine.scene().kind() == Scene.Kind.ROOT ? path.toString() : absolute(path);
        return machine.pythons().stream()
                .map(PythonEnvironment::prefix)
                .filter(prefix -> wanted.equals(prefix)
                        || wanted.startsWith(prefix + "/")
                                && PARTS.matcher(wanted.substring(prefix.length() + 1))
                                        .matches())
                .max(Comparator.comparingInt(String::length))
                .orElseThrow(() -> new InputException("--python: no Python environment at " + path));
    }

    private static Observed<List<Gpu>> only(String wanted, Observed<List<Gpu>> gpus) throws InputException {
        if (!gpus.isFound()) {
            return gpus;
        }
        List<Gpu> matching = gpus.toOptional().orElseThrow().stream()
                .filter(gpu -> wanted.equals(String.valueOf(gpu.index()))
                        || gpu.uuid().toOptional().filter(wanted::equals).isPresent())
                .toList();
        if (matching.isEmpty()) {
            throw new InputException("--gpu: no GPU has the index or UUID " + wanted);
        }
        return new Observed.Found<>(matching, gpus.evidence());
    }
}
