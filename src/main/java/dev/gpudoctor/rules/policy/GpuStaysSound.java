package dev.gpudoctor.rules.policy;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Map;

/** A GPU on which layers are tried must stay sound meanwhile. */
public final class GpuStaysSound implements Rule<Machine> {
    private final String id;
    private final String gpu;
    private final Judgement judgement;

    /**
     * @param id the condition that was seen
     * @param gpu name of the GPU
     * @param values texts for the condition's templates
     * @param evidence where it shows
     */
    public GpuStaysSound(String id, String gpu, Map<String, String> values, Evidence evidence) {
        this.id = id;
        this.gpu = gpu;
        Judgement.Failed failed = Judgement.fail().seenIn(List.of(evidence));
        for (Map.Entry<String, String> value : values.entrySet()) {
            failed = failed.with(value.getKey(), value.getValue());
        }
        this.judgement = failed;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Scope<Machine> scope() {
        return new Scope<>("machine", machine -> Observed.found(List.of(machine)), machine -> gpu, List.of());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        return judgement;
    }
}
