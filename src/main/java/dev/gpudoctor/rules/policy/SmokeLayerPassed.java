package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;

/** A layer that somebody wants to be tried must pass. */
public final class SmokeLayerPassed implements Rule<Machine> {
    private final String layer;
    private final Judgement judgement;
    private final List<String> causes;

    /**
     * @param judgement what came of trying the layer
     * @param causes conditions that the layer itself gave for that
     */
    private SmokeLayerPassed(String layer, Judgement judgement, List<String> causes) {
        this.layer = layer;
        this.judgement = judgement;
        this.causes = List.copyOf(causes);
    }

    /** It was tried and passed. */
    public static SmokeLayerPassed passed(String layer) {
        return new SmokeLayerPassed(layer, Judgement.pass(), List.of());
    }

    /** It was tried and failed. */
    public static SmokeLayerPassed failed(String layer, String reason, List<String> causes) {
        return new SmokeLayerPassed(layer, Judgement.fail().with("layer", layer).with("reason", reason), causes);
    }

    /** It could not be tried on this machine. */
    public static SmokeLayerPassed skipped(String layer, String reason, List<String> causes) {
        return new SmokeLayerPassed(layer, Judgement.undetermined(reason), causes);
    }

    /** It was tried because it might be there, and it is not. */
    public static SmokeLayerPassed absent(String layer, String reason) {
        return new SmokeLayerPassed(layer, Judgement.notApplicable(reason), List.of());
    }

    /** There is no running machine to try it on. */
    public static SmokeLayerPassed notHere(String layer) {
        return new SmokeLayerPassed(layer, Judgement.notApplicable("only a running machine can be tried"), List.of());
    }

    @Override
    public String id() {
        return "policy.smoke.failed";
    }

    @Override
    public Scope<Machine> scope() {
        return new Scope<>("machine", machine -> Observed.found(List.of(machine)), machine -> layer, List.of());
    }

    @Override
    public List<String> followsFrom() {
        return causes;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return judgement;
    }
}
