package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.process.ChildProcess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The variables that the libraries are asked with: those of the user, less what would keep the child from working or let
 * it run somebody else's code as root.
 *
 * @param variables of the child
 * @param refusals what was left out because root must not trust it
 * @param preload LD_PRELOAD, of which the child is free until it is asked whether that is what breaks CUDA
 */
record ChildEnvironment(Map<String, String> variables, List<Incident> refusals, Optional<String> preload) {
    /** Eager binding would fail on the first function that an older driver lacks; the others would change the child. */
    private static final List<String> REMOVED =
            List.of("LD_BIND_NOW", "LD_PRELOAD", "LD_AUDIT", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");
    /** Variables that decide which library is loaded or which GPU it shows. */
    private static final List<String> STEERING =
            List.of("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES", "CUDA_MPS_PIPE_DIRECTORY");

    static final String LIBRARY_PATH = "LD_LIBRARY_PATH";
    static final String PRELOAD = "LD_PRELOAD";
    /** Variables with a library that the driver or the profiling interface loads by itself. */
    private static final List<String> INJECTED =
            List.of("CUDA_INJECTION64_PATH", "CUDA_INJECTION32_PATH", "NVTX_INJECTION64_PATH", "NVTX_INJECTION32_PATH");
    /** Directories from which the C library loads converters of character sets. */
    private static final String CONVERTERS = "GCONV_PATH";

    /** Between a directory and the variable that names it. */
    private static final String IN_LIBRARY_PATH = " in " + LIBRARY_PATH;

    ChildEnvironment {
        variables = Map.copyOf(variables);
        refusals = List.copyOf(refusals);
    }

    /** @param root what root may search and open; empty for other users, who may do as they like */
    static ChildEnvironment of(Map<String, String> environment, Optional<LoadTrust> root) {
        Map<String, String> variables = new HashMap<>(environment);
        REMOVED.forEach(variables::remove);
        List<Incident> refusals = new ArrayList<>();
        root.ifPresent(trust -> {
            keepTrusted(variables, LIBRARY_PATH, trust::objectionToSearching, refusals);
            keepTrusted(variables, CONVERTERS, trust::objectionToSearching, refusals);
            LoadTrust searching = trust.with(variables.getOrDefault(LIBRARY_PATH, ""));
            INJECTED.forEach(name -> keepTrusted(variables, name, searching::objection, refusals));
        });
        Optional<LoadTrust> preloading = root.map(trust -> trust.with(variables.getOrDefault(LIBRARY_PATH, "")));
        Optional<String> preload = Optional.ofNullable(environment.get(PRELOAD))
                .filter(value -> !value.isBlank())
                .filter(value -> preloading.stream().noneMatch(trust -> Stream.of(value.split("[: ]+"))
                        .anyMatch(library -> trust.objection(library).isPresent())));
        return new ChildEnvironment(variables, refusals, preload);
    }

    /** Leaves out what root must not trust; an empty place is the working directory, which nobody means. */
    private static void keepTrusted(
            Map<String, String> variables,
            String name,
            Function<String, Optional<String>> objection,
            List<Incident> refusals) {
        List<String> trusted = new ArrayList<>();
        for (String place : variables.getOrDefault(name, "").split("[:;]")) {
            Optional<String> reason = place.isEmpty() ? Optional.empty() : objection.apply(place);
            if (reason.isPresent()) {
                refusals.add(
                        new Incident(name + " " + place, Incident.Kind.REFUSED, "left out as root: " + reason.get()));
            } else if (!place.isEmpty()) {
                trusted.add(place);
            }
        }
        if (trusted.isEmpty()) {
            variables.remove(name);
        } else {
            variables.put(name, String.join(":", trusted));
        }
    }

    /** The steering variables that are set. */
    List<String> steering() {
        return STEERING.stream().filter(variables::containsKey).toList();
    }

    /** The directories of LD_LIBRARY_PATH, as {@link #without} takes them; none where there is but one. */
    List<String> directories() {
        List<String> directories = Stream.of(
                        variables.getOrDefault(LIBRARY_PATH, "").split("[:;]"))
                .filter(directory -> !directory.isEmpty())
                .distinct()
                .toList();
        return directories.size() < 2
                ? List.of()
                : directories.stream()
                        .map(directory -> directory + IN_LIBRARY_PATH)
                        .toList();
    }

    /** @param names of variables, or of {@link #directories} */
    ChildEnvironment without(Collection<String> names) {
        Map<String, String> fewer = new HashMap<>(variables);
        for (String name : names) {
            fewer.remove(name);
            if (name.endsWith(IN_LIBRARY_PATH)) {
                String gone = name.substring(0, name.length() - IN_LIBRARY_PATH.length());
                fewer.computeIfPresent(LIBRARY_PATH, (key, path) -> Stream.of(path.split("[:;]"))
                        .filter(directory -> !directory.equals(gone))
                        .collect(Collectors.joining(":")));
            }
        }
        return new ChildEnvironment(fewer, refusals, Optional.empty());
    }

    ChildEnvironment withPreload() {
        Map<String, String> more = new HashMap<>(variables);
        preload.ifPresent(libraries -> more.put(PRELOAD, libraries));
        return new ChildEnvironment(more, refusals, preload);
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
