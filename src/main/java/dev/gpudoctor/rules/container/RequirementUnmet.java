package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Causes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The driver must meet what the image asks for in NVIDIA_REQUIRE_CUDA. */
public final class RequirementUnmet implements Rule<Machine> {
    private static final Need<Object, Version> CUDA = Need.ofMachine(
                    "CUDA level of the driver", machine -> machine.answers().nvmlCuda())
            .hiddenBy(Causes.OF_NVML_FAILURE);
    private static final Set<String> OFF = Set.of("1", "true", "TRUE", "True");

    @Override
    public String id() {
        return "container.requirement.unmet";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(CUDA, Needs.DRIVER);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("this is no container");
        }

        Optional<String> condition =
                Optional.ofNullable(facts.machine().environment().get("NVIDIA_REQUIRE_CUDA"));
        boolean off = OFF.contains(facts.machine().environment().getOrDefault("NVIDIA_DISABLE_REQUIRE", ""));
        if (condition.isEmpty() || off) {
            return Judgement.notApplicable("the image asks for nothing");
        }
        if (facts.find(Needs.CU_INIT).map(CallResult::isSuccess).orElse(false)) {
            // The engine checks this before it starts a container; what runs and computes was let in.
            return Judgement.pass();
        }
        Requirement requirement = new Requirement(condition.get());
        return Judgement.failIf(
                !requirement.isMetBy(facts.get(CUDA), facts.get(Needs.DRIVER), brand(facts.machine())),
                () -> Judgement.fail()
                        .with("wanted", requirement.first())
                        .with("cuda", facts.get(CUDA))
                        .with("driver", facts.get(Needs.DRIVER))
                        .seenIn(facts.observed(CUDA).evidence()));
    }

    private static String brand(Machine machine) {
        return machine.gpus().toOptional().stream()
                .flatMap(List::stream)
                .flatMap(gpu -> gpu.brand().toOptional().stream())
                .map(brand -> brand.toLowerCase(java.util.Locale.ROOT).replace("_", ""))
                .findFirst()
                .orElse("unknown");
    }
}
