package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;

/** CUDA programs load the driver's libcuda.so.1. */
public final class LibcudaMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "cuda.libcuda.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "hardware.gpu.missing",
                "driver.missing",
                "driver.module.not-loaded",
                "wsl.libcuda.not-on-path",
                "wsl.gpu.not-forwarded",
                "jetson.libraries.not-on-path",
                "container.runtime.not-nvidia",
                "driver.vgpu.host-package",
                "container.devices.hidden",
                "container.capabilities.missing");
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.DRIVER_LIBRARIES.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (!Surroundings.isLive(machine)) {
            return Judgement.notApplicable("a tree of files gets libcuda from the machine it runs on");
        }
        if (Surroundings.isDrivenFromOutside(machine)) {
            return Judgement.notApplicable("the driver comes from a container, and so do its libraries");
        }
        boolean here = machine.driverLibraries().libcuda().stream()
                .anyMatch(library -> library.origin() != Origin.STUB && library.origin() != Origin.COMPAT);
        Optional<Library> hidden = facts.find(Needs.DRIVER_LIBRARIES).orElse(List.of()).stream()
                .filter(library -> library.name().startsWith("libcuda"))
                .findFirst();
        return Judgement.failIf(!here, () -> Judgement.fail()
                .with(
                        "where",
                        hidden.map(library -> library.path() + " is there, but the loader does not search its folder")
                                .orElse("no copy was found anywhere")));
    }
}
