package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** Compilers and some bindings ask for libcuda.so without a number. */
public final class LinkNameMissing implements Rule<Machine> {
    private static final Need<Object, Boolean> LINK =
            Need.ofMachine("libcuda.so", machine -> machine.driverLibraries().linkName());

    @Override
    public String id() {
        return "cuda.libcuda.link-missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(LINK);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return Judgement.failIf(!facts.get(LINK), () -> Judgement.fail()
                .with(
                        "folder",
                        facts.machine().driverLibraries().libcuda().stream()
                                .findFirst()
                                .map(library -> library.path().replaceFirst("/[^/]*$", ""))
                                .orElse("the driver's folder"))
                .seenIn(facts.observed(LINK).evidence()));
    }
}
