package dev.gpudoctor.rules.drift;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Packages of the Python environments that are on both sides. */
final class PythonDrift {
    private PythonDrift() {}

    static List<Change> between(Machine before, Machine after) {
        List<Change> changes = new ArrayList<>();
        for (PythonEnvironment old : before.pythons()) {
            after.pythons().stream()
                    .filter(now -> now.prefix().equals(old.prefix()))
                    .findFirst()
                    .ifPresent(now -> compare(old, now, changes));
        }
        return changes;
    }

    private static void compare(PythonEnvironment old, PythonEnvironment now, List<Change> changes) {
        Map<String, Version> was = versions(old);
        Map<String, Version> is = versions(now);
        TreeSet<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        for (String name : names) {
            new FactDrift("Python package", name + " in " + now.prefix(), machine -> version(is, name), true)
                    .change(version(was, name), version(is, name))
                    .ifPresent(changes::add);
        }
    }

    private static Observed<Version> version(Map<String, Version> versions, String name) {
        return versions.containsKey(name) ? Observed.found(versions.get(name)) : Observed.absent();
    }

    private static Map<String, Version> versions(PythonEnvironment python) {
        Map<String, Version> versions = new TreeMap<>();
        for (PythonPackage wheel : python.packages()) {
            versions.putIfAbsent(wheel.name(), wheel.version());
        }
        return versions;
    }
}
