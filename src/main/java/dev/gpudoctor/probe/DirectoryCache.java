package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.probe.host.FileFacts;
import dev.gpudoctor.probe.host.Host;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A host of which each directory is listed once. For a loader's search path and the files of packages, which many ask for
 * again and again; not for what changes while the driver starts.
 */
final class DirectoryCache implements Host {
    /** Beyond that many directories the others are listed each time. */
    private static final int MAX_DIRECTORIES = 4096;

    private final Host host;
    private final Map<String, Observed<List<String>>> listings = new ConcurrentHashMap<>();

    DirectoryCache(Host host) {
        this.host = host;
    }

    @Override
    public Observed<List<String>> list(String directory) {
        return listings.size() < MAX_DIRECTORIES
                ? listings.computeIfAbsent(directory, host::list)
                : host.list(directory);
    }

    @Override
    public <T> Observed<T> open(String path, FileReading<T> reading) {
        return host.open(path, reading);
    }

    @Override
    public Scene.Kind kind() {
        return host.kind();
    }

    @Override
    public String root() {
        return host.root();
    }

    @Override
    public Map<String, String> environment() {
        return host.environment();
    }

    @Override
    public Observed<String> realPath(String path) {
        return host.realPath(path);
    }

    @Override
    public Observed<String> link(String path) {
        return host.link(path);
    }

    @Override
    public Observed<FileFacts> facts(String path) {
        return host.facts(path);
    }

    @Override
    public Observed<Boolean> accessible(String path) {
        return host.accessible(path);
    }

    @Override
    public Observed<Long> capacity(String path) {
        return host.capacity(path);
    }
}
