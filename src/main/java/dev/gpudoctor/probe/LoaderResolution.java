package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.format.LdSoCache;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds libraries in the order of the dynamic loader: DT_RPATH of the asking file (unless it has a DT_RUNPATH),
 * LD_LIBRARY_PATH, its DT_RUNPATH, ld.so.cache, the default directories, in each the subdirectories for this processor
 * first. Files of another architecture and files that may not be read are passed over; at one that is damaged the
 * loader stops. Source: ld.so(8), glibc elf/dl-load.c (open_verify, open_path).
 *
 * <p>Where there is no cache, the directories that ldconfig would have read take its place.
 */
final class LoaderResolution {
    private static final String CACHE = "/etc/ld.so.cache";
    private static final String PRELOAD = "/etc/ld.so.preload";
    private static final String CONF = "/etc/ld.so.conf";
    private static final int MAX_CACHE = 16 << 20;
    private static final int MAX_CONF_FILES = 200;
    private static final int KIND = 0xff;
    private static final int ELF_LIBRARY = 3;
    /** Of every program that NVIDIA's libraries are made for. */
    private static final int BITS = 64;

    private final Host host;
    private final Libraries libraries;
    private final List<String> libraryPath;
    private final Lazy<Settings> settings;
    private final Map<String, List<String>> listings = new ConcurrentHashMap<>();
    private final Map<String, Boolean> hasHardware = new ConcurrentHashMap<>();
    private final Lazy<List<String>> preloaded = new Lazy<>(this::readPreloaded);

    private LoaderResolution(Host host, Libraries libraries, List<String> libraryPath, Lazy<Settings> settings) {
        this.host = host;
        this.libraries = libraries;
        this.libraryPath = libraryPath;
        this.settings = settings;
    }

    /**
     * What the loader of this host goes by, whatever a program's variables.
     *
     * @param machine instruction set of the programs here
     * @param hardware subdirectories for this processor, searched before each directory itself
     * @param cache the file that ldconfig wrote
     * @param configured directories that ldconfig would read, where there is no such file
     * @param defaults directories searched last
     */
    private record Settings(
            String machine,
            List<String> hardware,
            Observed<LdSoCache> cache,
            NavigableMap<String, List<String>> cached,
            List<String> configured,
            List<String> defaults) {
        static Settings of(Host host) {
            String machine = machineOf(host);
            Observed<LdSoCache> cache = host.open(CACHE, file -> LdSoCache.read(file.all(MAX_CACHE)));
            List<String> hardware = HardwareDirectories.of(host);
            return new Settings(
                    machine,
                    hardware,
                    cache,
                    cache.toOptional().map(LdSoCache::entries).orElse(List.of()).stream()
                            .filter(entry -> (entry.flags() & KIND) == ELF_LIBRARY && serves(entry, hardware))
                            .collect(Collectors.groupingBy(
                                    LdSoCache.Entry::name,
                                    TreeMap::new,
                                    Collectors.mapping(LdSoCache.Entry::path, Collectors.toList()))),
                    cache.isFound() ? List.of() : configuredOn(host),
                    defaultsOf(host, machine));
        }

        /** Entries for special processors stand before the general one of the same name. */
        private static boolean serves(LdSoCache.Entry entry, List<String> hardware) {
            return entry.hwcap() == 0
                    || hardware.stream().anyMatch(directory -> entry.path().contains(directory + "/"));
        }
    }

    /** The loader as it stands on this host, for programs with the host's environment. */
    static LoaderResolution of(Host host, Libraries libraries) {
        return new LoaderResolution(
                host,
                libraries,
                split(host.environment().getOrDefault("LD_LIBRARY_PATH", "")),
                new Lazy<>(() -> Settings.of(host)));
    }

    /** The same loader for programs that start with another LD_LIBRARY_PATH. */
    LoaderResolution withLibraryPath(String value) {
        return new LoaderResolution(host, libraries, split(value), settings);
    }

    /**
     * A file that asks the loader.
     *
     * @param rpath directories of its DT_RPATH and of those that loaded it, {@code $ORIGIN} replaced; they are searched
     *     before LD_LIBRARY_PATH, and only where the file itself has no DT_RUNPATH
     * @param runpath directories searched after it
     */
    record Asker(List<String> rpath, List<String> runpath) {
        /** A program without search directories of its own. */
        static final Asker PLAIN = new Asker(List.of(), List.of());

        Asker {
            rpath = List.copyOf(rpath);
            runpath = List.copyOf(runpath);
        }

