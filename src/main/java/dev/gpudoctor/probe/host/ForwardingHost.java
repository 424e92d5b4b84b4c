package dev.gpudoctor.probe.host;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import java.util.List;
import java.util.Map;

/** A host that answers as another does, save for what a subclass answers itself. */
public abstract class ForwardingHost implements Host {
    /** The one that answers. */
    protected final Host host;

    protected ForwardingHost(Host host) {
        this.host = host;
    }

    @Override
    public <T> Observed<T> open(String path, FileReading<T> reading) {
        return host.open(path, reading);
    }

    @Override
    public Observed<List<String>> list(String directory) {
        return host.list(directory);
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
