package dev.gpudoctor.rules.cudnn;

import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/** A cuDNN opens its sub-libraries when they are first used; all of its generation lie beside it. */
public final class PartsAreThere implements Rule<Cudnn> {
    @Override
    public String id() {
        return "cudnn.parts.missing";
    }

    @Override
    public Scope<Cudnn> scope() {
        return Scope.CUDNNS;
    }

    @Override
    public Judgement judge(Case<Cudnn> facts) {
        List<String> missing = facts.subject().missingParts();
        return Judgement.failIf(!missing.isEmpty(), () -> Judgement.fail()
                .with(
                        "cudnn",
                        facts.subject()
                                .version()
                                .toOptional()
                                .map(Version::toString)
                                .orElse("of unknown version"))
                .with("directory", facts.subject().main().realPath())
                .with("parts", String.join(", ", missing))
                .seenIn(facts.subject().version().evidence()));
    }
}
