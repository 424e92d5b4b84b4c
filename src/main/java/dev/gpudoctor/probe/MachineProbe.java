package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Container;
import dev.gpudoctor.machine.ContainerTooling;
import dev.gpudoctor.machine.Cpu;
import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.DeviceNode;
import dev.gpudoctor.machine.DriverLibraries;
import dev.gpudoctor.machine.Interconnect;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.KernelDriver;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Limits;
import dev.gpudoctor.machine.Loader;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Machine.FabricManager;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.OperatingSystem;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.NativeProbe.Answers;
import dev.gpudoctor.probe.NativeProbe.LibraryQuestion;
import dev.gpudoctor.probe.NativeProbe.VersionCall;
import dev.gpudoctor.probe.host.Host;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at a whole machine. Modules and device nodes are read before any library is asked and again after it, for
 * asking can change both; all other files are read while the libraries answer.
 */
public final class MachineProbe {
    private static final int MAX_QUESTIONS = 24;

    private final Host host;
    private final NativeProbe nativeProbe;
    private final Options options;
    private final Clock clock;

    /**
     * What to look at besides what is found by itself.
     *
     * @param pythons environments, interpreters or package directories to look at
     * @param programs executables and libraries to look at
     * @param pid process to look at
     * @param patience how long one subject may take
     * @param overall how long all may take together, save what the native probe takes
     * @param scope what is looked at
     * @param matrix how programs load their libraries
     */
    public record Options(
            List<String> pythons,
            List<String> programs,
            OptionalLong pid,
            Duration patience,
            Duration overall,
            Scope scope,
            Matrix matrix) {
        private static final Duration USUAL = Duration.ofSeconds(10);
        /** As many subjects as wait for one another. */
        private static final int IN_A_ROW = 5;

        public Options {
            pythons = List.copyOf(pythons);
            programs = List.copyOf(programs);
        }

        /** How long one subject may take of a time: ten seconds, or so little that all that can hang in a row end in it. */
        public static Duration patience(Duration time) {
            Duration share = Duration.ofNanos(time.toNanos() / IN_A_ROW);
            return USUAL.compareTo(share) < 0 ? USUAL : share;
        }
    }

    /** How much of a machine a question needs. */
    public enum Scope {
        EVERYTHING,
        /** All that is installed, and the GPUs as NVML knows them; that CUDA starts is not tried where that tells enough. */
        INVENTORY,
        /** What loads models: TensorRT, Python environments and GPUs, these as for an inventory. The rest is left unread. */
        RUNTIMES
    }

    /** @param nativeProbe asked only where the host is a running machine that has a driver library */
    public MachineProbe(Host host, NativeProbe nativeProbe, Options options, Clock clock) {
        this.host = host;
        this.nativeProbe = nativeProbe;
        this.options = options;
        this.clock = clock;
    }

    /** Whether Python packages of that normalised name are looked for. */
    public static boolean looksForPackage(String name) {
        return PythonProbe.WANTED.contains(name);
    }

    /** Why a file is not one that can be looked at as a program; nothing where it is. */
    public static Optional<String> faultOfProgram(Host host, String path) {
        return ProgramLinkage.fault(host, path);
    }

