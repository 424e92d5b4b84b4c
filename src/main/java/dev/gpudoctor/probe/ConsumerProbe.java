package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Consumer.Kind;
import dev.gpudoctor.machine.Consumer.Use;
import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.How;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.machine.SymbolGap;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.Linkage.Ask;
import dev.gpudoctor.probe.LoaderResolution.Asker;
import dev.gpudoctor.probe.format.ProcessMaps;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What would run here, each with the libraries that the loader gives to it. What those say of themselves comes later, so
 * that files can be followed while the libraries still answer.
 */
final class ConsumerProbe implements Probe<List<ConsumerProbe.Draft>> {
    private static final int MAX_MAPS = 16 << 20;
    private static final String LIBCUDA = DriverLibrariesProbe.LIBCUDA;

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;
    private final List<Toolkit> toolkits;
    private final List<Cudnn> cudnns;
    private final List<TensorRt> tensorRts;
    private final List<PythonEnvironment> pythons;
    private final List<String> programs;
    private final OptionalLong pid;
    private final Matrix matrix;

    /** A consumer of whose libraries only the paths are known. */
    interface Draft {
        Consumer with(KnownLibraries known);
    }

    ConsumerProbe(
            Host host,
            Libraries libraries,
            LoaderResolution loader,
            List<Toolkit> toolkits,
            List<Cudnn> cudnns,
            List<TensorRt> tensorRts,
            List<PythonEnvironment> pythons,
            List<String> programs,
            OptionalLong pid,
            Matrix matrix) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
        this.toolkits = toolkits;
        this.cudnns = cudnns;
        this.tensorRts = tensorRts;
        this.pythons = pythons;
        this.programs = programs;
        this.pid = pid;
        this.matrix = matrix;
    }

    /** The files of each are followed side by side, for they are many and the driver takes its time anyway. */
    @Override
    public List<Draft> read() {
        List<Supplier<Optional<Draft>>> readings = new ArrayList<>();
        pid.ifPresent(id -> readings.add(() -> process(id)));
        programs.forEach(program -> readings.add(() -> Optional.of(program(program))));
        pythons.forEach(python -> readings.addAll(packages(python)));
        tensorRts.stream()
                .filter(tensorRt -> tensorRt.main().origin() != Origin.WHEEL)
                .forEach(tensorRt -> readings.add(() -> Optional.of(tensorRt(tensorRt))));
        toolkits.forEach(toolkit -> readings.add(() -> Optional.of(toolkit(toolkit))));
        return readings.parallelStream()
                .flatMap(reading -> reading.get().stream())
                .toList();
    }

    @Override
    public List<Draft> unread(String reason) {
        return List.of();
    }

    private List<Supplier<Optional<Draft>>> packages(PythonEnvironment python) {
        List<Supplier<Optional<Draft>>> readings = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (PythonPackage found : python.packages()) {
            Optional<Framework> framework = Framework.of(found);
            if (framework.isPresent()) {
                if (done.add(framework.get().program())) {
                    readings.add(() -> Optional.of(framework(python, found, framework.get())));
                }
            } else if (found.gpuFiles()
                    .toOptional()
                    .filter(files -> !files.isEmpty() && !belongToFramework(python, files))
                    .isPresent()) {
                readings.add(() -> extension(python, found));
            }
        }
        return readings;
    }

    /** Whether they are a part of a framework that another package brings, as the plugin's library of JAX is. */
    private boolean belongToFramework(PythonEnvironment python, List<GpuFile> files) {
        return python.packages().stream()
                .flatMap(other -> Framework.of(other).stream()
                        .flatMap(framework -> framework.present(host, other.directory()).stream()))
                .collect(Collectors.toSet())
                .containsAll(files.stream().map(GpuFile::path).toList());
    }

    /** A package that nobody listed, but whose files use the GPU. */
    private Optional<Draft> extension(PythonEnvironment python, PythonPackage found) {
        FrameworkLinkage followed = new FrameworkLinkage(host, libraries, loader, matrix, python);
        ExtensionLinkage extension = new ExtensionLinkage(libraries, python, found, followed);
        Linkage linkage = extension.linkage();
        boolean gpu = extension.hasCode() || linkage.loaded().keySet().stream().anyMatch(Components::isOurs);
        Observed<List<SymbolGap>> gaps =
                gpu ? symbolGaps(linkage, followed.interpreter()) : Observed.notApplicable("no program for the GPU");
        return gpu
                ? Optional.of(known -> consumer(
                        python,
                        found,
                        found.name(),
                        List.copyOf(uses(linkage, known).values()),
                        found.gpuFiles(),
                        linkage.missing(),
                        new Dependencies(loader, known, followed.sites()).of(linkage),
                        gaps))
                : Optional.empty();
    }

    private Draft framework(PythonEnvironment python, PythonPackage found, Framework framework) {
        List<Library> wheels = python.packages().stream()
                .flatMap(other -> other.libraries().stream())
                .toList();
        boolean cuda = found.cuda().isFound();
        FrameworkLinkage followed = new FrameworkLinkage(host, libraries, loader, matrix, python);
        Linkage linkage = followed.of(found, framework, cuda);
        boolean hasFiles = !followed.files(found, framework).isEmpty();
        Observed<List<SymbolGap>> gaps = symbolGaps(linkage, followed.interpreter());
        return known -> {
            Map<Component, Use> uses = uses(linkage, known);
            if (framework.program().equals("tensorrt")) {
                wheels.stream()
                        .filter(library -> library.path().contains("/tensorrt_libs/"))
                        .forEach(library -> put(uses, library, known));
            }
            if (cuda) {
                complete(uses, python, found, hasFiles);
            }
            return consumer(
                    python,
                    found,
                    framework.program(),
                    List.copyOf(uses.values()),
                    Framework.deciding(found.gpuFiles()),
                    linkage.missing(),
                    hasFiles ? new Dependencies(loader, known, followed.sites()).of(linkage) : unfollowed(found),
                    gaps);
        };
    }

    /** A build for the CPU has no such files; of another they must be somewhere. */
    private static Observed<List<Dependency>> unfollowed(PythonPackage found) {
        return found.cuda().isFound()
                ? Observed.unreadable(
                        "its files are not here", new Evidence(Source.FILE, found.directory(), found.name()))
                : Observed.notApplicable("no files for CUDA");
    }

    private static Consumer consumer(
            PythonEnvironment python,
            PythonPackage found,
            String program,
            List<Use> uses,
            Observed<List<GpuFile>> gpuFiles,
            List<String> missing,
            Observed<List<Dependency>> dependencies,
            Observed<List<SymbolGap>> symbolGaps) {
        return new Consumer(
                Kind.PYTHON,
                program + " in " + python.kind().name().toLowerCase(Locale.ROOT) + " " + python.prefix(),
                python.prefix(),
                program,
                Observed.found(
                        found.version(),
                        new Evidence(Source.PACKAGE_DATABASE, found.directory(), found.name() + " " + found.version())),
                python.python(),
                uses,
                gpuFiles,
                missing,
                dependencies,
                symbolGaps);
    }

    private Observed<List<SymbolGap>> symbolGaps(Linkage linkage, List<String> interpreter) {
        return new SymbolGaps(libraries, linkage, interpreter).of(linkage.entries());
    }

    /**
     * Adds what packages say. Where files were followed they outrank it, save that the CUDA runtime can be linked into
     * the framework: then no loader shows it, and only the build tells its release.
     */
    private static void complete(
            Map<Component, Use> uses, PythonEnvironment python, PythonPackage framework, boolean followed) {
        for (Use stated : stated(python, framework)) {
            Component component = stated.component();
            Optional<Use> had = Optional.ofNullable(uses.get(component));
            boolean unfound = had.filter(use -> !use.path().isEmpty()).isEmpty();
            if (!followed && unfound || had.isEmpty() && component == Component.CUDA_RUNTIME) {
                uses.put(component, stated);
            } else if (unfound && component == Component.CUDA_RUNTIME) {
                Use use = had.orElseThrow();
                uses.put(
                        component, new Use(component, use.version(), framework.cuda(), "", use.origin(), use.needed()));
            }
        }
    }

    /** What the environment's packages say when its files cannot, as where only metadata lies there. */
    private static List<Use> stated(PythonEnvironment python, PythonPackage framework) {
        Map<Component, Use> uses = new EnumMap<>(Component.class);
        for (PythonPackage wheel : python.packages()) {
            Framework.component(wheel.name())
                    .filter(component -> sameCuda(wheel, framework))
                    .ifPresent(component -> uses.putIfAbsent(
                            component,
                            new Use(
                                    component,
                                    Observed.found(
                                            wheel.version(),
                                            new Evidence(
                                                    Source.PACKAGE_DATABASE,
                                                    wheel.directory(),
                                                    wheel.name() + " " + wheel.version())),
                                    wheel.cuda(),
                                    "",
                                    Origin.WHEEL,
                                    false)));
        }
        uses.putIfAbsent(
                Component.CUDA_RUNTIME,
                new Use(Component.CUDA_RUNTIME, framework.cuda(), framework.cuda(), "", Origin.WHEEL, false));
        return List.copyOf(uses.values());
    }

    private static boolean sameCuda(PythonPackage wheel, PythonPackage framework) {
        Optional<Version> one = wheel.cuda().toOptional();
        Optional<Version> other = framework.cuda().toOptional();
        return one.isEmpty()
                || other.isEmpty()
                || one.get().major() == other.get().major();
    }

    private Draft tensorRt(TensorRt tensorRt) {
        Linkage linkage = new Linkage(libraries, loader, List.of());
        Stream.concat(
                        Stream.of(tensorRt.main()),
                        Stream.concat(tensorRt.parts().stream(), tensorRt.parser().toOptional().stream()))
                .forEach(library ->
                        linkage.load(library.path(), new Ask(library.path(), How.LINKED, Importance.START, "", "")));
        linkage.open(
                LIBCUDA, List.of(tensorRt.main().path()), driver(tensorRt.main().path()));
        Observed<List<SymbolGap>> gaps = symbolGaps(linkage, List.of());
        return known -> {
            Map<Component, Use> uses = uses(linkage, known);
            put(uses, tensorRt.main(), known);
            tensorRt.parts().forEach(part -> put(uses, part, known));
            tensorRt.parser().toOptional().ifPresent(parser -> put(uses, parser, known));
            return consumer(
                    tensorRt,
                    List.copyOf(uses.values()),
                    linkage.missing(),
                    new Dependencies(loader, known, List.of()).of(linkage),
                    gaps);
        };
    }

    private static Consumer consumer(
            TensorRt tensorRt,
            List<Use> uses,
            List<String> missing,
            Observed<List<Dependency>> dependencies,
            Observed<List<SymbolGap>> symbolGaps) {
        String directory = parent(tensorRt.main().path());
        return new Consumer(
                Kind.TENSORRT,
                "TensorRT " + directory,
                directory,
                "tensorrt",
                tensorRt.version(),
                Observed.notApplicable("no Python"),
                uses,
                Observed.notApplicable("the libraries of NVIDIA are judged by their release"),
                missing.stream()
                        .filter(soname ->
                                uses.stream().noneMatch(use -> use.path().endsWith("/" + soname)))
                        .toList(),
                dependencies,
                symbolGaps);
    }

    private static void put(Map<Component, Use> uses, Library library, KnownLibraries known) {
        Components.of(library.name())
                .ifPresent(
                        component -> uses.put(component, use(component, library.name(), library.path(), true, known)));
    }

    private Draft toolkit(Toolkit toolkit) {
        Linkage linkage = new Linkage(libraries, loader, List.of());
        linkage.open(LIBCUDA, List.of(), driver(toolkit.directory()));
        Optional<String> cudnn = cudnn(toolkit);
        return known -> {
            Map<Component, Use> uses = uses(linkage, known);
            for (Library library : toolkit.libraries()) {
                Components.of(library.name())
                        .ifPresent(component -> uses.putIfAbsent(
                                component,
                                use(
                                        component,
                                        library.name(),
                                        library.path(),
                                        component == Component.CUDA_RUNTIME,
                                        known)));
            }
            cudnn.ifPresent(path -> uses.put(Component.CUDNN, use(Component.CUDNN, name(path), path, false, known)));
            return new Consumer(
                    Kind.TOOLKIT,
                    "CUDA toolkit " + toolkit.directory(),
                    toolkit.directory(),
                    "",
                    toolkit.version(),
                    Observed.notApplicable("no Python"),
                    List.copyOf(uses.values()),
                    Observed.notApplicable("a toolkit"),
                    List.of(),
                    Observed.notApplicable("a toolkit is not a program"),
                    Observed.notApplicable("a toolkit is not a program"));
        };
    }

    private static Ask driver(String by) {
        return new Ask(by, How.OPENED, Importance.GPU, "", "");
    }

    /** The cuDNN unpacked into it; for the toolkit in use also the one that the loader takes. */
    private Optional<String> cudnn(Toolkit toolkit) {
        Optional<String> own = cudnns.stream()
                .map(Cudnn::main)
                .filter(main ->
                        !toolkit.directory().equals("/usr") && main.realPath().startsWith(toolkit.directory() + "/"))
                .map(Library::path)
                .findFirst();
        return own.isPresent() || !toolkit.isDefault()
                ? own
                : cudnns.stream()
                        .map(Cudnn::main)
                        .filter(main -> loader.first(main.name(), Asker.PLAIN)
                                .filter(main.path()::equals)
                                .isPresent())
                        .map(Library::path)
                        .findFirst();
    }

    /** An executable or library that was named. */
    private Draft program(String path) {
        ProgramLinkage program = new ProgramLinkage(host, libraries, loader, path);
        Linkage linkage = program.linkage();
        Observed<List<GpuFile>> gpuFiles = program.gpuFiles(linkage);
        boolean gpu = !gpuFiles.isFound()
                || !gpuFiles.toOptional().orElse(List.of()).isEmpty()
                || linkage.loaded().keySet().stream().anyMatch(Components::isOurs);
        if (gpu) {
            linkage.open(LIBCUDA, List.of(path), driver(path));
        }
        Observed<List<SymbolGap>> gaps = symbolGaps(linkage, List.of());
        return known -> new Consumer(
                Kind.PROGRAM,
                "program " + path,
                path,
                program.name(),
                Observed.absent(path),
                Observed.notApplicable("no Python"),
                List.copyOf(uses(linkage, known).values()),
                gpuFiles,
                linkage.missing(),
                gpu
                        ? new Dependencies(loader, known, List.of()).of(linkage)
                        : Observed.notApplicable("it needs no library of CUDA and has no GPU code"),
                gaps);
    }

    private Optional<Draft> process(long id) {
        String maps = "/proc/" + id + "/maps";
        Observed<List<String>> files = host.text(maps, MAX_MAPS).map(ProcessMaps::files);
        if (files.isAbsent()) {
            return Optional.empty();
        }
        String program = host.text("/proc/" + id + "/comm")
                .map(String::strip)
                .toOptional()
                .orElse("");
        List<String> mapped = files.toOptional().orElse(List.of());
        Observed<List<GpuFile>> gpuFiles = files.flatMap(found -> Framework.deciding(new GpuFiles(host, libraries)
                .among(found.stream()
                        .filter(path -> !Components.isOurs(name(path)))
                        .filter(path -> !loader.defaults().contains(parent(path)))
                        .toList())));
        LoaderResolution its = loader.withLibraryPath(libraryPath(id));
        return Optional.of(known -> {
            Map<Component, Use> uses = new EnumMap<>(Component.class);
            for (String path : mapped) {
                Components.of(name(path))
                        .ifPresent(component -> uses.putIfAbsent(component, mapped(component, path, known)));
            }
            return new Consumer(
                    Kind.PROCESS,
                    ("process " + id + " " + program).strip(),
                    String.valueOf(id),
                    program,
                    files.flatMap(never -> Observed.absent(maps)),
                    Observed.absent(maps),
                    List.copyOf(uses.values()),
                    gpuFiles,
                    List.of(),
                    new Dependencies(its, known, List.of()).mapped(mapped, "/proc/" + id + "/maps"),
                    Observed.notApplicable("it runs already"));
        });
    }

    /** The LD_LIBRARY_PATH that the process was started with. */
    private String libraryPath(long id) {
        String variable = "LD_LIBRARY_PATH=";
        return Stream.of(host.text("/proc/" + id + "/environ")
                        .toOptional()
                        .orElse("")
                        .split("\0"))
                .filter(entry -> entry.startsWith(variable))
                .map(entry -> entry.substring(variable.length()))
                .findFirst()
                .orElse("");
    }

    /** The kernel shows real paths, of which the name alone may carry the version. */
    private static Use mapped(Component component, String path, KnownLibraries known) {
        Use use = use(component, name(path), path, true, known);
        return new Use(
                component,
                use.version() instanceof Observed.Found<Version> found
                        ? new Observed.Found<>(
                                found.value(),
                                Stream.concat(
                                                Stream.of(new Evidence(Source.MAPPED_FILE, path, "")),
                                                found.evidence().stream())
                                        .toList())
                        : use.version(),
                use.cuda(),
                path,
                use.origin(),
                true);
    }

    private static Map<Component, Use> uses(Linkage linkage, KnownLibraries known) {
        Map<Component, Use> uses = new EnumMap<>(Component.class);
        linkage.loaded().forEach((soname, loaded) -> Components.of(soname).ifPresent(component -> {
            Use use = loaded.path().isEmpty()
                    ? new Use(
                            component,
                            Observed.absent(soname),
                            Observed.absent(soname),
                            "",
                            Origin.OTHER,
                            loaded.needed())
                    : use(component, soname, loaded.path(), loaded.needed(), known);
            uses.merge(component, use, (one, other) -> one.path().isEmpty() ? other : one);
        }));
        return uses;
    }

    private static Use use(Component component, String soname, String path, boolean needed, KnownLibraries known) {
        KnownLibraries.Fact fact = known.of(soname, path);
        return new Use(component, fact.version(), fact.cuda(), path, fact.origin(), needed);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
