package dev.gpudoctor.rules.cuda;

import dev.gpudoctor.machine.CallResult;
import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import dev.gpudoctor.rules.Xid;
import java.util.List;
import java.util.Set;

/** With the open modules, heterogeneous memory management can keep CUDA from starting while NVML works. */
public final class HmmBroken implements Rule<Machine> {
    /** CUDA_ERROR_NOT_INITIALIZED and CUDA_ERROR_UNKNOWN. */
    private static final int UNKNOWN = 999;
    /** That the memory of settings is damaged keeps nobody from computing. */
    private static final int CORRUPTED_INFOROM = 14;

    private static final Set<Integer> CODES = Set.of(3, UNKNOWN);

    @Override
    public String id() {
        return "cuda.hmm.broken";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.CU_INIT, Needs.NVML_DEVICES, Needs.FLAVOUR, Needs.NODES);
    }

    @Override
    public List<String> followsFrom() {
        return List.of(
                "cuda.libcuda.stub",
                "cuda.compat.mismatch",
                "driver.module.library-mismatch",
                "driver.gsp.timeout",
                "driver.gsp.firmware-missing",
                "hardware.gpu.fell-off-bus",
                "hardware.gpu.reset-required",
                "hardware.vgpu.unlicensed",
                "permissions.node.closed",
                "permissions.seccomp.refused",
                "permissions.limit.address-space",
                "container.devices.revoked",
                "hardware.gpu.power-cable");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (!Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("WSL and Jetson have no nvidia_uvm");
        }
        boolean node =
                facts.get(Needs.NODES).stream().anyMatch(item -> item.path().equals("/dev/nvidia-uvm"));
        boolean off = machine.kernelDriver().parameters().toOptional().orElse(List.of()).stream()
                .anyMatch(line -> line.matches("uvm_disable_hmm=(?:1|[yY])"));
        CallResult result = facts.get(Needs.CU_INIT);
        return Judgement.failIf(
                CODES.contains(result.code())
                        && !hasBetterReason(machine, result)
                        && facts.get(Needs.NVML_DEVICES) > 0
                        && facts.get(Needs.FLAVOUR) == Flavour.OPEN
                        && node
                        && !off,
                () -> Judgement.fail()
                        .with("code", result.code())
                        .with("kernel", machine.os().kernel().toOptional().orElse("this kernel"))
                        .seenIn(facts.observed(Needs.CU_INIT).evidence())
                        .seenIn(facts.observed(Needs.FLAVOUR).evidence()));
    }

    /** Whether something was seen that explains the same codes. */
    private static boolean hasBetterReason(Machine machine, CallResult result) {
        boolean suspended = result.code() == UNKNOWN
                && machine.kernelDriver().suspends().toOptional().orElse(0) > 0;
        boolean refused = machine.answers()
                .refusals()
                .toOptional()
                .map(refusals ->
                        refusals.stream().anyMatch(refusal -> refusal.answer().code() != CORRUPTED_INFOROM))
                .orElse(false);
        boolean byVariable = machine.answers().retries().stream().anyMatch(retry -> retry.answer()
                .toOptional()
                .filter(CallResult::isSuccess)
                .isPresent());
        return suspended
                || refused
                || byVariable
                || machine.environment().containsKey("CUDA_MPS_PIPE_DIRECTORY")
                || !Xid.all(machine).isEmpty();
    }
}
