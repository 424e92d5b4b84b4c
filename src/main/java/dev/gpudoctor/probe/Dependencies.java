package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.Copy;
import dev.gpudoctor.machine.Dependency.How;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.probe.Linkage.Loaded;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a linkage came to, as facts: each library of NVIDIA with its file, and each that is not found with its near misses. */
final class Dependencies {
    private static final int MAX_OTHERS = 6;
    private static final Pattern TORCH = Pattern.compile("lib(?:torch|c10)[^/]*\\.so");

    private final LoaderResolution loader;
    private final KnownLibraries known;
    private final List<String> ownDirectories;

    /** @param ownDirectories the only package directories whose wheels can be meant for the program */
    Dependencies(LoaderResolution loader, KnownLibraries known, List<String> ownDirectories) {
        this.loader = loader;
        this.known = known;
        this.ownDirectories = List.copyOf(ownDirectories);
    }

    Observed<List<Dependency>> of(Linkage linkage) {
        List<Dependency> dependencies = new ArrayList<>();
        for (Map.Entry<String, Loaded> entry : linkage.loaded().entrySet()) {
            String soname = entry.getKey();
            Loaded loaded = entry.getValue();
            boolean told = loaded.isFound()
                    ? Components.isOurs(soname)
                    : !loaded.broken().isEmpty() || linkage.isTold(soname) && !isOwnPart(soname, loaded);
            if (told && !loaded.ask().by().isEmpty()) {
                dependencies.add(dependency(soname, loaded));
            }
        }
        return Observed.found(dependencies);
    }

    /** Libraries that a process has mapped; the kernel shows real paths, so that each is known by its file's name. */
    Observed<List<Dependency>> mapped(List<String> paths, String maps) {
        List<Dependency> dependencies = new ArrayList<>();
        for (String path : paths) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (Components.isOurs(name)) {
                Linkage.Ask ask = new Linkage.Ask(maps, How.OPENED, Importance.GPU, "", "");
                dependencies.add(dependency(name, new Loaded(path, "", ask)));
            }
        }
        return Observed.found(dependencies);
    }

    /** Which of its own libraries a build of PyTorch is made of differs, so that one that is not here tells nothing. */
    private static boolean isOwnPart(String soname, Loaded loaded) {
        return loaded.ask().by().contains("/torch/lib/")
                && TORCH.matcher(soname).matches();
    }

    private Dependency dependency(String soname, Loaded loaded) {
        return new Dependency(
                soname,
                loaded.ask().by(),
                loaded.ask().how(),
                loaded.ask().importance(),
                loaded.ask().feature(),
                loaded.ask().condition(),
                file(soname, loaded),
                others(soname, loaded));
    }

    private Observed<Copy> file(String soname, Loaded loaded) {
        if (loaded.path().isEmpty()) {
            return Observed.absent(loaded.ask().by());
        }
        Evidence evidence = new Evidence(Source.ELF, loaded.ask().by(), soname);
        return loaded.broken().isEmpty()
                ? Observed.found(copy(soname, loaded.path()), evidence)
                : Observed.unreadable(loaded.broken(), new Evidence(Source.FILE, loaded.path(), loaded.broken()));
    }

    private Copy copy(String soname, String path) {
        KnownLibraries.Fact fact = known.of(soname, path);
        return new Copy(path, fact.version(), fact.origin());
    }

    /** Copies in the loader's reach and those that other probes found, of the same name first. */
    private List<Copy> others(String soname, Loaded loaded) {
        if (!Components.isOurs(soname)) {
            return List.of();
        }
        String stem = Dependency.stem(soname);
        Set<String> paths = new LinkedHashSet<>(loader.find(soname));
        Set<String> rest = new LinkedHashSet<>();
        for (String path : known.named(stem)) {
            (path.endsWith("/" + soname) ? paths : rest).add(path);
        }
        if (!loaded.isFound()) {
            loader.sonames(stem).forEach(name -> rest.addAll(loader.find(name)));
            rest.addAll(known.renamed(soname, loaded.ask().by()));
            paths.addAll(rest);
        }
        return paths.stream()
                .filter(path -> !path.equals(loaded.path()))
                .map(path -> copy(path.substring(path.lastIndexOf('/') + 1), path))
                .filter(this::isMeant)
                .limit(MAX_OTHERS)
                .toList();
    }

    private boolean isMeant(Copy copy) {
        return copy.origin() != Origin.STUB
                && (copy.origin() != Origin.WHEEL
                        || ownDirectories.stream().anyMatch(own -> copy.path().startsWith(own + "/")));
    }
}
