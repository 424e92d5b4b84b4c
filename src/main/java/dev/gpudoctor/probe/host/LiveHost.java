package dev.gpudoctor.probe.host;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The running machine. */
public final class LiveHost extends FileSystemHost {
    private final Map<String, String> environment;

    /** @param environment variables that programs here would start with */
    public LiveHost(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** This machine with our own environment. */
    public static LiveHost here() {
        return new LiveHost(System.getenv());
    }

    @Override
    public Scene.Kind kind() {
        return Scene.Kind.LIVE;
    }

    @Override
    public String root() {
        return "/";
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Observed<String> realPath(String path) {
        return locate(path, true).flatMap(file -> {
            try {
                return Observed.found(file.toRealPath().toString(), evidence(path));
            } catch (IOException e) {
                return failure(path, e);
            }
        });
    }

    @Override
    Observed<Path> locate(String path, boolean followLast) {
        return Observed.found(Path.of(path), evidence(path));
    }
}
