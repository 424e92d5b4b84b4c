package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.compat.JetPackLaw;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.Optional;

/** An image for a Jetson must be of the board's own L4T generation. */
public final class ContainerOfOtherL4t implements Rule<Machine> {
    @Override
    public String id() {
        return "jetson.l4t.container-mismatch";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<Jetson> jetson = facts.machine().jetson().toOptional();
        if (jetson.isEmpty()) {
            return Judgement.notApplicable("this is no Jetson");
        }

        Optional<Version> image = Optional.ofNullable(
                        facts.machine().environment().get("L4T_VERSION"))
                .flatMap(Version::parse);
        Optional<Version> board = jetson.get().l4t().toOptional();
        if (!Surroundings.isContainer(facts.machine()) || image.isEmpty() || board.isEmpty()) {
            return Judgement.notApplicable("no image that names its L4T");
        }
        return ByLaw.judge(JetPackLaw.container(image.get(), board.get()), forbidden -> Judgement.fail()
                .with("image", image.get())
                .with("board", board.get())
                .seenIn(jetson.get().l4t().evidence()));
    }
}
