package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.Lazy;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.format.LdSoCache;
import dev.gpudoctor.probe.host.Host;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether root may open a library: not only its file, but all that the dynamic loader would load or search on its behalf
 * before any of it runs. Followed are NEEDED, RPATH and RUNPATH, LD_LIBRARY_PATH, ld.so.cache and the default directories,
 * with directories for special processors, and the families of libraries that some open by name. Whatever the loader
 * could take must be trusted, whichever it takes in the end. Source: ld.so(8). Safe for use by several threads.
 */
final class LoadTrust {
    private static final String CACHE = "/etc/ld.so.cache";
    private static final int MAX_CACHE = 16 << 20;
    private static final int KIND = 0xff;
    private static final int ELF_LIBRARY = 3;
    private static final int WIDE = 64;
    private static final int MAX_FILES = 400;

    private static final List<String> DEFAULTS = List.of(
            "/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu",
            "/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/lib64",
            "/usr/lib64",
            "/lib",
            "/usr/lib");

    /** Below a directory, those for special processors; with a source: glibc before 2.37, {@code elf/dl-hwcaps.c}. */
    private static final String HARDWARE = "/glibc-hwcaps";

    private static final List<String> OLD_HARDWARE = List.of("/tls", "/haswell", "/avx512_1", "/x86_64", "/atomics");

    /** What every process has loaded before it is asked anything, so that it is not searched for again. */
    private static final Set<String> RESIDENT = Set.of(
            "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1");

    /** What a Java and the libraries that come with gpudoctor ask for. */
    private static final List<String> OF_JAVA = Stream.concat(
                    RESIDENT.stream(), Stream.of("librt.so.1", "libz.so.1", "libstdc++.so.6", "libgcc_s.so.1"))
            .toList();

    /** What libraries open by name, by the beginnings of their own names and of those names. */
    private static final Map<String, String> OPENED = Map.of(
            "libcuda.so", "libnvidia-",
            "libnvidia-ml.so", "libnvidia-",
            "libcudnn.so", "libcudnn",
            "libnvinfer.so", "libnvinfer");

    private final Host host;
    private final TrustedFiles files;
    private final Supplier<Map<String, List<String>>> cached;
    private final Map<String, Observed<Elf>> read;
    private final List<String> libraryPath;
    private final Map<String, Optional<String>> known = new ConcurrentHashMap<>();

    private LoadTrust(
            Host host,
            TrustedFiles files,
            Supplier<Map<String, List<String>>> cached,
            Map<String, Observed<Elf>> read,
            List<String> libraryPath) {
        this.host = host;
        this.files = files;
        this.cached = cached;
        this.read = read;
        this.libraryPath = List.copyOf(libraryPath);
    }

    /** For processes without LD_LIBRARY_PATH. */
    static LoadTrust of(Host host, TrustedFiles files) {
        return of(host, files, CACHE);
    }

    /** @param cacheFile what ldconfig wrote */
    static LoadTrust of(Host host, TrustedFiles files, String cacheFile) {
        return new LoadTrust(
                host, files, new Lazy<>(() -> readCache(host, cacheFile)), new ConcurrentHashMap<>(), List.of());
    }

    private static Map<String, List<String>> readCache(Host host, String file) {
        Observed<LdSoCache> cache = host.open(file, view -> LdSoCache.read(view.all(MAX_CACHE)));
        return cache.toOptional().map(LdSoCache::entries).orElse(List.of()).stream()
                .filter(entry -> (entry.flags() & KIND) == ELF_LIBRARY)
                .collect(Collectors.groupingBy(
                        LdSoCache.Entry::name, Collectors.mapping(LdSoCache.Entry::path, Collectors.toList())));
    }

    /** The same for processes with this LD_LIBRARY_PATH; what has been read is not read again. */
    LoadTrust with(String path) {
        return new LoadTrust(
                host,
                files,
                cached,
                read,
                path.isEmpty()
                        ? List.of()
                        : Stream.of(path.split("[:;]", -1))
                                .flatMap(each -> meanings(each, origin(host)).stream())
                                .toList());
    }

    /**
     * A file that asks the loader.
     *
     * @param path where it is
     * @param rpath directories of its DT_RPATH and of those that loaded it, tokens replaced
     * @param runpath directories of its DT_RUNPATH, which silence the others
     */
    private record Asker(String path, List<String> rpath, List<String> runpath) {
        static final Asker NOBODY = new Asker("", List.of(), List.of());

        Asker {
            rpath = List.copyOf(rpath);
            runpath = List.copyOf(runpath);
        }
    }

    /** A name or a path that somebody asks for. */
    private record Request(String name, Asker asker) {}

    /** What a request can lead to: files, or an objection. */
    private record Reach(List<String> files, Optional<String> objection) {
        static Reach refused(String reason) {
            return new Reach(List.of(), Optional.of(reason));
        }
    }

    /** Why root should not search a directory of LD_LIBRARY_PATH, in which Java looks for its own libraries, too. */
    Optional<String> objectionToSearching(String directory) {
        return first(
                meanings(directory, origin(host)),
                meaning -> first(places(meaning), place -> files.objection(place)
                        .or(() -> first(
                                OF_JAVA,
                                name -> host.exists(place + "/" + name)
                                        ? files.objection(place + "/" + name)
                                        : Optional.empty()))));
    }

    /** Why root should not open a library, given by its path or by a name that the loader looks for. */
    Optional<String> objection(String library) {
        return known.computeIfAbsent(library, this::follow);
    }

