package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.probe.format.CHeader;
import dev.gpudoctor.probe.host.Host;
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

/** Every TensorRT, with its parts: the loader's first, then unpacked archives, then wheels'. */
final class TensorRtProbe implements Probe<List<TensorRt>> {
    private static final Pattern MAIN = Pattern.compile("libnvinfer\\.so\\.(\\d{1,3})");
    private static final Pattern ANY_MAIN = Pattern.compile("libnvinfer\\.so\\.\\d{1,3}(?:\\.\\d+)*");
    private static final Pattern RESOURCE =
            Pattern.compile("libnvinfer_builder_resource(?:_(win_)?(sm\\d{2,3}[a-z]?|ptx))?\\.so\\.([\\d.]+)");
    private static final Pattern ARCHIVE = Pattern.compile("(?i)tensorrt.*");
    /** Seen in libnvinfer of 10.6 (CUDA 12.6) and 11.2 (CUDA 13.3). */
    private static final Pattern COMPILER =
            Pattern.compile("Build cuda_(\\d{1,2}\\.\\d{1,2})\\.r[^/\\x00]{1,20}/compiler");

    private static final Pattern CUDA_IN_PACKAGE = Pattern.compile(".*\\+cuda(\\d{1,3}\\.\\d{1,3}).*");
    private static final Pattern CUDA_IN_PATH =
            Pattern.compile("(?i).*/tensorrt[^/]*cuda-?(\\d{1,3}\\.\\d{1,3})[^/]*/.*");
    private static final List<String> PARTS = List.of(
            "libnvinfer_plugin", "libnvinfer_vc_plugin", "libnvinfer_lean", "libnvinfer_dispatch", "libnvparsers");
    private static final List<String> TRTEXEC =
            List.of("/usr/src/tensorrt/bin/trtexec", "/opt/tensorrt/bin/trtexec", "/usr/local/tensorrt/bin/trtexec");
    private static final String PARSER = "libnvonnxparser";

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;
    private final Packages packages;
    private final List<PythonEnvironment> pythons;