    /** Looks once. */
    public Machine look() {
        Instant now = clock.instant();
        try (Watch watch = new Watch(options.patience(), options.overall())) {
            Host files = new DirectoryCache(host);
            GapRecorder attentive = new GapRecorder(files);
            Packages packages = new Packages(host);
            Libraries libraries = new Libraries(attentive, packages);
            LoaderResolution loader = LoaderResolution.of(attentive, libraries);
            Accounts accounts = new Accounts(host);
            KernelDriverProbe kernelProbe = new KernelDriverProbe(host, packages);
            DeviceNodeProbe nodeProbe = new DeviceNodeProbe(host, accounts);
            Watch.Task<Observed<List<String>>> modulesBefore = modules(watch, kernelProbe);
            Watch.Task<Observed<List<DeviceNode>>> nodesBefore = watch.start("device nodes", nodeProbe);
            Watch.Task<Observed<String>> driverToAsk =
                    watch.start("driver to ask", () -> driverToAsk(loader), Observed::unreadable);
            Observed<List<String>> modules = modulesBefore.result();
            Observed<List<DeviceNode>> nodes = nodesBefore.result();
            try (NativeProbe.Session session = start(driverToAsk.result())) {
                Watch.Task<KernelDriver> kernel = begin(watch, "kernel driver", kernelProbe);
                Watch.Task<List<PythonEnvironment>> pythonTask =
                        watch.start("python", new PythonProbe(attentive, libraries, options.pythons()));
                Watch.Task<List<Toolkit>> toolkitTask =
                        begin(watch, "toolkits", new ToolkitProbe(attentive, libraries, loader, packages));
                Watch.Task<DriverLibraries> driver =
                        begin(watch, "driver libraries", new DriverLibrariesProbe(attentive, libraries, loader));
                Watch.Task<OperatingSystem> os = begin(watch, "system", new SystemProbe(host, libraries, loader));
                Watch.Task<Cpu> cpu = begin(watch, "cpu", new CpuProbe(host));
                Watch.Task<Limits> limits = begin(watch, "limits", new LimitsProbe(host));
                Watch.Task<Observed<Container>> container = begin(watch, "container", new ContainerProbe(host));
                Watch.Task<Observed<List<PciDevice>>> pci = begin(watch, "pci", new PciProbe(host));
                Watch.Task<Loader> loaderFacts = begin(watch, "loader", new LoaderProbe(host, libraries, loader));
                Watch.Task<Map<String, String>> environment = begin(watch, "environment", new EnvironmentProbe(host));
                Watch.Task<ContainerTooling> tooling =
                        begin(watch, "container tooling", new ContainerToolingProbe(host, packages));
                Watch.Task<Observed<Jetson>> jetson = begin(watch, "jetson", new JetsonProbe(host, packages));
                Watch.Task<Observed<FabricManager>> fabric =
                        begin(watch, "fabric manager", new FabricManagerProbe(host, packages));
                Watch.Task<Observed<Interconnect>> interconnect =
                        begin(watch, "interconnect", new InterconnectProbe(host));
                Watch.Task<Observed<String>> hostName = watch.start("host name", this::hostName, Observed::unreadable);
                Watch.Task<Observed<List<SystemPackage>>> installed =
                        watch.start("packages", packages::installed, Observed::unreadable);

                List<PythonEnvironment> pythons = pythonTask.result();
                List<Toolkit> toolkits = toolkitTask.result();
                Watch.Task<List<Cudnn>> cudnnTask = begin(
                        watch, "cudnn", new CudnnProbe(attentive, libraries, loader, packages, toolkits, pythons));
                Watch.Task<List<TensorRt>> tensorRtTask =
                        watch.start("tensorrt", new TensorRtProbe(attentive, libraries, loader, packages, pythons));
                List<Cudnn> cudnns = cudnnTask.result();
                List<TensorRt> tensorRts = tensorRtTask.result();

                session.ask(questions(toolkits, cudnns, tensorRts));
                List<ConsumerProbe.Draft> drafts = begin(
                                watch,
                                "consumers",
                                new ConsumerProbe(
                                        files,
                                        libraries,
                                        loader,
                                        toolkits,
                                        cudnns,
                                        tensorRts,
                                        pythons,
                                        options.programs(),
                                        options.pid(),
                                        options.matrix()))
                        .result();
                Answers answers = session.answers();
                ReportedVersions spoken = new ReportedVersions(answers);
                toolkits = toolkits.stream().map(spoken::of).toList();
                cudnns = cudnns.stream().map(spoken::of).toList();
                tensorRts = tensorRts.stream().map(spoken::of).toList();
                KnownLibraries known = new KnownLibraries(libraries, toolkits, cudnns, tensorRts, pythons);
                List<Consumer> consumers = watch.start(
                                "consumers",
                                () -> drafts.stream()
                                        .map(draft -> draft.with(known))
                                        .toList(),
                                unread -> List.<Consumer>of())
                        .result();
                Watch.Task<Observed<List<String>>> modulesAfter = modules(watch, kernelProbe);
                Watch.Task<Observed<List<DeviceNode>>> nodesAfter = watch.start("device nodes", nodeProbe);
                return new Machine(
                        scene(now, hostName.result()),
                        os.result(),
                        cpu.result(),
                        limits.result(),
                        container.result(),
                        pci.result(),
                        kernel.result(),
                        nodes,
                        driver.result(),
                        answers.driver()
                                .withChanges(changes(modules, modulesAfter.result(), nodes, nodesAfter.result())),
                        answers.gpus(),
                        fabric.result(),
                        toolkits,
                        cudnns,
                        tensorRts,
                        pythons,
                        loaderFacts.result(),
                        environment.result(),
                        tooling.result(),
                        jetson.result(),
                        installed.result(),
                        consumers,
                        interconnect.result(),
                        Stream.concat(attentive.gaps().stream(), watch.gaps().stream())
                                .toList());
            }
        }
    }

