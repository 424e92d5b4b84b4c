package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Loader;
import dev.gpudoctor.machine.Loader.Shadowed;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the loader finds libraries, and which copies it never reaches because another stands before them. */
final class LoaderProbe implements Probe<Loader> {
    private static final String PRELOAD = "/etc/ld.so.preload";
    private static final List<String> STEMS = List.of(
            "libcuda",
            "libnvidia-ml",
            "libnvidia-ptxjitcompiler",
            "libcudart",
            "libcublas",
            "libcublasLt",
            "libnvrtc",
            "libnvJitLink",
            "libcudnn",
            "libcufft",
            "libcusolver",
            "libcusparse",
            "libnccl",
            "libnvinfer",
            "libnvinfer_plugin",
            "libnvonnxparser",
            "libstdc++");

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;

    LoaderProbe(Host host, Libraries libraries, LoaderResolution loader) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
    }

    @Override
    public Loader read() {
        return new Loader(
                libraryPath(),
                preload(),
                loader.cacheEntries(),
                loader.defaults(),
                Stream.concat(
                                STEMS.stream()
                                        .flatMap(stem -> loader.sonames(stem).stream())
                                        .flatMap(this::shadowed),
                                new BundledLibraries(host).shadowedBy(loader.libraryPath()))
                        .toList(),
                loader.libraryPath().stream()
                        .filter(directory -> !host.isDirectory(directory))
                        .toList());
    }

    @Override
    public Loader unread(String reason) {
        return new Loader(
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                List.of(),
                List.of(),
                List.of());
    }

    private Observed<List<String>> libraryPath() {
        if (host.kind() == Scene.Kind.ROOT) {
            return Observed.notApplicable("a root file system has no environment");
        }
        String value = host.environment().getOrDefault("LD_LIBRARY_PATH", "");
        return value.isEmpty()
                ? Observed.absent("LD_LIBRARY_PATH")
                : Observed.found(
                        LoaderResolution.split(value), new Evidence(Source.ENVIRONMENT, "LD_LIBRARY_PATH", value));
    }

    private Observed<List<String>> preload() {
        List<String> entries = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        String variable = host.environment().getOrDefault("LD_PRELOAD", "");
        if (!variable.isBlank()) {
            entries.addAll(words(variable));
            evidence.add(new Evidence(Source.ENVIRONMENT, "LD_PRELOAD", variable));
        }
        Observed<String> file = host.text(PRELOAD);
        file.toOptional().ifPresent(text -> {
            entries.addAll(words(text));
            evidence.add(new Evidence(Source.FILE, PRELOAD, text));
        });
        return entries.isEmpty() ? Observed.absent("LD_PRELOAD", PRELOAD) : new Observed.Found<>(entries, evidence);
    }

    private static List<String> words(String text) {
        return Stream.of(text.split("[\\s:]+")).filter(word -> !word.isEmpty()).toList();
    }

    private Stream<Shadowed> shadowed(String soname) {
        List<String> copies = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (String path : loader.find(soname)) {
            String real = libraries.realPath(path).toOptional().orElse(path);
            if (!files.contains(real)) {
                files.add(real);
                copies.add(path);
            }
        }
        return copies.size() < 2
                ? Stream.empty()
                : Stream.of(new Shadowed(soname, copies.get(0), copies.subList(1, copies.size())));
    }
}
