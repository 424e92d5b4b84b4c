package dev.gpudoctor.rules.wsl;

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
import java.util.stream.Stream;

/** WSL offers the GPU through /dev/dxg. */
public final class GpuNotForwarded implements Rule<Machine> {
    @Override
    public String id() {
        return "wsl.gpu.not-forwarded";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.NODES.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isWsl(facts.machine())) {
            return Judgement.notApplicable("this is not WSL");
        }

        boolean there = facts.find(Needs.NODES).orElse(List.of()).stream()
                .anyMatch(node -> node.path().equals("/dev/dxg"));
        return Judgement.failIf(!there, () -> Judgement.fail()
                .with("wsl", facts.machine().os().wsl().toOptional().orElse(""))
                .with("why", why(facts)));
    }

    /** Windows mounts the driver's libraries where it has support for GPUs and a driver. */
    private static String why(Case<Machine> facts) {
        if (facts.machine().os().wsl().toOptional().filter("1"::equals).isPresent()) {
            return "WSL 1 never has one";
        }
        boolean libraries = Stream.concat(
                        facts.machine().driverLibraries().libcuda().stream(),
                        facts.machine().driverLibraries().nvml().stream())
                .anyMatch(library -> library.origin() == Origin.WSL);
        return libraries
                ? "Windows has a driver, whose libraries are here, so this build of Windows or of WSL does not forward the"
                        + " GPU"
                : "Windows passes neither the node nor the driver's libraries, so it is too old for GPUs in WSL, has no"
                        + " NVIDIA driver, or GPU support is switched off";
    }
}
