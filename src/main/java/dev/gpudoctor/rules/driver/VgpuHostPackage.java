package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.regex.Pattern;

/** The vGPU manager is for hypervisors: it brings a module and NVML, but no CUDA. */
public final class VgpuHostPackage implements Rule<Machine> {
    private static final Need<Object, String> HYPERVISOR =
            Need.ofMachine("hypervisor", machine -> machine.os().virtualization());
    private static final Pattern PACKAGE = Pattern.compile("(?i)nvidia-vgpu-(?!guest).*|NVIDIA-vGPU-.*|.*vgpu-kvm.*");

    @Override
    public String id() {
        return "driver.vgpu.host-package";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(HYPERVISOR, Needs.LOADED_MODULE, Needs.DRIVER_LIBRARIES.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine) || !Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("the driver comes from outside");
        }
        boolean cuda = !machine.driverLibraries().libcuda().isEmpty()
                || facts.find(Needs.DRIVER_LIBRARIES).orElse(List.of()).stream()
                        .anyMatch(library -> library.name().startsWith("libcuda"));
        boolean manager = machine.packages().toOptional().orElse(List.of()).stream()
                        .anyMatch(item -> PACKAGE.matcher(item.name()).matches())
                || machine.kernelDriver()
                        .modules()
                        .toOptional()
                        .orElse(List.of())
                        .contains("nvidia_vgpu_vfio");
        // Every installer of a whole driver brings libcuda; the manager's is the one that does not.
        boolean byInstaller = machine.kernelDriver().runInstaller().toOptional().orElse(false)
                && !machine.driverLibraries().nvml().isEmpty();
        return Judgement.failIf(!cuda && (manager || byInstaller), () -> Judgement.fail()
                .with("driver", facts.get(Needs.LOADED_MODULE))
                .with("hypervisor", facts.get(HYPERVISOR))
                .seenIn(facts.observed(HYPERVISOR).evidence()));
    }
}
