package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A MIG name in CUDA_VISIBLE_DEVICES works for one instance, and only in MIG mode. */
public final class VisibleDevicesMig implements Rule<Machine> {
    @Override
    public String id() {
        return "env.cuda-visible-devices.mig";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.ALL_GPUS);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Optional<String> value =
                Optional.ofNullable(facts.machine().environment().get("CUDA_VISIBLE_DEVICES"));
        if (value.isEmpty()) {
            return Judgement.notApplicable("CUDA_VISIBLE_DEVICES is not set");
        }

        long named = Stream.of(value.get().split(","))
                .filter(entry -> entry.strip().startsWith("MIG-"))
                .count();
        Optional<Version> newNames = facts.matrix().bound("mig.device-names");
        boolean oldName = value.get().contains("MIG-GPU-")
                && newNames.isPresent()
                && facts.machine()
                        .driverVersion()
                        .toOptional()
                        .filter(driver -> !driver.isBelow(newNames.get()))
                        .isPresent();
        boolean mode = facts.get(Needs.ALL_GPUS).stream()
                .anyMatch(gpu -> gpu.migEnabled().toOptional().orElse(false));
        return Judgement.failIf(oldName || named > 1 || named == 1 && !mode, () -> Judgement.fail()
                .with("value", value.get())
                .with(
                        "what",
                        oldName
                                ? "names an instance in the form MIG-GPU-UUID/GI/CI, which this driver replaced by MIG-UUID"
                                : named > 1
                                        ? "names " + named + " instances, of which a process gets one"
                                        : "names a MIG instance, and no GPU is in MIG mode"));
    }
}
