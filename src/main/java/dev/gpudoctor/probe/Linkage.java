package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Dependency.How;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.LoaderResolution.Asker;
import dev.gpudoctor.probe.format.Elf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One process as the dynamic loader would fill it: a name that is loaded already is not searched again, and DT_RPATH
 * serves also what an asking file's libraries ask for. Steps are taken in the program's own order. Source: ld.so(8),
 * glibc elf/dl-load.c.
 */
final class Linkage {
    private static final int MAX_FILES = 400;
    private static final String C_LIBRARY = "libc.so.6";
    private static final String COMPILING = "code that is compiled while the program runs (NVRTC)";
    private static final Ask NOBODY = new Ask("", How.LINKED, Importance.FEATURE, "", "");

    private final Libraries libraries;
    private final LoaderResolution loader;
    private final List<String> interpreterRpath;
    private final boolean systemIsWhole;
    private final Map<String, Loaded> loaded = new LinkedHashMap<>();
    /** Files that were loaded by their paths and stayed, with what happens without them. */
    private final Map<String, Importance> entries = new LinkedHashMap<>();
    /** Files that could not be loaded by their paths: the reason why the name is not found later. */
    private final Map<String, Loaded> damaged = new LinkedHashMap<>();

    /**
     * A name that was asked for.
     *
     * @param path file, empty where the loader finds none
     * @param broken why the file cannot be loaded; empty if it can
     * @param ask who asked for it, with the most important use of it
     */
    record Loaded(String path, String broken, Ask ask) {
        boolean isFound() {
            return !path.isEmpty() && broken.isEmpty();
        }

        boolean needed() {
            return ask.importance() == Importance.START
                    || ask.importance() == Importance.GPU && ask.how() == How.LINKED;
        }

        private Loaded withoutCall() {
            return new Loaded(path, broken, new Ask(ask.by(), ask.how(), ask.importance(), ask.feature(), ""));
        }

        private Loaded alsoFor(Ask other) {
            return ask.by().isEmpty() || other.importance().compareTo(ask.importance()) < 0
                    ? new Loaded(
                            path,
                            broken,
                            new Ask(other.by(), other.how(), other.importance(), other.feature(), ask.condition()))
                    : this;
        }
    }

    /**
     * A request to the loader.
     *
     * @param condition what the program has to do for it; empty where nothing
     */
    record Ask(String by, How how, Importance importance, String feature, String condition) {
        /** What nobody asked for needs nothing that anybody would miss. */
        Ask through(String file) {
            return by.isEmpty() ? this : new Ask(file, How.LINKED, importance, feature, condition);
        }
    }

    private record Request(String soname, Asker asker, Ask ask) {}

    /** @param interpreterRpath DT_RPATH of the program that runs it all, which serves every file without a DT_RUNPATH */
    Linkage(Libraries libraries, LoaderResolution loader, List<String> interpreterRpath) {
        this.libraries = libraries;
        this.loader = loader;
        this.interpreterRpath = List.copyOf(interpreterRpath);
        this.systemIsWhole = loader.first(C_LIBRARY, Asker.PLAIN).isPresent();
        loader.preloaded().forEach(path -> load(path, NOBODY));
    }

    /** Loads a file by its path, with everything that it needs. */
    Linkage load(String path, Ask ask) {
        Observed<Elf> file = libraries.elf(path);
        if (!broken(file).isEmpty()) {
            loaded.putIfAbsent(path.substring(path.lastIndexOf('/') + 1), new Loaded(path, broken(file), ask));
        }
        file.toOptional().ifPresent(elf -> {
            if (!ask.by().isEmpty()) {
                entries.putIfAbsent(path, ask.importance());
            }
            elf.soname().ifPresent(soname -> loaded.putIfAbsent(soname, new Loaded(path, "", ask)));
            drain(needs(path, elf, program(), ask));
        });
        return this;
    }

