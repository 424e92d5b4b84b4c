package dev.gpudoctor.rules.cudnn;

import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.stream.Collectors;

/** Several copies of cuDNN may lie side by side, as long as each program takes its own. */
public final class SeveralCopies implements Rule<Machine> {
    @Override
    public String id() {
        return "cudnn.copies.several";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<Cudnn> copies = facts.machine().cudnns();
        return Judgement.failIf(copies.size() > 1, () -> Judgement.fail()
                .with("count", copies.size())
                .with(
                        "copies",
                        copies.stream()
                                .map(copy -> copy.version()
                                                .toOptional()
                                                .map(Version::toString)
                                                .orElse("?") + " in "
                                        + copy.main().path())
                                .limit(5)
                                .collect(Collectors.joining(", "))));
    }
}
