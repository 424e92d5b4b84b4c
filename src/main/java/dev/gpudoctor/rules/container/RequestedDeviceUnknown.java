package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.ContainerTooling.Request;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** A container that asks for a GPU by an id that this machine does not have is not started. */
public final class RequestedDeviceUnknown implements Rule<Machine> {
    private static final String OLD_INSTANCE = "MIG-GPU-";

    @Override
    public String id() {
        return "container.devices.unknown-name";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        List<Request> requests =
                facts.machine().containerTooling().requests().toOptional().orElse(List.of());
        if (Surroundings.isContainer(facts.machine()) || requests.isEmpty()) {
            return Judgement.notApplicable("no container here asks for a GPU by its id");
        }
        Optional<Request> old = requests.stream()
                .filter(request -> request.device().startsWith(OLD_INSTANCE))
                .filter(request -> hasNewNames(facts))
                .findFirst();
        List<Gpu> gpus = facts.machine().gpus().toOptional().orElse(List.of());
        boolean known =
                !gpus.isEmpty() && gpus.stream().allMatch(gpu -> gpu.uuid().isFound());
        Optional<Request> strange = requests.stream()
                .filter(request -> known && request.device().startsWith("GPU-"))
                .filter(request -> gpus.stream()
                        .noneMatch(gpu -> gpu.uuid().toOptional().orElse("").startsWith(request.device())))
                .findFirst();
        Optional<Request> wrong = old.isPresent() ? old : strange;
        return Judgement.failIf(wrong.isPresent(), () -> Judgement.fail()
                .with("device", wrong.orElseThrow().device())
                .with("file", wrong.orElseThrow().from())
                .with(
                        "what",
                        old.isPresent()
                                ? "the form MIG-GPU-UUID/GI/CI, which this driver replaced by MIG-UUID"
                                : "not the id of a GPU of this machine")
                .seenIn(List.of(new Evidence(
                        Evidence.Source.FILE,
                        wrong.orElseThrow().from(),
                        wrong.orElseThrow().device()))));
    }

    private static boolean hasNewNames(Case<Machine> facts) {
        Optional<Version> first = facts.matrix().bound("mig.device-names");
        return first.isPresent()
                && facts.machine()
                        .driverVersion()
                        .toOptional()
                        .filter(driver -> driver.isAtLeast(first.get()))
                        .isPresent();
    }
}
