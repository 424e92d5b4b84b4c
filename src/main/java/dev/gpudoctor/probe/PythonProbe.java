package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.probe.format.CompilerVersion;
import dev.gpudoctor.probe.format.KeyValues;
import dev.gpudoctor.probe.format.PythonMetadata;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Python environments and the stack's packages in them, read from files; no interpreter is started. */
final class PythonProbe implements Probe<List<PythonEnvironment>> {
    private static final int MAX_METADATA = 8 << 20;
    private static final int MAX_RECORD = 16 << 20;
    private static final Pattern LIBRARY_DIRECTORY = Pattern.compile("python(\\d\\.\\d{1,2})(t?)");
    /** Packages that rules ask for. */
    static final NameList WANTED = NameList.of("python-packages.txt");

    private static final Pattern DISTRIBUTION = Pattern.compile("(.+?)-([^-]+)(?:-py[\\d.]+)?\\.(?:dist|egg)-info");
    private static final Pattern RECORDED_LIBRARY = Pattern.compile("([^,\"]{1,500}\\.so(?:\\.\\d+){0,4}),[^,]*,\\d*");
    private static final Pattern REQUIRED_NAME = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,100}).*");
    private static final Pattern TRITON = Pattern.compile("(?:pytorch-)?triton(?:-nightly)?");
    /** Packages whose libraries are NVIDIA's own, which are judged by their release. */
    private static final Pattern VENDOR = Pattern.compile("nvidia(?:-.*)?|tensorrt(?!-llm)(?:-.*)?");

    private final Host host;
    private final Libraries libraries;
    private final PythonPlaces places;
    private final GpuFiles gpuFiles;

    PythonProbe(Host host, Libraries libraries, List<String> asked) {
        this.host = host;
        this.libraries = libraries;
        this.places = new PythonPlaces(host, asked);
        this.gpuFiles = new GpuFiles(host, libraries);
    }

    @Override
    public List<PythonEnvironment> read() {
        return places.find().stream()
                .flatMap(place -> environment(place).stream())
                .toList();
    }

    @Override
    public List<PythonEnvironment> unread(String reason) {
        return List.of();
    }

    private Optional<PythonEnvironment> environment(PythonPlaces.Place place) {
        Map<String, PythonPackage> packages = new LinkedHashMap<>();
        for (String site : place.sites()) {
            packagesIn(site).forEach(found -> packages.putIfAbsent(found.name() + "@" + found.directory(), found));
        }
        // Python takes the first of a name on its path.
        Set<String> names =
                packages.values().stream().map(PythonPackage::name).collect(Collectors.toCollection(HashSet::new));
        for (String site : place.seen()) {
            List<PythonPackage> further = packagesIn(site).stream()
                    .filter(found -> !names.contains(found.name()))
                    .toList();
            further.forEach(found -> packages.put(found.name() + "@" + found.directory(), found));
            further.forEach(found -> names.add(found.name()));
        }
        if (place.kind() == PythonEnvironment.Kind.CONDA) {
            new CondaPackages(host)
                    .of(place.prefix())
                    .forEach(found -> packages.put(found.name() + "@" + found.directory(), found));
        }
        boolean worth = place.active() || place.asked() || !packages.isEmpty();
        return worth
                ? Optional.of(new PythonEnvironment(
                        place.prefix(), place.kind(), python(place), List.copyOf(packages.values()), place.active()))
                : Optional.empty();
    }

    private Observed<Version> python(PythonPlaces.Place place) {
        String settings = place.prefix() + "/pyvenv.cfg";
        Optional<Observed<Version>> stated = host.text(settings).toOptional().flatMap(text -> {
            Map<String, String> values = KeyValues.read(text, '=');
            String version = values.getOrDefault("version", values.getOrDefault("version_info", ""));
            Matcher matcher = Pattern.compile("(\\d+\\.\\d+(?:\\.\\d+)?).*").matcher(version);
            return matcher.matches()
                    ? Optional.of(Observed.found(
                            Version.of(matcher.group(1)), new Evidence(Source.FILE, settings, "version = " + version)))
                    : Optional.empty();
        });
        return stated.or(() -> conda(place.prefix()))
                .or(() -> byDirectory(place))
                .orElse(Observed.absent(settings));
    }

    private Optional<Observed<Version>> conda(String prefix) {
        return host.names(prefix + "/conda-meta").stream()
                .map(name ->
                        Pattern.compile("python-(\\d+\\.\\d+\\.\\d+)-.*\\.json").matcher(name))
                .filter(Matcher::matches)
                .map(matcher -> Observed.found(
                        Version.of(matcher.group(1)),
                        new Evidence(Source.PACKAGE_DATABASE, prefix + "/conda-meta", matcher.group())))
                .findFirst();
    }

    private static Optional<Observed<Version>> byDirectory(PythonPlaces.Place place) {
        return place.sites().stream()
                .flatMap(site -> Stream.of(site.split("/")))
                .map(LIBRARY_DIRECTORY::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Observed.found(
                        Version.of(matcher.group(1)), new Evidence(Source.FILE_NAME, place.prefix(), matcher.group())))
                .findFirst();
    }

    /** Side by side, for the files of some are many and the driver takes its time anyway. */
    private List<PythonPackage> packagesIn(String site) {
        return host.names(site).parallelStream()
                .filter(name -> name.endsWith("-info"))
                .map(DISTRIBUTION::matcher)
                .filter(Matcher::matches)
                .flatMap(name ->
                        distribution(PythonMetadata.normalise(name.group(1)), site, site + "/" + name.group()).stream())
                .toList();
    }

    /** A distribution that rules ask for, or that uses the GPU whatever its name. */
    private Optional<PythonPackage> distribution(String name, String site, String info) {
        boolean wanted = WANTED.contains(name);
        Observed<List<GpuFile>> found = VENDOR.matcher(name).matches()
                ? Observed.notApplicable("libraries of NVIDIA are judged by their release")
                : gpuFiles.among(files(name, site, info));
        boolean uses = found.toOptional().filter(files -> !files.isEmpty()).isPresent();
        return wanted || uses
                ? metadata(info).map(metadata -> describe(metadata, site, info, found))
                : Optional.empty();
    }

    private List<String> files(String name, String site, String info) {
        return Stream.concat(
                        gpuFiles.libraries(site, info, name).stream(),
                        Framework.of(name).stream().flatMap(framework -> framework.present(host, site).stream()))
                .distinct()
                .toList();
    }

    private Optional<PythonMetadata> metadata(String info) {
        return Stream.of("/METADATA", "/PKG-INFO", "")
                .flatMap(file -> host.text(info + file, MAX_METADATA).toOptional().stream())
                .flatMap(text -> PythonMetadata.read(text).stream())
                .findFirst();
    }

    private PythonPackage describe(PythonMetadata metadata, String site, String info, Observed<List<GpuFile>> found) {
        PythonBuild build = new PythonBuild(host, libraries, metadata, site, info);
        return new PythonPackage(
                metadata.name(),
                metadata.version(),
                site,
                build.cuda(),
                build.cudnn(),
                bundled(metadata, site, info),
                metadata.requires().stream().filter(PythonProbe::namesWanted).toList(),
                found,
                assembler(metadata.name(), site));
    }

    /** Triton compiles while it runs, with the compiler in its own package. */
    private Observed<Version> assembler(String name, String site) {
        if (!TRITON.matcher(name).matches()) {
            return Observed.notApplicable("it brings no compiler");
        }
        return Stream.of("triton/backends/nvidia/bin", "triton/third_party/cuda/bin")
                .flatMap(directory ->
                        Stream.of("ptxas", "ptxas-blackwell").map(file -> site + "/" + directory + "/" + file))
                .filter(host::isFile)
                .map(file -> host.open(file, CompilerVersion::read))
                .filter(Observed::isFound)
                .max(Comparator.comparing(version -> version.toOptional().orElseThrow()))
                .orElse(Observed.absent(site + "/triton/backends/nvidia/bin/ptxas"));
    }

    private static boolean namesWanted(String requirement) {
        Matcher matcher = REQUIRED_NAME.matcher(requirement);
        return matcher.matches() && WANTED.contains(PythonMetadata.normalise(matcher.group(1)));
    }

    private List<Library> bundled(PythonMetadata metadata, String site, String info) {
        if (metadata.name().startsWith("nvidia-") || metadata.name().startsWith("tensorrt")) {
            return recorded(metadata, site, info);
        }
        return switch (metadata.name()) {
            case "torch" ->
                inDirectory(
                        site + "/torch/lib",
                        Pattern.compile(
                                "lib(?:torch_cuda|torch_cpu|c10_cuda|cud[^/]*|cublas[^/]*|nvrtc[^/]*|nvToolsExt[^/]*)[.-].*"));
            case "onnxruntime", "onnxruntime-gpu" ->
                inDirectory(
                        site + "/onnxruntime/capi", Pattern.compile("libonnxruntime_providers_(?:cuda|tensorrt)\\.so"));
            case "tensorflow", "tensorflow-cpu", "tensorflow-gpu" ->
                inDirectory(site + "/tensorflow", Pattern.compile("libtensorflow_(?:cc|framework)\\.so\\.\\d+"));
            default -> List.of();
        };
    }

    /** What the wheel's own list of files names; its libraries rarely carry a version in their file names. */
    private List<Library> recorded(PythonMetadata metadata, String site, String info) {
        String record = info + "/RECORD";
        Observed<String> text = host.text(record, MAX_RECORD);
        return text.toOptional()
                .orElse("")
                .lines()
                .map(RECORDED_LIBRARY::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .filter(path -> !path.contains("..") && !path.startsWith("/"))
                .map(path -> site + "/" + path)
                .filter(host::isFile)
                .map(path -> wheelLibrary(path, metadata, info))
                .toList();
    }

    private Library wheelLibrary(String path, PythonMetadata metadata, String info) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Observed<Version> byName = Libraries.versionByName(
                path, libraries.realPath(path).toOptional().orElse(path));
        boolean own = !metadata.name().startsWith("tensorrt")
                || name.startsWith("libnvinfer")
                || name.startsWith("libnvonnxparser");
        Observed<Version> version = byName.isFound() || !own
                ? byName
                : Observed.found(
                        metadata.version(),
                        new Evidence(Source.PACKAGE_DATABASE, info, metadata.name() + " " + metadata.version()));
        return libraries.at(name, path, version, Origin.WHEEL);
    }

    private List<Library> inDirectory(String directory, Pattern names) {
        return host.names(directory).stream()
                .filter(name -> names.matcher(name).matches())
                .map(name -> libraries.at(name, directory + "/" + name))
                .toList();
    }
}
