package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** CUDA numbers different GPUs by speed, nvidia-smi by their place on the bus. */
public final class DeviceOrder implements Rule<Machine> {
    @Override
    public String id() {
        return "env.cuda-device-order";
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
        Set<String> names = facts.get(Needs.ALL_GPUS).stream()
                .flatMap(gpu -> gpu.name().toOptional().stream())
                .collect(Collectors.toSet());
        boolean byBus = facts.machine()
                .environment()
                .getOrDefault("CUDA_DEVICE_ORDER", "")
                .equals("PCI_BUS_ID");
        return Judgement.failIf(
                names.size() > 1 && !byBus, () -> Judgement.fail().with("count", names.size()));
    }
}
