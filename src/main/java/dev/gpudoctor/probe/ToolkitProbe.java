package dev.gpudoctor.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.probe.format.CHeader;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.CallVersion;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** CUDA toolkits: NVIDIA's own below /usr/local, a distribution's, HPC SDK's, and those that variables name. */
final class ToolkitProbe implements Probe<List<Toolkit>> {
    /** Libraries of a toolkit that rules ask about. */
    static final List<String> FAMILIES = List.of(
            "libcudart",
            "libcublas",
            "libcublasLt",
            "libnvrtc",
            "libnvrtc-builtins",
            "libnvJitLink",
            "libcufft",
            "libcurand",
            "libcusolver",
            "libcusparse",
            "libnpps",
            "libcupti");

    private static final Pattern DIRECTORY_NAME = Pattern.compile("cuda(?:-\\d{1,3}(?:\\.\\d{1,3})?)?");
    private static final Pattern RELEASE_IN_PATH = Pattern.compile(".*/cuda-(\\d{1,3}\\.\\d{1,3})(?:/.*)?");
    private static final Pattern VERSION_TEXT = Pattern.compile("CUDA Version (\\d[\\d.]{0,20}).*", Pattern.DOTALL);
    private static final Pattern DISTRIBUTION_PACKAGE = Pattern.compile("nvidia-cuda-toolkit|nvidia-cuda-dev");
    private static final Pattern UPSTREAM = Pattern.compile("(?:\\d+:)?(\\d+(?:\\.\\d+)+).*");
    private static final String DISTRIBUTION = "/usr/lib/nvidia-cuda-toolkit";
    private static final String USR = "/usr";
    private static final String NO_COMPILER = "it has no compiler";
    private static final String HPC = "/opt/nvidia/hpc_sdk";

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;
    private final Packages packages;
    private final HostCompilers compilers;

