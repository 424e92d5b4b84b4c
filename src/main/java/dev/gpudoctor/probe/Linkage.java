package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.probe.LoaderResolution.Asker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Follows what files ask the loader for, as the loader would: a name that is loaded already is not searched again, and
 * DT_RPATH serves also what an asking file's libraries ask for.
 */
final class Linkage {
    private static final int MAX_FILES = 400;

    private final Libraries libraries;
    private final LoaderResolution loader;
    private final List<Library> preloaded;
    private final boolean systemIsWhole;
    private final Map<String, Loaded> loaded = new LinkedHashMap<>();
    private final TreeSet<String> missing = new TreeSet<>();

    /**
     * A library that a program gets.
     *
     * @param path file, empty where the loader finds none
     * @param needed whether the program does not start without it
     */
    record Loaded(String path, boolean needed) {}

    private record Request(String soname, Asker asker, boolean needed) {}

    /** @param preloaded libraries that the program loads by their path before anything asks for them */
    Linkage(Libraries libraries, LoaderResolution loader, List<Library> preloaded) {
        this.libraries = libraries;
        this.loader = loader;
        this.preloaded = preloaded;
        this.systemIsWhole = loader.first("libc.so.6", Asker.PLAIN).isPresent();
    }

    /** Follows everything that this file needs, without which the program does not start. */
    Linkage follow(String path) {
        return follow(path, true);
    }

    /** Follows what a file needs that the program opens when it comes to it. */
    Linkage followOptional(String path) {
        return follow(path, false);
    }

    private Linkage follow(String path, boolean needed) {
        libraries.elf(path).toOptional().ifPresent(file -> {
            Asker asker = Asker.of(real(path), file);
            drain(file.needed().stream()
                    .map(soname -> new Request(soname, asker, needed))
                    .collect(Collectors.toCollection(ArrayDeque::new)));
        });
        return this;
    }

    /** Follows a library that one of the program's own files opens by name while it runs. */
    Linkage opens(String soname, List<String> callers) {
        List<String> rpath = new ArrayList<>();
        List<String> runpath = new ArrayList<>();
        for (String caller : callers) {
            libraries
                    .elf(caller)
                    .toOptional()
                    .map(elf -> Asker.of(real(caller), elf))
                    .ifPresent(asker -> {
                        rpath.addAll(asker.rpath());
                        runpath.addAll(asker.runpath());
                    });
        }
        drain(new ArrayDeque<>(List.of(new Request(soname, new Asker(rpath, runpath), false))));
        return this;
    }

    Map<String, Loaded> loaded() {
        return loaded;
    }

    /** Needed names that are nowhere; without a C library in sight only NVIDIA's, for then the system is elsewhere. */
    List<String> missing() {
        return missing.stream()
                .filter(soname -> systemIsWhole || Components.isOurs(soname))
                .toList();
    }

    private void drain(Deque<Request> open) {
        while (!open.isEmpty() && loaded.size() < MAX_FILES) {
            Request request = open.poll();
            Loaded known = loaded.get(request.soname());
            if (known != null) {
                loaded.put(request.soname(), new Loaded(known.path(), known.needed() || request.needed()));
                noteMissing(request, known.path());
                continue;
            }
            Optional<String> path =
                    preloaded(request.soname()).or(() -> loader.first(request.soname(), request.asker()));
            loaded.put(request.soname(), new Loaded(path.orElse(""), request.needed()));
            noteMissing(request, path.orElse(""));
            if (path.isEmpty()) {
                continue;
            }
            libraries.elf(path.get()).toOptional().ifPresent(elf -> {
                Asker own = inherit(Asker.of(real(path.get()), elf), request.asker());
                elf.needed().forEach(soname -> open.add(new Request(soname, own, request.needed())));
            });
        }
    }

    private void noteMissing(Request request, String path) {
        if (request.needed() && path.isEmpty()) {
            missing.add(request.soname());
        }
    }

    private static Asker inherit(Asker own, Asker parent) {
        if (!own.runpath().isEmpty()) {
            return own;
        }
        List<String> rpath = new ArrayList<>(own.rpath());
        rpath.addAll(parent.rpath());
        return new Asker(rpath, own.runpath());
    }

    private Optional<String> preloaded(String soname) {
        return preloaded.stream()
                .filter(library -> library.name().equals(soname))
                .map(Library::path)
                .findFirst();
    }

    /** {@code $ORIGIN} is where the file really lies. */
    private String real(String path) {
        return libraries.realPath(path).toOptional().orElse(path);
    }
}
