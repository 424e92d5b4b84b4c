package dev.gpudoctor.probe;

import dev.gpudoctor.machine.CompatPackage;
import dev.gpudoctor.machine.DriverLibraries;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The driver's user-mode libraries, compat packages and stubs told apart by {@link Library#origin}. */
final class DriverLibrariesProbe implements Probe<DriverLibraries> {
    static final String LIBCUDA = "libcuda.so.1";
    static final String NVML = "libnvidia-ml.so.1";

    private static final List<String> OTHERS = List.of(
            "libnvidia-ptxjitcompiler.so.1",
            "libnvidia-nvvm.so.4",
            "libcudadebugger.so.1",
            "libnvcuvid.so.1",
            "libnvidia-encode.so.1");
    /** Where driver libraries lie when no loader setting leads to them. */
    private static final List<String> PLACES = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu/nvidia/current",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu/nvidia",
            "/usr/lib/aarch64-linux-gnu/tegra",
            "/usr/lib/aarch64-linux-gnu/nvidia/current",
            "/usr/lib64",
            "/usr/lib64/nvidia",
            "/usr/lib/wsl/lib",
            "/usr/local/nvidia/lib64",
            "/usr/local/nvidia/lib",
            "/run/opengl-driver/lib");

    private static final Pattern RELEASE_IN_PATH = Pattern.compile(".*/cuda-(\\d{1,3}\\.\\d{1,3})/.*");

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;

    DriverLibrariesProbe(Host host, Libraries libraries, LoaderResolution loader) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
    }

    @Override
    public DriverLibraries read() {
        List<Library> libcuda = all(LIBCUDA);
        List<Library> nvml = all(NVML);
        Set<String> reached = Stream.concat(libcuda.stream(), nvml.stream())
                .map(Library::realPath)
                .collect(Collectors.toSet());
        return new DriverLibraries(
                libcuda,
                nvml,
                OTHERS.stream()
                        .flatMap(name -> loader.find(name).stream().limit(1).map(path -> libraries.at(name, path)))
                        .toList(),
                Observed.found(unreachable(reached)),
                linkName(libcuda),
                compat(libcuda));
    }

    @Override
    public DriverLibraries unread(String reason) {
        return new DriverLibraries(
                List.of(), List.of(), List.of(), Observed.unreadable(reason), Observed.unreadable(reason), List.of());
    }

    private List<Library> all(String soname) {
        return distinct(loader.find(soname).stream().map(path -> libraries.at(soname, path)));
    }

    private static List<Library> distinct(Stream<Library> copies) {
        List<Library> distinct = new ArrayList<>();
        copies.filter(copy ->
                        distinct.stream().noneMatch(known -> known.realPath().equals(copy.realPath())))
                .forEach(distinct::add);
        return distinct;
    }

    private List<Library> unreachable(Set<String> reached) {
        return distinct(PLACES.stream()
                .flatMap(directory -> loader.listing(directory).stream()
                        .filter(name -> isVersioned(name, LIBCUDA) || isVersioned(name, NVML))
                        .map(name -> libraries.at(name.startsWith("libcuda") ? LIBCUDA : NVML, directory + "/" + name)))
                .filter(library -> library.architecture().isFound() && !reached.contains(library.realPath())));
    }

    private Observed<Boolean> linkName(List<Library> libcuda) {
        return libcuda.stream()
                .findFirst()
                .map(first -> first.path().substring(0, first.path().lastIndexOf('/')) + "/libcuda.so")
                .map(path -> Observed.found(host.exists(path), new Evidence(Source.FILE, path, "")))
                .orElse(Observed.absent(LIBCUDA));
    }

    /** The soname itself, or the file that its link would lead to. */
    private static boolean isVersioned(String name, String soname) {
        String stem = soname.substring(0, soname.length() - 1);
        return name.startsWith(stem) && name.length() > stem.length() && Character.isDigit(name.charAt(stem.length()));
    }

    private List<CompatPackage> compat(List<Library> libcuda) {
        String taken = libcuda.stream().findFirst().map(Library::realPath).orElse("");
        Set<String> seen = new HashSet<>();
        List<CompatPackage> packages = new ArrayList<>();
        for (String name : host.names("/usr/local")) {
            if (name.startsWith("cuda")) {
                for (String folder : List.of("/compat", "/compat_orin")) {
                    String directory = "/usr/local/" + name + folder;
                    Optional<String> real = host.realPath(directory).toOptional();
                    if (real.isPresent() && seen.add(real.get()) && host.isFile(directory + "/" + LIBCUDA)) {
                        packages.add(compat(real.get(), taken));
                    }
                }
            }
        }
        return packages;
    }

    private CompatPackage compat(String directory, String taken) {
        Library library = libraries.at(LIBCUDA, directory + "/" + LIBCUDA);
        Matcher release = RELEASE_IN_PATH.matcher(directory + "/");
        return new CompatPackage(
                directory,
                library.version(),
                release.matches()
                        ? Observed.found(
                                Version.of(release.group(1)), new Evidence(Source.FILE_NAME, directory, directory))
                        : Observed.unreadable("its directory does not say"),
                libraries.elf(library.path()).flatMap(elf -> note(elf, library.realPath())),
                library.realPath().equals(taken));
    }

    private static Observed<String> note(Elf elf, String path) {
        return elf.cudaCompatibility()
                .map(text -> Observed.found(text, new Evidence(Source.ELF, path, text)))
                .orElse(Observed.absent(path));
    }
}