    private static Watch.Task<Observed<List<String>>> modules(Watch watch, KernelDriverProbe probe) {
        return watch.start("kernel modules", probe::modules, Observed::unreadable);
    }

    /** Starts a probe that not every question needs; where it is not needed, its facts say so. */
    private <T> Watch.Task<T> begin(Watch watch, String subject, Probe<T> probe) {
        return options.scope() != Scope.RUNTIMES
                ? watch.start(subject, probe)
                : () -> probe.unread("not needed for the question");
    }

    /** The first of the driver's libraries in the loader's reach. */
    private Observed<String> driverToAsk(LoaderResolution loader) {
        if (host.kind() == Scene.Kind.ROOT) {
            return Observed.notApplicable("a root file system does not run");
        }
        return Stream.of(DriverLibrariesProbe.LIBCUDA, DriverLibrariesProbe.NVML)
                .flatMap(name -> loader.find(name).stream())
                .findFirst()
                .map(Observed::found)
                .orElse(Observed.absent(DriverLibrariesProbe.LIBCUDA, DriverLibrariesProbe.NVML));
    }

    /** A child is worth its start only where there is a driver to ask. */
    private NativeProbe.Session start(Observed<String> driver) {
        return driver.isFound() ? nativeProbe.start(host.environment()) : new Unasked(driver);
    }

    private static List<LibraryQuestion> questions(
            List<Toolkit> toolkits, List<Cudnn> cudnns, List<TensorRt> tensorRts) {
        Map<String, LibraryQuestion> questions = new LinkedHashMap<>();
        cudnns.forEach(cudnn -> ask(questions, VersionCall.CUDNN, cudnn.main()));
        tensorRts.forEach(tensorRt -> ask(questions, VersionCall.TENSORRT, tensorRt.main()));
        toolkits.stream()
                .flatMap(toolkit -> toolkit.libraries().stream())
                .filter(library -> library.name().startsWith("libcudart.so"))
                .forEach(library -> ask(questions, VersionCall.CUDART, library));
        return questions.values().stream().limit(MAX_QUESTIONS).toList();
    }

    private static void ask(Map<String, LibraryQuestion> questions, VersionCall call, Library library) {
        questions.putIfAbsent(library.realPath(), new LibraryQuestion(call, library.path()));
    }

    private static List<String> changes(
            Observed<List<String>> modulesBefore,
            Observed<List<String>> modulesAfter,
            Observed<List<DeviceNode>> nodesBefore,
            Observed<List<DeviceNode>> nodesAfter) {
        Set<String> changes = new TreeSet<>();
        modulesAfter.toOptional().orElse(List.of()).stream()
                .filter(name -> !modulesBefore.toOptional().orElse(List.of()).contains(name))
                .forEach(name -> changes.add("module " + name));
        Set<String> had = nodesBefore.toOptional().orElse(List.of()).stream()
                .map(DeviceNode::path)
                .collect(Collectors.toSet());
        nodesAfter.toOptional().orElse(List.of()).stream()
                .map(DeviceNode::path)
                .filter(path -> !had.contains(path))
                .forEach(path -> changes.add("node " + path));
        return List.copyOf(changes);
    }

    private Scene scene(Instant now, Observed<String> hostName) {
        boolean live = host.kind() == Scene.Kind.LIVE;
        String user = System.getProperty("user.name", "");
        return new Scene(
                host.kind(),
                now,
                host.root(),
                live ? Observed.found(user) : Observed.notApplicable("a root file system has no users at work"),
                live
                        ? Observed.found(user.equals("root"))
                        : Observed.notApplicable("a root file system has no users at work"),
                hostName,
                Observed.absent());
    }

    private Observed<String> hostName() {
        List<String> places = new ArrayList<>(List.of("/proc/sys/kernel/hostname", "/etc/hostname"));
        for (String place : places) {
            Optional<String> name = host.text(place).toOptional().map(String::strip);
            if (name.isPresent() && !name.get().isEmpty()) {
                return Observed.found(name.get());
            }
        }
        return Observed.absent(places.toArray(String[]::new));
    }

    /** No library is asked, for a reason that all answers share. */
    private record Unasked(Observed<?> reason) implements NativeProbe.Session {
        @Override
        public void ask(List<LibraryQuestion> libraries) {
            // they are not asked
        }

        @Override
        public Answers answers() {
            return Answers.without(reason);
        }

        @Override
        public void close() {
            // nothing was started
        }
    }
}