    TensorRtProbe(
            Host host,
            Libraries libraries,
            LoaderResolution loader,
            Packages packages,
            List<PythonEnvironment> pythons) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
        this.packages = packages;
        this.pythons = pythons;
    }

    @Override
    public List<TensorRt> read() {
        Map<String, TensorRt> copies = new LinkedHashMap<>();
        Stream.concat(
                        loader.sonames("libnvinfer").stream().flatMap(name -> loader.find(name).stream()),
                        archives().flatMap(this::mains))
                .map(path -> libraries.at(name(path), path))
                .filter(main -> main.architecture().isFound())
                .forEach(main -> copies.putIfAbsent(main.realPath(), tensorRt(main, Optional.empty())));
        for (PythonEnvironment python : pythons) {
            for (PythonPackage wheel : python.packages()) {
                wheel.libraries().stream()
                        .filter(library -> ANY_MAIN.matcher(library.name()).matches())
                        .forEach(main -> copies.putIfAbsent(main.realPath(), tensorRt(main, Optional.of(wheel))));
            }
        }
        return List.copyOf(copies.values());
    }

    @Override
    public List<TensorRt> unread(String reason) {
        return List.of();
    }

    /** The libraries of a directory by their soname, or by their full name where no link is. */
    private Stream<String> mains(String directory) {
        List<String> names = host.names(directory);
        List<String> bySoname =
                names.stream().filter(name -> MAIN.matcher(name).matches()).toList();
        List<String> chosen = bySoname.isEmpty()
                ? names.stream()
                        .filter(name -> ANY_MAIN.matcher(name).matches())
                        .toList()
                : bySoname;
        return chosen.stream().map(name -> directory + "/" + name);
    }

    /** Where archives are unpacked by their own name. */
    private Stream<String> archives() {
        List<String> roots = new ArrayList<>(List.of("/opt", "/usr/local", "/usr/src", "/workspace"));
        String home = host.environment().getOrDefault("HOME", "");
        roots.add(home.startsWith("/") ? home : "/root");
        Stream<String> unpacked = roots.stream().flatMap(root -> host.names(root).stream()
                .filter(name -> ARCHIVE.matcher(name).matches())
                .map(name -> root + "/" + name));
        Stream<String> named = Stream.of("TENSORRT_ROOT", "TENSORRT_DIR", "TRT_ROOT", "TENSORRT_HOME")
                .map(name -> host.environment().getOrDefault(name, ""))
                .filter(path -> path.startsWith("/"));
        return Stream.concat(unpacked, named)
                .flatMap(directory -> Stream.concat(
                        Stream.of(directory + "/lib", directory + "/lib64"),
                        host.names(directory + "/targets").stream()
                                .map(target -> directory + "/targets/" + target + "/lib")));
    }

    private TensorRt tensorRt(Library main, Optional<PythonPackage> wheel) {
        LibraryDirectory files = new LibraryDirectory(host, libraries, parent(main.path()));
        Observed<Version> version = version(main, files, wheel);
        return new TensorRt(
                main,
                version,
                cuda(main, wheel),
                PARTS.stream()
                        .flatMap(stem -> sameMajor(files, stem, main).stream())
                        .toList(),
                parser(files, main),
                builderResources(files, version),
                trtexec(main));
    }

    private List<Library> sameMajor(LibraryDirectory files, String stem, Library main) {
        String suffix = main.name().substring(main.name().indexOf(".so."));
        return files.family(stem).stream()
                .filter(part -> part.name().endsWith(suffix) || part.name().startsWith(stem + suffix + "."))
                .toList();
    }

    /** The parser beside it, else the one that the loader would take. */
    private Observed<Library> parser(LibraryDirectory files, Library main) {
        String soname = PARSER + main.name().substring(main.name().indexOf(".so."));
        return sameMajor(files, PARSER, main).stream()
                .findFirst()
                .or(() -> loader.find(soname).stream().findFirst().map(path -> libraries.at(soname, path)))
                .map(parser -> Observed.found(parser, new Evidence(Source.FILE, parser.path(), parser.realPath())))
                .orElse(Observed.absent(files.directory()));
    }

    /** The packages' version has the build number that the file name lacks. */
    private Observed<Version> version(Library main, LibraryDirectory files, Optional<PythonPackage> wheel) {
        Observed<Version> byFile = main.version();
        Optional<Observed<Version>> fuller = wheel.map(found -> Observed.found(
                        found.version(),
                        new Evidence(Source.PACKAGE_DATABASE, found.directory(), found.name() + " " + found.version())))
                .or(() -> owner(main).flatMap(owner -> Version.parse(
                                owner.version().split("[-+]")[0])
                        .map(version -> Observed.found(
                                version,
                                new Evidence(
                                        Source.PACKAGE_DATABASE, owner.name(), owner.name() + " " + owner.version())))))
                .or(() -> header(files))
                .or(() -> byFile.isFound() ? Optional.empty() : byResource(files));
        return fuller.filter(better -> !byFile.isFound()
                        || better.toOptional()
                                .filter(version ->
                                        version.isWithin(byFile.toOptional().orElseThrow()))
                                .isPresent())
                .orElse(byFile);
    }

    /** Where the library itself is known by its soname alone, its builder resource still carries the version. */
    private static Optional<Observed<Version>> byResource(LibraryDirectory files) {
        return files.names().stream()
                .map(RESOURCE::matcher)
                .filter(Matcher::matches)
                .flatMap(matcher -> Version.parse(matcher.group(3)).stream()
                        .map(version -> Observed.found(
                                version, new Evidence(Source.FILE_NAME, files.directory(), matcher.group()))))
                .findFirst();
    }

    private Optional<SystemPackage> owner(Library main) {
        return packages.owner(main.realPath()).or(() -> packages.owner(main.path()));
    }

    private Optional<Observed<Version>> header(LibraryDirectory files) {
        String include = parent(files.directory()) + "/include/NvInferVersion.h";
        return host.text(include).toOptional().flatMap(text -> {
            CHeader header = new CHeader(text);
            List<String> numbers = Stream.of("MAJOR", "MINOR", "PATCH", "BUILD")
                    .map(part -> header.number("NV_TENSORRT_" + part))
                    .filter(OptionalInt::isPresent)
                    .map(number -> String.valueOf(number.getAsInt()))
                    .toList();
            String version = String.join(".", numbers);
            return numbers.size() < 3
                    ? Optional.<Observed<Version>>empty()
                    : Optional.of(Observed.found(Version.of(version), new Evidence(Source.HEADER, include, version)));
        });
    }

    private Observed<Version> cuda(Library main, Optional<PythonPackage> wheel) {
        Optional<Observed<Version>> byWheel = wheel.map(PythonPackage::cuda).filter(Observed::isFound);
        return byWheel.or(() -> owner(main)
                        .flatMap(owner -> match(
                                CUDA_IN_PACKAGE,
                                owner.version(),
                                new Evidence(
                                        Source.PACKAGE_DATABASE, owner.name(), owner.name() + " " + owner.version()))))
                .or(() -> match(
                        CUDA_IN_PATH, main.realPath(), new Evidence(Source.FILE_NAME, main.path(), main.realPath())))
                .or(() -> byCompiler(main))
                .orElse(Observed.unreadable("nothing beside it tells", new Evidence(Source.FILE, main.path(), "")));
    }

    /** The compiler that is linked into it names its CUDA in the read-only data. */
    private Optional<Observed<Version>> byCompiler(Library main) {
        return libraries.readOnlyText(main.path(), COMPILER).toOptional().flatMap(text -> {
            Matcher build = COMPILER.matcher(text);
            return build.matches()
                    ? Optional.of(
                            Observed.found(Version.of(build.group(1)), new Evidence(Source.ELF, main.path(), text)))
                    : Optional.<Observed<Version>>empty();
        });
    }

    private static Optional<Observed<Version>> match(Pattern pattern, String text, Evidence evidence) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches()
                ? Optional.of(Observed.found(Version.of(matcher.group(1)), evidence))
                : Optional.empty();
    }

    /** Resources of another version do not serve. */
    private static Observed<List<String>> builderResources(LibraryDirectory files, Observed<Version> version) {
        List<String> found = files.names().stream()
                .map(RESOURCE::matcher)
                .filter(Matcher::matches)
                .filter(matcher -> serves(matcher.group(3), version))
                .map(matcher -> matcher.group(2) == null
                        ? "all"
                        : (matcher.group(1) == null ? "" : matcher.group(1)) + matcher.group(2))
                .distinct()
                .toList();
        return found.isEmpty()
                ? Observed.absent(files.directory())
                : Observed.found(found, new Evidence(Source.FILE_NAME, files.directory(), String.join(" ", found)));
    }

    private static boolean serves(String suffix, Observed<Version> version) {
        Optional<Version> resource = Version.parse(suffix);
        return resource.isPresent()
                && version.toOptional()
                        .map(known ->
                                known.isWithin(resource.get()) || resource.get().isWithin(known))
                        .orElse(true);
    }

    private Observed<String> trtexec(Library main) {
        List<String> places = new ArrayList<>();
        places.add(parent(parent(main.path())) + "/bin/trtexec");
        places.add(parent(parent(main.realPath())) + "/bin/trtexec");
        if (loader.first(main.name(), LoaderResolution.Asker.PLAIN)
                .filter(main.path()::equals)
                .isPresent()) {
            places.addAll(TRTEXEC);
            LoaderResolution.split(host.environment().getOrDefault("PATH", ""))
                    .forEach(directory -> places.add(directory + "/trtexec"));
        }
        return places.stream()
                .filter(host::isFile)
                .findFirst()
                .map(path -> Observed.found(path, new Evidence(Source.FILE, path, "")))
                .orElse(Observed.absent(places.toArray(String[]::new)));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
