package dev.gpudoctor.rules.toolkit;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where several toolkits are installed, the PATH should lead to one that knows the GPU, and best to the newest. */
public final class OlderCompilerOnPath implements Rule<Machine> {
    @Override
    public String id() {
        return "toolkit.nvcc.older-on-path";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<Toolkit> taken = CompilerInUse.onPath(facts.machine())
                .filter(toolkit -> toolkit.version().isFound());
        if (taken.isEmpty()) {
            return Judgement.notApplicable("the PATH leads to no nvcc");
        }
        Version old = release(taken.get());
        Optional<Toolkit> better = CompilerInUse.withCompiler(facts.machine()).stream()
                .filter(toolkit ->
                        toolkit.version().isFound() && release(toolkit).isAbove(old))
                .max(Comparator.comparing(OlderCompilerOnPath::release));
        if (better.isEmpty()) {
            return Judgement.pass();
        }
        List<Gpu> unknown = unknown(facts, old);
        boolean helps = unknown(facts, release(better.get())).size() < unknown.size();
        return Judgement.fail()
                .with("taken", taken.get().directory())
                .with("old", old)
                .with("better", better.get().directory())
                .with("new", release(better.get()))
                .with("effect", helps ? effect(unknown) : "Code that needs the newer release does not compile.")
                .seenIn(taken.get().version().evidence())
                .seenIn(better.get().version().evidence())
                .atMost(helps ? Severity.WARNING : Severity.INFO);
    }

    private static String effect(List<Gpu> unknown) {
        Gpu gpu = unknown.get(0);
        return "It cannot compile for " + gpu.name().toOptional().orElse("GPU " + gpu.index()) + " (compute capability "
                + gpu.capability().toOptional().orElseThrow() + "); the newer one can.";
    }

    /** The GPUs that a release makes no machine code for because it is older than they are. */
    private static List<Gpu> unknown(Case<Machine> facts, Version cuda) {
        return facts.machine().gpus().toOptional().orElse(List.of()).stream()
                .filter(gpu -> gpu.capability()
                        .toOptional()
                        .flatMap(facts.matrix()::capability)
                        .flatMap(row -> row.firstCuda())
                        .filter(cuda::isBelow)
                        .isPresent())
                .toList();
    }

    private static Version release(Toolkit toolkit) {
        return toolkit.version().toOptional().orElseThrow().prefix(2);
    }
}
