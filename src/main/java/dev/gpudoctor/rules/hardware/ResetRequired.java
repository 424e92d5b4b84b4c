package dev.gpudoctor.rules.hardware;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.NativeAnswers.Refusal;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** After a fatal fault a GPU works again only after a reset. */
public final class ResetRequired implements Rule<Machine> {
    /** NVML_ERROR_RESET_REQUIRED. */
    private static final int RESET_REQUIRED = 16;

    @Override
    public String id() {
        return "hardware.gpu.reset-required";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.NVML_INIT);
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "hardware.gpu.fell-off-bus",
                "driver.gsp.timeout",
                "hardware.ecc.uncorrectable",
                "hardware.memory.fault-logged",
                "hardware.row-remap.pending",
                "hardware.row-remap.failed");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<Refusal> refused = facts.find(Needs.REFUSALS).orElse(List.of()).stream()
                .filter(refusal -> refusal.answer().code() == RESET_REQUIRED)
                .toList();
        List<String> asking = facts.find(Needs.ALL_GPUS).orElse(List.of()).stream()
                .filter(gpu -> gpu.recoveryAction()
                        .toOptional()
                        .map(action -> !action.equals("NONE"))
                        .orElse(false))
                .map(gpu -> "GPU " + gpu.index() + " ("
                        + gpu.recoveryAction().toOptional().orElse("") + ")")
                .toList();
        return Judgement.failIf(!refused.isEmpty() || !asking.isEmpty(), () -> Judgement.fail()
                .with(
                        "gpus",
                        Stream.concat(refused.stream().map(refusal -> "GPU " + refusal.index()), asking.stream())
                                .collect(Collectors.joining(", ")))
                .seenIn(facts.observed(Needs.REFUSALS).evidence()));
    }
}