    ToolkitProbe(Host host, Libraries libraries, LoaderResolution loader, Packages packages) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
        this.packages = packages;
        this.compilers = new HostCompilers(host);
    }

    @Override
    public List<Toolkit> read() {
        String chosen = defaultDirectory();
        List<Toolkit> toolkits = new ArrayList<>();
        directories()
                .forEach((real, shown) -> toolkit(real, real.equals(chosen)).ifPresent(toolkits::add));
        distribution().ifPresent(toolkits::add);
        return toolkits;
    }

    @Override
    public List<Toolkit> unread(String reason) {
        return List.of();
    }

    /** Candidates by their real path, so that /usr/local/cuda does not count again. */
    private Map<String, String> directories() {
        Map<String, String> candidates = new LinkedHashMap<>();
        Stream.of(
                        host.names("/usr/local").stream()
                                .filter(name -> DIRECTORY_NAME.matcher(name).matches())
                                .map(name -> "/usr/local/" + name),
                        host.names("/opt").stream()
                                .filter(name -> DIRECTORY_NAME.matcher(name).matches())
                                .map(name -> "/opt/" + name),
                        Stream.of("CUDA_HOME", "CUDA_PATH", "CUDA_ROOT")
                                .map(name -> host.environment().getOrDefault(name, "")),
                        pathToolkit().stream(),
                        hpc())
                .flatMap(paths -> paths)
                .filter(path -> path.startsWith("/"))
                .forEach(path -> host.realPath(path)
                        .toOptional()
                        .filter(real -> !real.equals("/") && !isDistribution(real))
                        .ifPresent(real -> candidates.putIfAbsent(real, path)));
        return candidates;
    }

    private Stream<String> hpc() {
        return host.names(HPC).stream()
                .filter(name -> name.startsWith("Linux_"))
                .flatMap(name -> host.names(HPC + "/" + name).stream()
                        .filter(release -> Version.parse(release).isPresent())
                        .map(release -> HPC + "/" + name + "/" + release + "/cuda"))
                .flatMap(cuda -> host.names(cuda).stream()
                        .filter(release -> Version.parse(release).isPresent())
                        .map(release -> cuda + "/" + release));
    }

    /** The toolkit whose nvcc stands first on the PATH. */
    private Optional<String> pathToolkit() {
        return LoaderResolution.split(host.environment().getOrDefault("PATH", "")).stream()
                .filter(directory -> host.isFile(directory + "/nvcc"))
                .flatMap(directory -> host.realPath(directory + "/nvcc").toOptional().stream())
                .filter(nvcc -> nvcc.endsWith("/bin/nvcc"))
                .map(nvcc -> nvcc.substring(0, nvcc.length() - "/bin/nvcc".length()))
                .findFirst();
    }

    private static boolean isDistribution(String directory) {
        return directory.isEmpty() || directory.equals(USR) || directory.equals(DISTRIBUTION);
    }

    private String defaultDirectory() {
        return pathToolkit()
                .or(() -> host.realPath("/usr/local/cuda").toOptional())
                .orElse("");
    }

    private Optional<Toolkit> toolkit(String directory, boolean isDefault) {
        List<Library> found = libraries(directory);
        boolean compiler = host.isFile(directory + "/bin/nvcc");
        if (found.isEmpty() && !compiler) {
            return Optional.empty();
        }
        Observed<Version> version = version(directory, found);
        return Optional.of(new Toolkit(
                directory,
                version,
                compiler ? nvcc(directory, version) : Observed.absent(directory + "/bin/nvcc"),
                found,
                origin(directory),
                compiler ? compilers.newestGcc(directory) : Observed.notApplicable(NO_COMPILER),
                compiler ? compilers.gcc(directory) : Observed.notApplicable(NO_COMPILER),
                isDefault));
    }

    private List<Library> libraries(String directory) {
        List<Library> found = new ArrayList<>();
        List<String> places = new ArrayList<>(List.of(directory + "/lib64", directory + "/lib"));
        host.names(directory + "/targets").forEach(target -> places.add(directory + "/targets/" + target + "/lib"));
        for (String place : places) {
            LibraryDirectory files = new LibraryDirectory(host, libraries, place);
            FAMILIES.stream()
                    .flatMap(stem -> files.family(stem).stream())
                    .filter(library ->
                            found.stream().noneMatch(known -> known.realPath().equals(library.realPath())))
                    .forEach(found::add);
        }
        return found;
    }

    private Origin origin(String directory) {
        return host.isDirectory(directory + "/conda-meta") ? Origin.CONDA : Origin.TOOLKIT;
    }

    private Observed<Version> version(String directory, List<Library> found) {
        return component(directory, "cuda")
                .or(() -> versionText(directory + "/version.txt"))
                .or(() -> header(directory))
                .or(() -> cudart(found))
                .or(() -> byPath(directory))
                .orElse(Observed.unreadable(
                        "no file of it tells its release", new Evidence(Source.FILE, directory, "")));
    }

    private Optional<Observed<Version>> component(String directory, String name) {
        String path = directory + "/version.json";
        return host.text(path).toOptional().flatMap(text -> {
            try {
                JsonNode version = Json.parse(text).path(name).path("version");
                return Version.parse(version.asText())
                        .map(found ->
                                Observed.found(found, new Evidence(Source.FILE, path, name + " " + version.asText())));
            } catch (JsonProcessingException e) {
                return Optional.of(Observed.unreadable("not JSON", new Evidence(Source.FILE, path, text)));
            }
        });
    }

    private Optional<Observed<Version>> versionText(String path) {
        return host.text(path).toOptional().flatMap(text -> {
            Matcher matcher = VERSION_TEXT.matcher(text);
            return matcher.matches()
                    ? Version.parse(matcher.group(1))
                            .map(found -> Observed.found(found, new Evidence(Source.FILE, path, text.strip())))
                    : Optional.empty();
        });
    }

    private Optional<Observed<Version>> header(String directory) {
        String path = directory + "/include/cuda.h";
        return host.text(path, 4 * Host.SMALL).toOptional().flatMap(text -> {
            OptionalInt number = new CHeader(text).number("CUDA_VERSION");
            return number.isPresent()
                    ? Optional.of(Observed.found(
                            CallVersion.cuda(number.getAsInt()),
                            new Evidence(Source.HEADER, path, "#define CUDA_VERSION " + number.getAsInt())))
                    : Optional.empty();
        });
    }

    /** The runtime's file carries the toolkit's first two numbers. */
    static Optional<Observed<Version>> cudart(List<Library> found) {
        return found.stream()
                .filter(library -> library.name().startsWith("libcudart.so"))
                .map(Library::version)
                .filter(Observed::isFound)
                .map(version -> version.map(number -> number.prefix(2)))
                .findFirst();
    }

    private static Optional<Observed<Version>> byPath(String directory) {
        Matcher matcher = RELEASE_IN_PATH.matcher(directory);
        return matcher.matches()
                ? Version.parse(matcher.group(1))
                        .map(found -> Observed.found(found, new Evidence(Source.FILE_NAME, directory, directory)))
                : Optional.empty();
    }

    private Observed<Version> nvcc(String directory, Observed<Version> toolkit) {
        Optional<Observed<Version>> stated = component(directory, "cuda_nvcc");
        if (stated.isPresent()) {
            return stated.get();
        }
        String release = toolkit.toOptional()
                .map(version -> version.major() + "-" + version.minor())
                .orElse("");
        return packages.named(Pattern.compile("cuda-nvcc-" + Pattern.quote(release)))
                .flatMap(ToolkitProbe::upstream)
                .orElse(toolkit);
    }

    private static Optional<Observed<Version>> upstream(SystemPackage installed) {
        Matcher matcher = UPSTREAM.matcher(installed.version());
        return matcher.matches()
                ? Version.parse(matcher.group(1))
                        .map(version -> Observed.found(
                                version,
                                new Evidence(
                                        Source.PACKAGE_DATABASE,
                                        installed.name(),
                                        installed.name() + " " + installed.version())))
                : Optional.empty();
    }

    /** A distribution's packages spread a toolkit over the system directories. */
    private Optional<Toolkit> distribution() {
        List<Library> found = FAMILIES.stream()
                .flatMap(stem -> loader.sonames(stem).stream())
                .flatMap(name -> loader.find(name).stream().limit(1).map(path -> libraries.at(name, path)))
                .filter(library -> library.origin() == Origin.SYSTEM_PACKAGE || library.origin() == Origin.OTHER)
                .filter(library -> loader.defaults().stream()
                        .anyMatch(directory -> library.path().startsWith(directory + "/")))
                .toList();
        boolean compiler = host.isFile("/usr/bin/nvcc") || host.isFile(DISTRIBUTION + "/bin/nvcc");
        boolean runtime = found.stream().anyMatch(library -> library.name().startsWith("libcudart.so"));
        if (!compiler && !runtime) {
            return Optional.empty();
        }
        Observed<Version> version = cudart(found)
                .or(() -> versionText("/usr/lib/cuda/version.txt"))
                .or(() -> packages.named(DISTRIBUTION_PACKAGE).flatMap(ToolkitProbe::upstream))
                .orElse(Observed.unreadable("no file of it tells its release"));
        return Optional.of(new Toolkit(
                host.isDirectory(DISTRIBUTION) ? DISTRIBUTION : "/usr",
                version,
                compiler
                        ? packages.named(DISTRIBUTION_PACKAGE)
                                .flatMap(ToolkitProbe::upstream)
                                .orElse(version)
                        : Observed.absent("/usr/bin/nvcc"),
                found,
                Origin.SYSTEM_PACKAGE,
                compiler ? compilers.newestGcc(USR) : Observed.notApplicable(NO_COMPILER),
                compiler ? compilers.gcc(DISTRIBUTION) : Observed.notApplicable(NO_COMPILER),
                compiler && isDistribution(defaultDirectory())));
    }
}
