package dev.gpudoctor.rules.toolkit;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.Toolkit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of several toolkits compiles. */
final class CompilerInUse {
    private static final List<String> VARIABLES = List.of("CUDA_HOME", "CUDA_PATH");

    private CompilerInUse() {}

    /** The toolkit whose nvcc starts when its name alone is given. */
    static Optional<Toolkit> onPath(Machine machine) {
        List<Toolkit> compilers = withCompiler(machine);
        return compilers.stream()
                .filter(Toolkit::isDefault)
                .findFirst()
                // A distribution's packages put nvcc into /usr/bin, which every PATH has.
                .or(() -> compilers.stream()
                        .filter(toolkit -> toolkit.origin() == Origin.SYSTEM_PACKAGE
                                && toolkit.directory().startsWith("/usr")
                                && !toolkit.directory().startsWith("/usr/local/"))
                        .findFirst());
    }

    /** The toolkit that a variable names, which builds of extensions prefer. */
    static Optional<Toolkit> named(Machine machine) {
        return VARIABLES.stream()
                .flatMap(name -> Stream.ofNullable(machine.environment().get(name)))
                .flatMap(home -> machine.toolkits().stream()
                        .filter(toolkit -> toolkit.directory().equals(home.replaceFirst("/+$", ""))))
                .findFirst();
    }

    static List<Toolkit> withCompiler(Machine machine) {
        return machine.toolkits().stream()
                .filter(toolkit -> toolkit.nvcc().isFound())
                .toList();
    }
}
