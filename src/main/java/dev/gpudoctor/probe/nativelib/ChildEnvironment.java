package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.process.ChildProcess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that the libraries are asked with: those of the user, less what would keep the child from working or let
 * it run somebody else's code as root.
 *
 * @param variables of the child
 * @param refusals what was left out because root must not trust it
 */
record ChildEnvironment(Map<String, String> variables, List<Incident> refusals) {
    /** Eager binding would fail on the first function that an older driver lacks; the others would change the child. */
    private static final List<String> REMOVED =
            List.of("LD_BIND_NOW", "LD_PRELOAD", "LD_AUDIT", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");
    /** Variables that decide which library is loaded or which GPU it shows. */
    private static final List<String> STEERING =
            List.of("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES", "CUDA_MPS_PIPE_DIRECTORY");

    private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

    ChildEnvironment {
        variables = Map.copyOf(variables);
        refusals = List.copyOf(refusals);
    }

    /** @param asRoot whether directories must be root's own */
    static ChildEnvironment of(Map<String, String> environment, boolean asRoot) {
        Map<String, String> variables = new HashMap<>(environment);
        REMOVED.forEach(variables::remove);
        List<Incident> refusals = new ArrayList<>();
        if (asRoot && variables.containsKey(LIBRARY_PATH)) {
            List<String> trusted = new ArrayList<>();
            for (String directory : variables.get(LIBRARY_PATH).split("[:;]")) {
                Optional<String> objection = TrustedFiles.objection(directory);
                objection.ifPresentOrElse(
                        reason -> refusals.add(new Incident(
                                LIBRARY_PATH + " " + directory, Incident.Kind.REFUSED, "left out as root: " + reason)),
                        () -> trusted.add(directory));
            }
            variables.put(LIBRARY_PATH, String.join(":", trusted));
            if (trusted.isEmpty()) {
                variables.remove(LIBRARY_PATH);
            }
        }
        return new ChildEnvironment(variables, refusals);
    }

    /** The steering variables that are set. */
    List<String> steering() {
        return STEERING.stream().filter(variables::containsKey).toList();
    }

    ChildEnvironment without(Collection<String> names) {
        Map<String, String> fewer = new HashMap<>(variables);
        names.forEach(fewer::remove);
        return new ChildEnvironment(fewer, refusals);
    }

    /** A process that has these variables and no others. */
    static ChildProcess give(ChildProcess process, Map<String, String> variables) {
        ChildProcess given = process;
        for (String inherited : System.getenv().keySet()) {
            given = variables.containsKey(inherited) ? given : given.unset(inherited);
        }
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            given = given.set(variable.getKey(), variable.getValue());
        }
        return given;
    }
}
