package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Loader;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** LD_LIBRARY_PATH goes before the libraries that a program brings. */
public final class LibraryPathShadows implements Rule<Machine> {
    private static final Need<Object, List<String>> PATH =
            Need.ofMachine("LD_LIBRARY_PATH", machine -> machine.loader().libraryPath());
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
    public Judgement judge(Case<Machine> facts) {
        List<String> path = facts.get(PATH);
        List<Loader.Shadowed> won = facts.machine().loader().shadowed().stream()
                .filter(copy -> STACK.matcher(copy.name()).find())
                .filter(copy -> path.stream()
                        .anyMatch(folder -> !folder.isEmpty() && copy.taken().startsWith(folder + "/")))
                .toList();
        return Judgement.failIf(!won.isEmpty(), () -> Judgement.fail()
                .with(
                        "libraries",
                        won.stream().map(Loader.Shadowed::taken).limit(5).collect(Collectors.joining(", ")))
                .seenIn(facts.observed(PATH).evidence()));
    }
}
