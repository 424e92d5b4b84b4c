package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** Where some NVLinks of a GPU are active, the others should be too. */
public final class NvLinkDown implements Rule<Gpu> {
    private static final Need<Gpu, List<Boolean>> LINKS = Need.of("NVLinks", Gpu::nvLinks);

    @Override
    public String id() {
        return "hardware.nvlink.down";
    }

    @Override
    public Scope<Gpu> scope() {
        return Scope.GPUS;
    }

    @Override
    public List<Need<? super Gpu, ?>> needs() {
        return List.of(LINKS);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.fabric.not-ready", "cuda.fabric.version-mismatch");
    }

    @Override
    public Judgement judge(Case<Gpu> facts) {
        List<Boolean> links = facts.get(LINKS);
        long active = links.stream().filter(link -> link).count();
        return Judgement.failIf(active > 0 && active < links.size(), () -> Judgement.fail()
                .with("active", active)
                .with("links", links.size())
                .with("index", facts.subject().index())
                .seenIn(facts.observed(LINKS).evidence()));
    }
}
