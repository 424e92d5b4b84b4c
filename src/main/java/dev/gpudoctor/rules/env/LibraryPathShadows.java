package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Loader;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.matrix.Preload;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** LD_LIBRARY_PATH goes before the libraries that a program brings. */
public final class LibraryPathShadows implements Rule<Machine> {
    private static final Need<Object, List<String>> PATH =
            Need.ofMachine("LD_LIBRARY_PATH", machine -> machine.loader().libraryPath());
    private static final String NVJITLINK = "libnvJitLink.so";
    private static final Pattern STACK =
            Pattern.compile("^lib(cudart|cublas|cublasLt|cudnn|nvJitLink|nvrtc|nvinfer|cufft|cusparse|cusolver)\\b");

    @Override
    public String id() {
        return "env.ld-library-path.shadowing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(PATH);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("env.conda.mixed", "program.symbol.mixed-libraries", "program.library.older-first");
    }

    static boolean isOfStack(String library) {
        return STACK.matcher(library).find();
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<String> path = facts.get(PATH);
        List<Loader.Shadowed> won = facts.machine().loader().shadowed().stream()
                .filter(copy -> isOfStack(copy.name()))
                .filter(copy -> path.stream()
                        .anyMatch(folder -> !folder.isEmpty() && copy.taken().startsWith(folder + "/")))
                .toList();
        List<String> taken = Stream.concat(
                        olderThanWheels(facts, path).stream(), won.stream().map(Loader.Shadowed::taken))
                .distinct()
                .toList();
        return Judgement.failIf(!taken.isEmpty(), () -> Judgement.fail()
                .with("libraries", taken.stream().limit(5).collect(Collectors.joining(", ")))
                .seenIn(facts.observed(PATH).evidence()));
    }

    /**
     * An older nvJitLink of a toolkit on the path: the wheel of cuSPARSE finds its own only behind LD_LIBRARY_PATH and
     * asks it for functions that the older one does not have, unless the program loads the wheel's by path first.
     */
    private static List<String> olderThanWheels(Case<Machine> facts, List<String> path) {
        return facts.machine().pythons().stream()
                .filter(python -> facts.machine().consumers().stream()
                        .anyMatch(program -> program.place().equals(python.prefix())
                                && program.kind() == Consumer.Kind.PYTHON
                                && asksForIt(program)
                                && !loadsItsOwn(facts, program)))
                .flatMap(python -> python.packages().stream())
                .filter(wheel -> wheel.name().startsWith("nvidia-cuda-runtime"))
                .flatMap(wheel -> facts.machine().toolkits().stream()
                        .filter(toolkit -> isOlder(toolkit, wheel.version()))
                        .flatMap(toolkit -> path.stream().filter(directory -> isIn(directory, toolkit))))
                .map(directory -> directory + "/" + NVJITLINK)
                .toList();
    }

    /** Whether nvJitLink is among its libraries, as it is not before CUDA 12; an old snapshot does not tell. */
    private static boolean asksForIt(Consumer program) {
        return program.dependencies()
                .toOptional()
                .map(found -> found.stream()
                        .anyMatch(dependency -> dependency.soname().startsWith(NVJITLINK)))
                .orElse(true);
    }

    private static boolean loadsItsOwn(Case<Machine> facts, Consumer program) {
        return program.programVersion()
                .toOptional()
                .filter(release -> facts.matrix().rows(Subject.PRELOADS).stream()
                        .anyMatch(row -> row.when() == Preload.When.FIRST
                                && row.isOf(program.program(), release)
                                && row.libraries().stream().anyMatch(library -> library.contains(NVJITLINK))))
                .isPresent();
    }

    private static boolean isOlder(Toolkit toolkit, Version wheel) {
        return toolkit.version()
                .toOptional()
                .filter(version ->
                        version.major() == wheel.major() && version.prefix(2).isBelow(wheel.prefix(2)))
                .isPresent();
    }

    private static boolean isIn(String directory, Toolkit toolkit) {
        return directory.equals(toolkit.directory()) || directory.startsWith(toolkit.directory() + "/");
    }
}
