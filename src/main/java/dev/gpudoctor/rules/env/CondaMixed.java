package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A conda environment with its own CUDA must not take a system toolkit as well. */
public final class CondaMixed implements Rule<Machine> {
    private static final Pattern CUDA = Pattern.compile("cudatoolkit|cuda-cudart|cuda-runtime|cuda-toolkit");

    @Override
    public String id() {
        return "env.conda.mixed";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        Optional<String> prefix = Optional.ofNullable(machine.environment().get("CONDA_PREFIX"));
        Optional<PythonEnvironment> conda = machine.pythons().stream()
                .filter(python -> python.kind() == PythonEnvironment.Kind.CONDA
                        && Optional.of(python.prefix()).equals(prefix))
                .findFirst();
        if (conda.isEmpty()) {
            return Judgement.notApplicable("no conda environment is active");
        }
        boolean ownCuda = conda.get().packages().stream()
                        .anyMatch(item -> CUDA.matcher(item.name()).matches())
                || machine.packages().toOptional().orElse(List.of()).stream()
                        .anyMatch(item -> item.manager() == SystemPackage.Manager.CONDA
                                && CUDA.matcher(item.name()).matches())
                || hiddenCopies(machine, prefix.get() + "/lib/");
        Optional<String> outside = Stream.concat(
                        Stream.of("CUDA_HOME", "CUDA_PATH")
                                .flatMap(name -> Optional.ofNullable(
                                        machine.environment().get(name))
                                        .stream()),
                        onLibraryPath(machine))
                .filter(home -> !home.startsWith(prefix.get()))
                .findFirst();
        return Judgement.failIf(
                ownCuda && outside.isPresent(),
                () -> Judgement.fail().with("prefix", prefix.get()).with("outside", outside.get()));
    }

    /** Whether libraries of the environment are hidden by others: its CUDA, whatever package brought it. */
    private static boolean hiddenCopies(Machine machine, String directory) {
        return machine.loader().shadowed().stream()
                .filter(copy -> LibraryPathShadows.isOfStack(copy.name()))
                .flatMap(copy -> copy.hidden().stream())
                .anyMatch(path -> path.startsWith(directory));
    }

    /** Toolkits that LD_LIBRARY_PATH puts before the environment's own libraries. */
    private static Stream<String> onLibraryPath(Machine machine) {
        return machine.loader().libraryPath().toOptional().orElse(List.of()).stream()
                .filter(directory -> machine.toolkits().stream()
                        .map(Toolkit::directory)
                        .filter(toolkit -> !toolkit.equals("/usr"))
                        .anyMatch(toolkit -> directory.startsWith(toolkit + "/")));
    }
}
