package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.stream.Collectors;

/** The open modules start a GPU only with the GSP firmware of their own release. */
public final class GspFirmwareMissing implements Rule<Machine> {
    private static final Need<Object, List<Version>> FIRMWARE =
            Need.ofMachine("GSP firmware", machine -> machine.kernelDriver().firmware());

    @Override
    public String id() {
        return "driver.gsp.firmware-missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.LOADED_MODULE, Needs.FLAVOUR, FIRMWARE);
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "driver.branch.dropped-gpu", "driver.module.proprietary-required", "driver.module.library-mismatch");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (Surroundings.isContainer(facts.machine())) {
            return Judgement.notApplicable("the firmware is on the host");
        }
        Version module = facts.get(Needs.LOADED_MODULE);
        List<Version> firmware = facts.get(FIRMWARE);
        boolean idle = facts.find(Needs.NVML_DEVICES).map(count -> count == 0).orElse(true);
        return Judgement.failIf(
                facts.get(Needs.FLAVOUR) == Flavour.OPEN && idle && !firmware.contains(module), () -> Judgement.fail()
                        .with("module", module)
                        .with(
                                "firmware",
                                firmware.isEmpty()
                                        ? "none"
                                        : firmware.stream()
                                                .map(Version::toString)
                                                .collect(Collectors.joining(", ")))
                        .seenIn(facts.observed(FIRMWARE).evidence()));
    }
}
