package dev.gpudoctor.probe.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A Container Device Interface specification, in YAML or JSON, which is YAML too.
 *
 * @param kind such as {@code nvidia.com/gpu}
 * @param hostPaths files of the host that it mounts or passes on
 */
public record CdiSpec(String kind, List<String> hostPaths) {
    private static final int MAX_CODE_POINTS = 4 << 20;
    private static final int MAX_ALIASES = 50;
    private static final int MAX_PATHS = 10_000;

    public CdiSpec {
        hostPaths = List.copyOf(hostPaths);
    }

    /** Reads a specification; nothing where the text is none. */
    public static Optional<CdiSpec> read(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_CODE_POINTS)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        try {
            Object document = new Load(settings).loadFromString(text);
            if (document instanceof Map<?, ?> map && map.get("kind") instanceof String kind) {
                List<String> paths = new ArrayList<>();
                collect(map, paths);
                return Optional.of(new CdiSpec(kind, paths.stream().distinct().toList()));
            }
            return Optional.empty();
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    private static void collect(Object node, List<String> paths) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("deviceNodes") instanceof List<?> nodes) {
                nodes.forEach(device -> device(device, paths));
            }
            if (map.get("hostPath") instanceof String path) {
                add(path, paths);
            }
            map.values().forEach(value -> collect(value, paths));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, paths));
        }
    }

    /** A device's path on the host is its path inside unless the specification says otherwise. */
    private static void device(Object device, List<String> paths) {
        if (device instanceof Map<?, ?> map
                && !(map.get("hostPath") instanceof String)
                && map.get("path") instanceof String path) {
            add(path, paths);
        }
    }

    private static void add(String path, List<String> paths) {
        if (path.startsWith("/") && paths.size() < MAX_PATHS) {
            paths.add(path);
        }
    }
}
