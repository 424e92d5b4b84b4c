package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.rules.ByLaw;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;

/** The plugin library and the core of TensorRT are of one release. */
public final class PluginsOfTensorRt implements Rule<Consumer> {
    private static final Need<Consumer, Version> PART =
            Need.of("plugin library", consumer -> consumer.version(Component.TENSORRT_PLUGIN));

    @Override
    public String id() {
        return "tensorrt.plugin.other-version";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<Need<? super Consumer, ?>> needs() {
        return List.of(Needs.TENSORRT, PART);
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Version core = facts.get(Needs.TENSORRT);
        Version part = facts.get(PART);
        return ByLaw.judge(TensorRtLaw.partOf(core, part), forbidden -> Judgement.fail()
                .with("tensorrt", core)
                .with("part", part)
                .with(
                        "path",
                        facts.subject()
                                .use(Component.TENSORRT_PLUGIN)
                                .orElseThrow()
                                .path())
                .seenIn(facts.observed(PART).evidence())
                .seenIn(facts.observed(Needs.TENSORRT).evidence()));
    }
}
