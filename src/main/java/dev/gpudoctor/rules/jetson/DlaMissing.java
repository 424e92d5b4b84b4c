package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A board that has deep-learning accelerators offers them as device nodes. */
public final class DlaMissing implements Rule<Machine> {
    private static final Need<Object, Integer> NODES =
            Need.ofMachine("DLA device nodes", machine -> machine.jetson().flatMap(Jetson::dlaNodes));

    @Override
    public String id() {
        return "jetson.dla.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(NODES);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<Jetson> jetson = facts.machine().jetson().toOptional();
        if (jetson.isEmpty()) {
            return Judgement.notApplicable("this is no Jetson");
        }

        String board = jetson.get().module().toOptional().orElse("").toLowerCase(java.util.Locale.ROOT);
        Optional<Integer> cores = facts.matrix().rows(dev.gpudoctor.matrix.Subject.JETSON_MODULES).stream()
                .filter(row -> board.contains(row.name().toLowerCase(java.util.Locale.ROOT)))
                .max(Comparator.comparingInt(row -> row.name().length()))
                .flatMap(dev.gpudoctor.matrix.JetsonModule::dlaCores);
        return Judgement.failIf(cores.orElse(0) > 0 && facts.get(NODES) == 0, () -> Judgement.fail()
                .with("cores", cores.get())
                .with("board", jetson.get().module().toOptional().orElse(""))
                .seenIn(facts.observed(NODES).evidence()));
    }
}
