package dev.gpudoctor.rules.drift;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.SystemPackage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Packages of the system. Their versions are the manager's, which this program does not put in order; what programs miss of
 * them is told by the libraries that they contain.
 */
final class PackageDrift {
    private PackageDrift() {}

    static List<Change> between(Machine before, Machine after) {
        if (!before.packages().isFound() || !after.packages().isFound()) {
            return List.of();
        }
        Map<String, String> was = versions(before);
        Map<String, String> is = versions(after);
        TreeSet<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            new FactDrift("package", "The package " + name, machine -> version(is, name), false)
                    .change(version(was, name), version(is, name))
                    .ifPresent(changes::add);
        }
        return changes;
    }

    private static Observed<String> version(Map<String, String> versions, String name) {
        return versions.containsKey(name) ? Observed.found(versions.get(name)) : Observed.absent();
    }

    private static Map<String, String> versions(Machine machine) {
        Map<String, String> versions = new TreeMap<>();
        for (SystemPackage installed : machine.packages().toOptional().orElse(List.of())) {
            versions.putIfAbsent(installed.name(), installed.version());
        }
        return versions;
    }
}
