package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.ForwardingHost;
import dev.gpudoctor.probe.host.Host;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A host of which each directory is listed once. For a loader's search path and the files of packages, which many ask for
 * again and again; not for what changes while the driver starts.
 */
final class DirectoryCache extends ForwardingHost {
    /** Beyond that many directories the others are listed each time. */
    private static final int MAX_DIRECTORIES = 4096;

    private final Map<String, Observed<List<String>>> listings = new ConcurrentHashMap<>();

    DirectoryCache(Host host) {
        super(host);
    }

    @Override
    public Observed<List<String>> list(String directory) {
        return listings.size() < MAX_DIRECTORIES
                ? listings.computeIfAbsent(directory, host::list)
                : host.list(directory);
    }
}
