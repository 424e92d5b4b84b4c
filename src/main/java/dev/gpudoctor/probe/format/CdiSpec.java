package dev.gpudoctor.probe.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A Container Device Interface specification, in YAML or JSON, which is YAML too.
 *
 * @param kind such as {@code nvidia.com/gpu}
 * @param hostPaths files of the host that it mounts or passes on
 * @param fields fields that came with later versions of the specification: additionalGids, intelRdt, netDevices, and
 *     hostPath of a device node
 */
public record CdiSpec(String kind, List<String> hostPaths, List<String> fields) {
    private static final int MAX_CODE_POINTS = 4 << 20;
    private static final int MAX_ALIASES = 50;
    private static final int MAX_PATHS = 10_000;

    private static final Set<String> LATER = Set.of("additionalGids", "intelRdt", "netDevices");

    public CdiSpec {
        fields = List.copyOf(fields);
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
                Set<String> fields = new TreeSet<>();
                collect(map, paths, fields);
                return Optional.of(new CdiSpec(kind, paths.stream().distinct().toList(), List.copyOf(fields)));
            }
            return Optional.empty();
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    private static void collect(Object node, List<String> paths, Set<String> fields) {
        if (node instanceof Map<?, ?> map) {
            LATER.stream().filter(map::containsKey).forEach(fields::add);
            if (map.get("deviceNodes") instanceof List<?> nodes) {
                nodes.forEach(device -> {
                    device(device, paths);
                    if (device instanceof Map<?, ?> one && one.containsKey("hostPath")) {
                        fields.add("deviceHostPath");
                    }
                });
            }
            if (map.get("hostPath") instanceof String path) {
                add(path, paths);
            }
            map.values().forEach(value -> collect(value, paths, fields));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, paths, fields));
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