        /** What an ELF file asks with; {@code $LIB} and {@code $PLATFORM} are left to the search. */
        static Asker of(String path, Elf elf) {
            String origin = path.substring(0, Math.max(0, path.lastIndexOf('/')));
            return new Asker(
                    elf.runpath().isEmpty() ? expand(elf.rpath(), origin) : List.of(), expand(elf.runpath(), origin));
        }

        private static List<String> expand(List<String> directories, String origin) {
            return directories.stream()
                    .map(directory -> replace(directory, "ORIGIN", origin))
                    .toList();
        }
    }

    /** Instruction set of the programs here. */
    String machine() {
        return settings.get().machine();
    }

    List<String> libraryPath() {
        return libraryPath;
    }

    List<String> defaults() {
        return settings.get().defaults();
    }

    Observed<Integer> cacheEntries() {
        return settings.get().cache().map(read -> read.entries().size());
    }

    /** Every copy of a library that a plain program could get, the one it gets first. */
    List<String> find(String soname) {
        return find(soname, Asker.PLAIN);
    }

    /** Every whole copy of a library that this file could get, the one it gets first. */
    List<String> find(String soname, Asker asker) {
        return candidates(soname, asker).filter(this::serves).distinct().toList();
    }

    /** The file that this one gets for a name, which need not be a whole library. */
    Optional<String> first(String soname, Asker asker) {
        return candidates(soname, asker)
                .filter(path -> serves(path) || isDamaged(path))
                .findFirst();
    }

    /** Files of that name in the loader's order. */
    private Stream<String> candidates(String soname, Asker asker) {
        return Stream.of(
                        in(asker.runpath().isEmpty() ? asker.rpath() : List.of(), soname),
                        in(libraryPath, soname),
                        in(asker.runpath(), soname),
                        settings.get().cached().getOrDefault(soname, List.of()).stream()
                                .filter(host::isFile),
                        in(settings.get().configured(), soname),
                        in(defaults(), soname))
                .flatMap(paths -> paths);
    }

    private Stream<String> in(List<String> directories, String soname) {
        return directories.stream()
                .map(this::expanded)
                .filter(directory -> directory.startsWith("/"))
                .flatMap(directory -> Stream.concat(hardware(directory), Stream.of("/"))
                        .map(step -> directory + (directory.endsWith("/") ? step.substring(1) : step) + soname))
                .filter(host::isFile);
    }

    private Stream<String> hardware(String directory) {
        return !settings.get().hardware().isEmpty()
                        && hasHardware.computeIfAbsent(
                                directory, own -> host.isDirectory(own + "/" + HardwareDirectories.PARENT))
                ? settings.get().hardware().stream().map(step -> step + "/")
                : Stream.empty();
    }

    /** {@code $LIB} and {@code $PLATFORM} as the loader replaces them. */
    String expanded(String directory) {
        if (directory.indexOf('$') < 0) {
            return directory;
        }
        return replace(replace(directory, "LIB", libraryDirectory()), "PLATFORM", machine());
    }

    /** What {@code $LIB} is here: the name of the first default directory, as distributions build their loader. */
    private String libraryDirectory() {
        return defaults().get(0).substring(1);
    }

    private static String replace(String text, String token, String value) {
        return text.replace("${" + token + "}", value)
                .replaceAll("\\$" + token + "(?![A-Za-z0-9_])", Matcher.quoteReplacement(value));
    }

    /** A file that can be read and that the loader does not know at once for another processor's. */
    private boolean isDamaged(String path) {
        return libraries.elf(path) instanceof Observed.Unreadable<Elf> unreadable
                && !unreadable.reason().equals(Host.DENIED)
                && libraries
                        .identity(path)
                        .toOptional()
                        .filter(identity -> !serves(identity))
                        .isEmpty();
    }

    /** Files that every process loads first: those of LD_PRELOAD and /etc/ld.so.preload that can be loaded. */
    List<String> preloaded() {
        return preloaded.get();
    }

    private List<String> readPreloaded() {
        return Stream.concat(
                        Stream.of(host.environment().getOrDefault("LD_PRELOAD", "")),
                        host.text(PRELOAD).toOptional().stream())
                .flatMap(text -> Stream.of(text.split("[\\s:]+")))
                .filter(name -> !name.isEmpty())
                .map(this::expanded)
                .flatMap(name -> name.indexOf('/') < 0 ? first(name, Asker.PLAIN).stream() : Stream.of(name))
                .filter(path -> path.startsWith("/") && serves(path))
                .toList();
    }

