package dev.gpudoctor.log;

import dev.gpudoctor.version.ComputeCapability;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How values of one log relate: whether the library that is missing belongs to the CUDA that is installed. */
final class Relations {
    private Relations() {}

    /** The values, and what follows from several of them together. */
    static Map<String, String> add(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.computeIfAbsent("cudaHere", key -> values.getOrDefault("torchCuda", ""));
        all.values().removeIf(String::isEmpty);
        compare(all, "cuda", "cudaHere", "cudaRelation");
        compare(all, "cudnn", "cudnnHere", "cudnnRelation");
        capability(all);
        return all;
    }

    /** Whether a GPU is outside what a build names; machine code runs on a GPU of the same major and a higher minor. */
    private static void capability(Map<String, String> all) {
        Optional<ComputeCapability> gpu = read(all, "capability");
        Optional<ComputeCapability> lowest = read(all, "minimum");
        Optional<ComputeCapability> highest = read(all, "maximum");
        if (gpu.isEmpty() || highest.isEmpty()) {
            return;
        }
        if (lowest.filter(floor -> !gpu.get().isAtLeast(floor)).isPresent()) {
            all.put("capabilityRelation", "older");
        } else if (!highest.get().isAtLeast(gpu.get())) {
            boolean sameMajor = highest.get().major() == gpu.get().major();
            all.put("capabilityRelation", sameMajor ? "newer-minor" : "newer");
        }
    }

    private static Optional<ComputeCapability> read(Map<String, String> all, String name) {
        return Optional.ofNullable(all.get(name)).flatMap(ComputeCapability::parse);
    }

    private static void compare(Map<String, String> all, String component, String here, String relation) {
        Optional<String> wanted =
                Optional.ofNullable(all.get("wantedMajor")).filter(major -> component.equals(all.get("component")));
        Optional<String> installed = Optional.ofNullable(all.get(here)).map(version -> version.split("\\.", 2)[0]);
        if (wanted.isPresent() && installed.isPresent()) {
            all.put(relation, wanted.equals(installed) ? "same" : "other");
        }
    }
}
