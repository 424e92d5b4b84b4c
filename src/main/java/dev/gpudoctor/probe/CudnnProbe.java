package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.probe.LoaderResolution.Asker;
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

/** Every cuDNN, with the sub-libraries beside it: the loader's first, then toolkits', then wheels'. */
final class CudnnProbe implements Probe<List<Cudnn>> {
    private static final Pattern MAIN = Pattern.compile("libcudnn\\.so\\.(\\d{1,3})");
    private static final Pattern CUDA_IN_PACKAGE = Pattern.compile(".*(?:cuda-|\\+cuda|-cu)(\\d{1,3}).*");
    private static final Pattern CUBLAS = Pattern.compile("libcublasLt\\.so\\.(\\d{1,3})");
    private static final List<String> HEADERS =
            List.of("../include/cudnn_version.h", "../../include/cudnn_version.h", "../include/cudnn.h");

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;
    private final Packages packages;
    private final List<Toolkit> toolkits;
    private final List<PythonEnvironment> pythons;
    private final CudnnParts parts = new CudnnParts();

    CudnnProbe(
            Host host,
            Libraries libraries,
            LoaderResolution loader,
            Packages packages,
            List<Toolkit> toolkits,
            List<PythonEnvironment> pythons) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
        this.packages = packages;
        this.toolkits = toolkits;
        this.pythons = pythons;
    }

    @Override
    public List<Cudnn> read() {
        Map<String, Cudnn> copies = new LinkedHashMap<>();
        Stream<Library> system = Stream.concat(
                        loader.sonames("libcudnn").stream().flatMap(name -> loader.find(name).stream()),
                        directories().flatMap(directory -> host.names(directory).stream()
                                .filter(name -> MAIN.matcher(name).matches())
                                .map(name -> directory + "/" + name)))
                .filter(path -> MAIN.matcher(name(path)).matches())
                .map(path -> libraries.at(name(path), path));
        system.forEach(main -> copies.putIfAbsent(main.realPath(), cudnn(main, Optional.empty())));
        for (PythonEnvironment python : pythons) {
            for (PythonPackage wheel : python.packages()) {
                wheel.libraries().stream()
                        .filter(library -> MAIN.matcher(library.name()).matches())
                        .forEach(main -> copies.putIfAbsent(main.realPath(), cudnn(main, Optional.of(wheel))));
            }
        }
        return List.copyOf(copies.values());
    }

    @Override
    public List<Cudnn> unread(String reason) {
        return List.of();
    }

    private Stream<String> directories() {
        return Stream.concat(
                toolkits.stream().flatMap(toolkit -> Stream.of("/lib64", "/lib").map(lib -> toolkit.directory() + lib)),
                pythons.stream()
                        .filter(python -> python.kind() == PythonEnvironment.Kind.CONDA)
                        .map(python -> python.prefix() + "/lib"));
    }

    private Cudnn cudnn(Library main, Optional<PythonPackage> wheel) {
        String directory = parent(main.path());
        Matcher generation = MAIN.matcher(main.name());
        String number = generation.matches() ? generation.group(1) : "";
        List<Library> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : parts.of(number)) {
            if (host.isFile(directory + "/" + name)) {
                found.add(part(name, directory, main));
            } else {
                missing.add(name);
            }
        }
        Observed<Version> version = version(main, directory);
        version.toOptional()
                .flatMap(release -> parts.later(number, release))
                .filter(name -> !host.isFile(directory + "/" + name))
                .flatMap(name -> elsewhere(name, main))
                .ifPresent(found::add);
        return new Cudnn(main, version, cudaMajor(main, wheel), found, missing);
    }

    /** A part that is not beside the main library, where the main library's search for it ends. */
    private Optional<Library> elsewhere(String name, Library main) {
        Asker asker = libraries
                .elf(main.path())
                .toOptional()
                .map(elf -> Asker.of(main.realPath(), elf))
                .orElse(Asker.PLAIN);
        return loader.first(name, asker).map(path -> libraries.at(name, path));
    }

    private Library part(String name, String directory, Library main) {
        Library part = libraries.at(name, directory + "/" + name);
        return part.version().isFound() ? part : libraries.at(name, part.path(), main.version(), main.origin());
    }

    private Observed<Version> version(Library main, String directory) {
        return main.version().isFound()
                ? main.version()
                : HEADERS.stream()
                        .flatMap(header -> header(directory + "/" + header).stream())
                        .findFirst()
                        .orElse(
                                main.origin() == Origin.WHEEL
                                        ? Observed.notApplicable("its own wheel brings it")
                                        : main.version());
    }

    private Optional<Observed<Version>> header(String path) {
        return host.text(path).toOptional().flatMap(text -> {
            CHeader header = new CHeader(text);
            OptionalInt major = header.number("CUDNN_MAJOR");
            OptionalInt minor = header.number("CUDNN_MINOR");
            OptionalInt patch = header.number("CUDNN_PATCHLEVEL");
            if (major.isEmpty() || minor.isEmpty() || patch.isEmpty()) {
                return Optional.empty();
            }
            String version = major.getAsInt() + "." + minor.getAsInt() + "." + patch.getAsInt();
            return Optional.of(Observed.found(Version.of(version), new Evidence(Source.HEADER, path, version)));
        });
    }

    private Observed<Integer> cudaMajor(Library main, Optional<PythonPackage> wheel) {
        Optional<String> byWheel = wheel.map(found ->
                found.cuda().toOptional().map(cuda -> "-cu" + cuda.major()).orElse(found.name()));
        Optional<String> byPackage = packages.owner(main.realPath())
                .or(() -> packages.owner(main.path()))
                .map(owner -> owner.name() + " " + owner.version());
        return byWheel.or(() -> byPackage)
                .flatMap(text -> {
                    Matcher matcher = CUDA_IN_PACKAGE.matcher(text);
                    return matcher.matches()
                            ? Optional.of(Observed.found(
                                    Integer.parseInt(matcher.group(1)),
                                    new Evidence(Source.PACKAGE_DATABASE, main.path(), text)))
                            : Optional.<Observed<Integer>>empty();
                })
                .or(() -> byOpened(main))
                .or(() -> byConda(main))
                .or(() -> byToolkit(main))
                .orElse(Observed.unreadable("nothing beside it tells", new Evidence(Source.FILE, main.path(), "")));
    }

    /** The cuBLASLt that it opens by name: the name is in the read-only data of one of its parts. */
    private Optional<Observed<Integer>> byOpened(Library main) {
        Matcher generation = MAIN.matcher(main.name());
        String part = generation.matches() ? parts.opensCublas(generation.group(1)) : "";
        String path = parent(main.realPath()) + "/" + part;
        return part.isEmpty()
                ? Optional.empty()
                : libraries.readOnlyText(path, CUBLAS).toOptional().map(name -> {
                    Matcher opened = CUBLAS.matcher(name);
                    return Observed.found(
                            Integer.parseInt(opened.matches() ? opened.group(1) : ""),
                            new Evidence(Source.ELF, path, name));
                });
    }

    private Optional<Observed<Integer>> byConda(Library main) {
        return pythons.stream()
                .filter(python -> python.kind() == PythonEnvironment.Kind.CONDA
                        && main.path().startsWith(python.prefix() + "/lib/"))
                .flatMap(python -> python.packages().stream())
                .filter(found -> found.name().equals("cudnn") && found.cuda().isFound())
                .map(found -> found.cuda().map(Version::major))
                .findFirst();
    }

    /** A copy unpacked into a toolkit was meant for it. */
    private Optional<Observed<Integer>> byToolkit(Library main) {
        return toolkits.stream()
                .filter(toolkit ->
                        !toolkit.directory().equals("/usr") && main.realPath().startsWith(toolkit.directory() + "/"))
                .map(toolkit -> toolkit.version().map(Version::major))
                .filter(Observed::isFound)
                .findFirst();
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
