package dev.gpudoctor.rules.env;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The first entry of CUDA_VISIBLE_DEVICES that names no GPU ends the list. */
public final class VisibleDevicesInvalid implements Rule<Machine> {
    @Override
    public String id() {
        return "env.cuda-visible-devices.invalid";
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

        List<Gpu> gpus = facts.get(Needs.ALL_GPUS);
        Optional<String> wrong = Stream.of(value.get().split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty() && !entry.equals("-1") && !entry.startsWith("MIG-"))
                .filter(entry -> !names(entry, gpus))
                .findFirst();
        return Judgement.failIf(wrong.isPresent(), () -> Judgement.fail()
                .with("value", value.get())
                .with("entry", wrong.get())
                .with("count", gpus.size()));
    }

    private static boolean names(String entry, List<Gpu> gpus) {
        return entry.matches("\\d{1,4}")
                ? Integer.parseInt(entry) < gpus.size()
                : gpus.stream()
                        .flatMap(gpu -> gpu.uuid().toOptional().stream())
                        .anyMatch(uuid -> uuid.startsWith(entry));
    }
}