    /** Sonames in the loader's reach that start like this and go on with a number: {@code libcudnn.so.9}. */
    Set<String> sonames(String stem) {
        String prefix = stem + ".so.";
        Set<String> names = new TreeSet<>();
        settings.get().cached().subMap(prefix, prefix + Character.MAX_VALUE).keySet().stream()
                .filter(name -> isVersioned(name, prefix))
                .forEach(names::add);
        Stream.of(libraryPath, settings.get().configured(), defaults())
                .flatMap(List::stream)
                .distinct()
                .forEach(directory -> startingWith(prefix, listing(directory)).stream()
                        .filter(name -> isVersioned(name, prefix) && isSoname(directory, name))
                        .forEach(names::add));
        return names;
    }

    private static boolean isVersioned(String name, String prefix) {
        return name.startsWith(prefix)
                && name.substring(prefix.length()).chars().allMatch(c -> Character.isDigit(c) || c == '.');
    }

    /** A directory also holds files by their full version, which nobody asks for. */
    private boolean isSoname(String directory, String name) {
        return libraries
                .elf(directory + "/" + name)
                .toOptional()
                .filter(elf -> elf.soname().orElse(name).equals(name))
                .isPresent();
    }

    /** The part of sorted names that starts so; a directory of libraries has thousands, and many ask. */
    private static List<String> startingWith(String prefix, List<String> sorted) {
        int found = Collections.binarySearch(sorted, prefix);
        int start = found < 0 ? -found - 1 : found;
        int end = start;
        while (end < sorted.size() && sorted.get(end).startsWith(prefix)) {
            end++;
        }
        return sorted.subList(start, end);
    }

    /** The names in a directory, sorted; each directory is read once. */
    List<String> listing(String directory) {
        return listings.computeIfAbsent(directory, host::names);
    }

    private boolean serves(String path) {
        return libraries
                .elf(path)
                .toOptional()
                .filter(elf -> serves(new Elf.Identity(elf.bits(), elf.machine())))
                .isPresent();
    }

    private boolean serves(Elf.Identity identity) {
        return identity.bits() == BITS && identity.machine().equals(machine());
    }

    private static String machineOf(Host host) {
        return host.exists("/lib/ld-linux-aarch64.so.1") || host.isDirectory("/usr/lib/aarch64-linux-gnu")
                ? "aarch64"
                : "x86_64";
    }

    private static List<String> defaultsOf(Host host, String machine) {
        String triplet = "/lib/" + machine + "-linux-gnu";
        return host.isDirectory(triplet) || host.isDirectory("/usr" + triplet)
                ? List.of(triplet, "/usr" + triplet, "/lib", "/usr/lib")
                : List.of("/lib64", "/usr/lib64", "/lib", "/usr/lib");
    }

    /** Directories of a loader path; an empty entry is the current directory, which no fact can be told of. */
    static List<String> split(String path) {
        return List.of(path.split("[:;]")).stream()
                .filter(directory -> !directory.isEmpty())
                .toList();
    }

    private static List<String> configuredOn(Host host) {
        List<String> directories = new ArrayList<>();
        collect(host, CONF, directories, 0);
        return directories.stream().distinct().toList();
    }

    private static void collect(Host host, String file, List<String> directories, int depth) {
        for (String line : host.text(file).toOptional().orElse("").split("\n")) {
            String setting = line.replaceFirst("#.*", "").strip();
            if (setting.startsWith("include ") && depth == 0) {
                included(host, setting.substring("include ".length()).strip())
                        .forEach(included -> collect(host, included, directories, 1));
            } else if (setting.startsWith("/")) {
                directories.add(setting);
            }
        }
    }

    /** Files of a pattern such as {@code /etc/ld.so.conf.d/*.conf}, or {@code ld.so.conf.d/*.conf} beside the file. */
    private static List<String> included(Host host, String pattern) {
        String absolute = pattern.startsWith("/") ? pattern : "/etc/" + pattern;
        int slash = absolute.lastIndexOf('/');
        String suffix = absolute.substring(slash + 1).replaceFirst("^\\*", "");
        return host.names(absolute.substring(0, slash)).stream()
                .filter(name -> name.endsWith(suffix))
                .limit(MAX_CONF_FILES)
                .map(name -> absolute.substring(0, slash + 1) + name)
                .toList();
    }
}