    private Optional<String> follow(String library) {
        Deque<Request> open = new ArrayDeque<>(List.of(new Request(library, Asker.NOBODY)));
        Set<String> done = new HashSet<>(RESIDENT);
        while (!open.isEmpty()) {
            Request request = open.poll();
            if (!done.add(request.name())) {
                continue;
            }
            Reach reach = request.name().indexOf('/') < 0 ? search(request) : named(request);
            Optional<String> objection = reach.objection().or(() -> first(reach.files(), files::objection));
            if (objection.isPresent()) {
                return objection.map(reason ->
                        request.asker().equals(Asker.NOBODY) ? reason : "for " + request.name() + ": " + reason);
            }
            if (done.size() > MAX_FILES) {
                return Optional.of("it needs more than " + MAX_FILES + " files");
            }
            reach.files().forEach(file -> open.addAll(requests(file, request.asker())));
        }
        return Optional.empty();
    }

    /** A path is not searched for, but its tokens are replaced. */
    private Reach named(Request request) {
        List<String> paths = new ArrayList<>(
                meanings(request.name(), directoryOf(request.asker().path())));
        paths.add(request.name());
        return new Reach(paths, Optional.empty());
    }

    private Reach search(Request request) {
        Asker asker = request.asker();
        if (asker.runpath().isEmpty()) {
            Optional<Reach> reach = search(request.name(), asker.rpath(), "RPATH of " + asker.path());
            if (reach.isPresent()) {
                return reach.get();
            }
        }
        return search(request.name(), libraryPath, "LD_LIBRARY_PATH")
                .or(() -> search(request.name(), asker.runpath(), "RUNPATH of " + asker.path()))
                .or(() -> cached(request.name()))
                .or(() -> search(request.name(), DEFAULTS, "default directories"))
                .orElse(new Reach(List.of(), Optional.empty()));
    }

    /** The first directory that has the file, or the first that root must not search; empty where there is neither. */
    private Optional<Reach> search(String name, List<String> directories, String named) {
        for (String directory : directories) {
            List<String> found = new ArrayList<>();
            for (String place : places(directory)) {
                Optional<String> objection = files.objection(place);
                if (objection.isPresent()) {
                    return objection.map(reason ->
                            Reach.refused("it is looked for in " + place + " (" + named + "), and " + reason));
                }
                found.add(place + "/" + name);
            }
            found.removeIf(file -> !serves(file));
            if (!found.isEmpty()) {
                return Optional.of(new Reach(found, Optional.empty()));
            }
        }
        return Optional.empty();
    }

    private Optional<Reach> cached(String name) {
        List<String> found = cached.get().getOrDefault(name, List.of()).stream()
                .filter(this::serves)
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(new Reach(found, Optional.empty()));
    }

    /** Libraries for 32-bit programs are passed over by the loader. */
    private boolean serves(String file) {
        return host.isFile(file)
                && elf(file).toOptional().filter(elf -> elf.bits() != WIDE).isEmpty();
    }

    private Observed<Elf> elf(String file) {
        return read.computeIfAbsent(file, path -> host.open(path, Elf::read));
    }

    /** What a file that would be loaded asks for in turn; none of one that is no library, which the loader refuses. */
    private List<Request> requests(String file, Asker loadedBy) {
        Optional<Elf> elf = elf(file).toOptional();
        if (elf.isEmpty()) {
            return List.of();
        }
        String real = host.realPath(file).toOptional().orElse(file);
        Asker own = asker(real, elf.get(), loadedBy);
        List<Request> requests = new ArrayList<>();
        Stream.concat(elf.get().needed().stream(), elf.get().filtees().stream())
                .forEach(name -> requests.add(new Request(name, own)));
        String name = Path.of(file).getFileName().toString();
        OPENED.forEach((opener, family) -> {
            if (name.startsWith(opener)) {
                family(family, real).forEach(member -> requests.add(new Request(member, own)));
            }
        });
        return requests;
    }

    private static Asker asker(String file, Elf elf, Asker loadedBy) {
        List<String> rpath = new ArrayList<>();
        if (elf.runpath().isEmpty()) {
            elf.rpath().forEach(directory -> rpath.addAll(meanings(directory, directoryOf(file))));
        }
        rpath.addAll(loadedBy.rpath());
        List<String> runpath = elf.runpath().stream()
                .flatMap(directory -> meanings(directory, directoryOf(file)).stream())
                .toList();
        return new Asker(file, rpath, runpath);
    }

    /** Names of libraries that begin so, in the cache, beside the file and in LD_LIBRARY_PATH. */
    private Set<String> family(String beginning, String file) {
        return Stream.of(
                        cached.get().keySet().stream(),
                        host.names(directoryOf(file)).stream(),
                        libraryPath.stream().flatMap(directory -> host.names(directory).stream()))
                .flatMap(names -> names)
                .filter(name -> name.startsWith(beginning) && name.contains(".so."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A directory and those for special processors below it, which come first. */
    private List<String> places(String directory) {
        String start = directory.isEmpty() ? "." : directory;
        List<String> places = new ArrayList<>();
        host.names(start + HARDWARE).forEach(name -> places.add(start + HARDWARE + "/" + name));
        OLD_HARDWARE.stream().map(start::concat).filter(host::isDirectory).forEach(places::add);
        places.add(start);
        return places;
    }

    private static List<String> meanings(String path, String origin) {
        return LoaderTokens.expand(path, origin);
    }

    private static String directoryOf(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** For LD_LIBRARY_PATH the origin is the program, which is Java. */
    private static String origin(Host host) {
        String java = System.getProperty("java.home") + "/bin";
        return host.realPath(java).toOptional().orElse(java);
    }

    private static <T> Optional<String> first(Collection<T> all, Function<T, Optional<String>> objection) {
        return all.stream().flatMap(each -> objection.apply(each).stream()).findFirst();
    }
}