    /** Opens a file by its path; one that is not there is missing under its name. */
    void openFile(String path, Ask ask) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (libraries.elf(path).isAbsent()) {
            loaded.putIfAbsent(name, new Loaded("", "", ask));
        } else {
            load(path, new Ask(path, ask.how(), ask.importance(), ask.feature(), ask.condition()));
        }
    }

    /** Loads files by their paths as far as they can be loaded, before something asks for them by name. */
    void preload(Collection<String> paths, String condition) {
        for (String path : paths) {
            Map<String, Loaded> before = new LinkedHashMap<>(loaded);
            load(path, new Ask(path, How.OPENED, Importance.FEATURE, "", condition));
            if (!missingSince(before).isEmpty()) {
                loaded.forEach((soname, tried) -> {
                    if (!before.containsKey(soname) && !tried.broken().isEmpty()) {
                        damaged.put(soname, tried);
                    }
                });
                loaded.keySet().retainAll(before.keySet());
                entries.remove(path);
            }
        }
    }

    /** Loads files in turn; where one lacks a library of NVIDIA, the others are loaded first and all is tried again. */
    void loadOrPreload(List<String> files, Collection<String> others, String condition, Ask ask) {
        Map<String, Loaded> before = new LinkedHashMap<>(loaded);
        files.forEach(file -> load(file, ask));
        if (missingSince(before).stream().anyMatch(Components::isOurs)) {
            loaded.clear();
            loaded.putAll(before);
            preload(others, condition);
            files.forEach(file -> load(file, ask));
        }
    }

    /** Loads the first of several variants of a file that can be loaded, or the first if none can. */
    void loadOneOf(List<String> variants, Importance importance, String feature) {
        for (String file : variants) {
            Map<String, Loaded> before = new LinkedHashMap<>(loaded);
            load(file, new Ask(file, How.LINKED, importance, feature, ""));
            if (missingSince(before).stream().noneMatch(Components::isOurs)) {
                return;
            }
            loaded.clear();
            loaded.putAll(before);
            entries.remove(file);
        }
        variants.stream().findFirst().ifPresent(file -> load(file, new Ask(file, How.LINKED, importance, feature, "")));
    }

    /** The same process; what is loaded so far is another program's matter. */
    Linkage asBackground() {
        loaded.replaceAll((soname, known) -> new Loaded(known.path(), known.broken(), NOBODY));
        entries.clear();
        return this;
    }

    private List<String> missingSince(Map<String, Loaded> before) {
        return loaded.entrySet().stream()
                .filter(entry ->
                        !before.containsKey(entry.getKey()) && !entry.getValue().isFound())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Opens a library by name from one of the program's own files, the first that finds it. */
    Linkage open(String soname, List<String> callers, Ask ask) {
        List<Asker> askers = callers.stream()
                .flatMap(caller ->
                        libraries
                                .elf(caller)
                                .toOptional()
                                .map(elf -> inherit(Asker.of(real(caller), elf), program()))
                                .stream())
                .toList();
        Asker asker = askers.stream()
                .filter(candidate -> loader.first(soname, candidate).isPresent())
                .findFirst()
                .orElse(askers.isEmpty() ? program() : askers.get(0));
        drain(new ArrayDeque<>(List.of(new Request(soname, asker, ask))));
        return this;
    }

    /**
     * Opens what libraries of NVIDIA among the needed ones open in turn: NVRTC its builtins when it compiles, and cuDNN the
     * parts that are beside it, unless the search ends elsewhere. Parts that are not beside cuDNN are missing from it,
     * whatever program loads it.
     *
     * @param compiling what happens when the program cannot compile for the GPU
     */
    Linkage openInTurn(Importance compiling) {
        NvrtcBuiltins builtins = new NvrtcBuiltins(libraries);
        CudnnParts parts = new CudnnParts();
        for (Loaded opener : List.copyOf(loaded.values())) {
            boolean needed = !opener.ask().by().isEmpty() && opener.ask().importance() != Importance.FEATURE;
            if (opener.isFound() && needed) {
                String path = opener.path();
                builtins.lookedFor(path).ifPresent(name -> open(opener, name, compiling, COMPILING));
                parts.ofLibrary(path.substring(path.lastIndexOf('/') + 1)).stream()
                        .filter(name -> !loaded.containsKey(name) && isInReach(path, name))
                        .forEach(name -> open(opener, name, Importance.RUN, ""));
            }
        }
        return this;
    }

    /** Whether a search from that file leads anywhere; what is beside the file is found without. */
    private boolean isInReach(String path, String soname) {
        Asker asker = libraries
                .elf(path)
                .toOptional()
                .map(elf -> inherit(Asker.of(real(path), elf), program()))
                .orElse(program());
        return libraries.beside(path).contains(soname)
                && loader.first(soname, asker).isPresent();
    }

    private void open(Loaded opener, String soname, Importance importance, String feature) {
        open(
                soname,
                List.of(opener.path()),
                new Ask(
                        opener.path(),
                        How.OPENED,
                        importance,
                        feature,
                        opener.ask().condition()));
    }

    private Asker program() {
        return new Asker(interpreterRpath, List.of());
    }

    /** The program's own files that would be loaded, with what happens when they cannot be. */
    Map<String, Importance> entries() {
        return entries;
    }

    /** Everything that was asked for, by name, in the loader's order. */
    Map<String, Loaded> loaded() {
        return loaded;
    }

    /** Needed names that are nowhere; without a C library in sight only NVIDIA's, for then the system is elsewhere. */
    List<String> missing() {
        return List.copyOf(new TreeSet<>(loaded.entrySet().stream()
                .filter(entry ->
                        entry.getValue().needed() && entry.getValue().path().isEmpty())
                .map(Map.Entry::getKey)
                .filter(this::isTold)
                .toList()));
    }

    /** Whether the absence of that library says anything. */
    boolean isTold(String soname) {
        return systemIsWhole || Components.isOurs(soname);
    }

    private void drain(Deque<Request> open) {
        while (!open.isEmpty() && loaded.size() < MAX_FILES) {
            Request request = open.poll();
            Loaded known = loaded.get(request.soname());
            if (known != null) {
                loaded.put(request.soname(), alsoFor(known, request));
                continue;
            }
            Optional<String> path = loader.first(request.soname(), request.asker());
            Observed<Elf> elf = path.<Observed<Elf>>map(libraries::elf).orElse(Observed.absent(request.soname()));
            Loaded tried = damaged.get(request.soname());
            loaded.put(
                    request.soname(),
                    path.isEmpty() && tried != null
                            ? new Loaded(tried.path(), tried.broken(), request.ask())
                            : new Loaded(path.orElse(""), broken(elf), request.ask()));
            elf.toOptional().ifPresent(file -> {
                // A file also answers to the name that it gives itself.
                file.soname()
                        .ifPresent(soname -> loaded.putIfAbsent(soname, new Loaded(path.orElseThrow(), "", NOBODY)));
                open.addAll(needs(path.orElseThrow(), file, request.asker(), request.ask()));
            });
        }
    }

    /** What a call has loaded needs no call for one who would have found it without. */
    private Loaded alsoFor(Loaded known, Request request) {
        Loaded both = known.alsoFor(request.ask());
        boolean without = request.ask().condition().isEmpty()
                && loader.first(request.soname(), request.asker())
                        .filter(path -> libraries.elf(path).isFound())
                        .isPresent();
        return both.ask().condition().isEmpty() || !without ? both : both.withoutCall();
    }

    private static String broken(Observed<Elf> elf) {
        return elf instanceof Observed.Unreadable<Elf> unreadable ? unreadable.reason() : "";
    }

    private Deque<Request> needs(String path, Elf elf, Asker loadedBy, Ask ask) {
        Asker own = inherit(Asker.of(real(path), elf), loadedBy);
        Deque<Request> requests = new ArrayDeque<>();
        elf.needed().forEach(soname -> requests.add(new Request(soname, own, ask.through(path))));
        return requests;
    }

    private static Asker inherit(Asker own, Asker parent) {
        List<String> rpath = new ArrayList<>(own.rpath());
        rpath.addAll(parent.rpath());
        return new Asker(rpath, own.runpath());
    }

    /** {@code $ORIGIN} is where the file really is. */
    private String real(String path) {
        return libraries.realPath(path).toOptional().orElse(path);
    }
}
