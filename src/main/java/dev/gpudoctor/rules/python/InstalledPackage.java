package dev.gpudoctor.rules.python;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.PythonRequirement;
import dev.gpudoctor.version.Version;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One package in its environment. Where a package is there twice, the first is the one that Python imports.
 *
 * @param python the environment
 * @param item the package
 * @param all the packages of that environment by name, each the one that Python finds first
 */
record InstalledPackage(PythonEnvironment python, PythonPackage item, Map<String, PythonPackage> all) {
    static final Scope<InstalledPackage> ALL = new Scope<>(
            "Python package",
            machine -> Observed.found(machine.pythons().stream()
                    .flatMap(python -> {
                        Map<String, PythonPackage> firsts = firsts(python);
                        return firsts.values().stream().map(item -> new InstalledPackage(python, item, firsts));
                    })
                    .toList()),
            InstalledPackage::toString);

    private static Map<String, PythonPackage> firsts(PythonEnvironment python) {
        Map<String, PythonPackage> firsts = new LinkedHashMap<>();
        python.packages().forEach(item -> firsts.putIfAbsent(item.name(), item));
        return Collections.unmodifiableMap(firsts);
    }

    /** Another package of the same environment. */
    Optional<PythonPackage> beside(String name) {
        return Optional.ofNullable(all.get(name));
    }

    /** What it asks for of another package here; empty where it does not, or where that is not known. */
    List<PythonRequirement> requirements(Machine machine) {
        Map<String, String> environment = environment(machine);
        return item.requires().stream()
                .flatMap(line -> PythonRequirement.parse(line).stream())
                .filter(requirement -> requirement.appliesIn(environment).orElse(false))
                .toList();
    }

    /** What markers may ask of this environment; a variable that is not known here decides nothing. */
    private Map<String, String> environment(Machine machine) {
        Map<String, String> values = new HashMap<>(Map.of(
                "sys_platform", "linux",
                "platform_system", "Linux",
                "os_name", "posix",
                "implementation_name", "cpython",
                "platform_python_implementation", "CPython",
                "extra", ""));
        machine.os().architecture().toOptional().ifPresent(machineName -> values.put("platform_machine", machineName));
        python.python().toOptional().map(Version::toString).ifPresent(version -> {
            values.put("python_version", Version.of(version).prefix(2).toString());
            values.put("python_full_version", version);
        });
        return values;
    }

    @Override
    public String toString() {
        return item.name() + " in " + python.prefix();
    }
}
