package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.compat.JetPackLaw;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/** Boards up to Orin need the Jetson build of the CUDA toolkit, not the one for Arm servers. */
public final class ServerToolkit implements Rule<Toolkit> {
    @Override
    public String id() {
        return "jetson.toolkit.sbsa";
    }

    @Override
    public Scope<Toolkit> scope() {
        return Scope.TOOLKITS;
    }

    @Override
    public Judgement judge(Case<Toolkit> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        Optional<Version> first = facts.matrix().bound("jetson.server-toolkit");
        Optional<Version> l4t = facts.machine().jetson().toOptional().flatMap(jetson -> jetson.l4t()
                .toOptional());
        if (first.isEmpty() || l4t.isEmpty()) {
            return Judgement.undetermined("the board's L4T release is not known");
        }
        boolean server = facts.subject().libraries().stream()
                .anyMatch(library -> library.realPath().contains("/targets/sbsa-linux/"));
        boolean refused = JetPackLaw.takesServerToolkit(l4t.get(), first.get()).isForbidden();
        return Judgement.failIf(server && refused, () -> Judgement.fail()
                .with("toolkit", facts.subject().directory())
                .with("l4t", l4t.get()));
    }
}
