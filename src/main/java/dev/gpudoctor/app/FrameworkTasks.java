package dev.gpudoctor.app;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.smoke.FrameworkTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Chooses the frameworks of a Python environment that the smoke test tries. */
public final class FrameworkTasks {
    private FrameworkTasks() {}

    /**
     * The frameworks that were asked for, or all that are installed.
     *
     * @param environment absolute path of an environment's directory, or of an interpreter
     * @param asked names; none for all
     * @throws InputException if there is no interpreter, or a name is not one of a framework that can be tried
     */
    public static List<FrameworkTask> of(Machine machine, String environment, List<String> asked)
            throws InputException {
        for (String name : asked) {
            if (!FrameworkTask.NAMES.contains(name)) {
                throw new InputException(
                        "--framework takes " + String.join(", ", FrameworkTask.NAMES) + ", not " + name);
            }
        }
        String interpreter = interpreter(Path.of(environment));
        String home = Files.isDirectory(Path.of(environment))
                ? environment
                : Path.of(environment).resolve("../..").normalize().toString();
        List<Consumer> programs = machine.consumers().stream()
                .filter(consumer -> consumer.kind() == Consumer.Kind.PYTHON
                        && consumer.place().equals(home))
                .toList();
        return FrameworkTask.NAMES.stream()
                .filter(name -> asked.isEmpty() ? installed(programs, name).isPresent() : asked.contains(name))
                .map(name -> new FrameworkTask(
                        name,
                        home,
                        interpreter,
                        installed(programs, name).map(FrameworkTasks::predicted).orElse(Map.of())))
                .toList();
    }

    private static String interpreter(Path environment) throws InputException {
        Stream<Path> candidates = Files.isDirectory(environment)
                ? Stream.of("python3", "python")
                        .map(name -> environment.resolve("bin").resolve(name))
                : Stream.of(environment);
        return candidates
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new InputException("--python: no interpreter in " + environment + "/bin"));
    }

    private static Optional<Consumer> installed(List<Consumer> programs, String name) {
        return programs.stream()
                .filter(consumer -> consumer.program().equals(name))
                .findFirst();
    }

    private static Map<String, String> predicted(Consumer program) {
        Map<String, String> files = new TreeMap<>();
        for (Dependency dependency : program.dependencies().toOptional().orElse(List.of())) {
            dependency.file().toOptional().ifPresent(copy -> files.put(dependency.soname(), copy.path()));
        }
        return files;
    }
}
