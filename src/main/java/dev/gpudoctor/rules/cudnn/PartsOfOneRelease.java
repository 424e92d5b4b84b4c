package dev.gpudoctor.rules.cudnn;

import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.stream.Collectors;

/** All libraries of a cuDNN are of one release. */
public final class PartsOfOneRelease implements Rule<Cudnn> {
    private static final Need<Cudnn, Version> VERSION = Need.of("cuDNN version", Cudnn::version);

    @Override
    public String id() {
        return "cudnn.parts.mixed";
    }

    @Override
    public Scope<Cudnn> scope() {
        return Scope.CUDNNS;
    }

    @Override
    public List<Need<? super Cudnn, ?>> needs() {
        return List.of(VERSION);
    }

    @Override
    public Judgement judge(Case<Cudnn> facts) {
        Version version = facts.get(VERSION);
        List<Library> foreign = facts.subject().parts().stream()
                .filter(part -> part.version()
                        .toOptional()
                        .filter(other -> CudnnLaw.partOf(version, other).isForbidden())
                        .isPresent())
                .toList();
        return Judgement.failIf(!foreign.isEmpty(), () -> Judgement.fail()
                .with("cudnn", version)
                .with(
                        "parts",
                        foreign.stream()
                                .map(part -> part.realPath() + " is "
                                        + part.version().toOptional().orElseThrow())
                                .collect(Collectors.joining(", ")))
                .seenIn(foreign.get(0).version().evidence())
                .seenIn(facts.observed(VERSION).evidence()));
    }
}
