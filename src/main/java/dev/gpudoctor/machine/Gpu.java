package dev.gpudoctor.machine;

import dev.gpudoctor.version.ComputeCapability;
import java.util.List;

/**
 * One GPU.
 *
 * @param index NVML's index
 * @param name product name as the driver prints it
 * @param uuid GPU-…
 * @param serial board serial
 * @param pciAddress such as {@code 0000:01:00.0}
 * @param capability compute capability
 * @param memoryTotal bytes
 * @param memoryUsed bytes
 * @param migEnabled whether MIG mode is on
 * @param migInstances number of MIG devices
 * @param ecc ECC and row-remapping state
 * @param computeMode DEFAULT, EXCLUSIVE_PROCESS, PROHIBITED ...
 * @param persistence whether persistence mode is on
 * @param clockReasons why clocks are held down: SW_POWER_CAP, HW_THERMAL_SLOWDOWN ...
 * @param link PCIe link now and at most
 * @param temperature degrees Celsius
 * @param powerMilliwatts board power now
 * @param processes compute processes on it
 * @param fabricState NOT_SUPPORTED, NOT_STARTED, IN_PROGRESS, COMPLETED
 * @param brand NVML's brand, such as TESLA, GEFORCE, NVIDIA_VGPU
 * @param bar1Total bytes of the BAR1 window
 * @param nvLinks for each NVLink of this GPU whether it is active; empty where it has none
 * @param licensed whether a virtual GPU holds its licence
 * @param retirementPending whether a retired page waits for a reset; not applicable where rows are remapped
 * @param recoveryAction what NVML asks to be done: NONE, GPU_RESET, NODE_REBOOT ...
 */
public record Gpu(
        int index,
        Observed<String> name,
        Observed<String> uuid,
        Observed<String> serial,
        Observed<String> pciAddress,
        Observed<ComputeCapability> capability,
        Observed<Long> memoryTotal,
        Observed<Long> memoryUsed,
        Observed<Boolean> migEnabled,
        Observed<Integer> migInstances,
        Observed<Ecc> ecc,
        Observed<String> computeMode,
        Observed<Boolean> persistence,
        Observed<List<String>> clockReasons,
        Observed<PcieLink> link,
        Observed<Integer> temperature,
        Observed<Integer> powerMilliwatts,
        Observed<List<GpuProcess>> processes,
        Observed<String> fabricState,
        Observed<String> brand,
        Observed<Long> bar1Total,
        Observed<List<Boolean>> nvLinks,
        Observed<Boolean> licensed,
        Observed<Boolean> retirementPending,
        Observed<String> recoveryAction) {
    /** A GPU of which only name and capability are stated; all else is not applicable for that reason. */
    public static Gpu stated(Observed<String> name, Observed<ComputeCapability> capability, String reason) {
        return new Gpu(
                0,
                name,
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                capability,
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason),
                Observed.notApplicable(reason));
    }

    /**
     * Memory error state.
     *
     * @param enabled whether ECC is on
     * @param volatileUncorrected uncorrected errors since the driver was loaded
     * @param remapPending whether a row remap waits for a reset
     * @param remapFailed whether a row remap failed
     */
    public record Ecc(boolean enabled, long volatileUncorrected, boolean remapPending, boolean remapFailed) {}

    /** PCIe generation and lanes, now and at most. */
    public record PcieLink(int generation, int width, int maxGeneration, int maxWidth) {}

    /**
     * A process that holds memory of the GPU.
     *
     * @param pid process id
     * @param usedBytes its memory on the GPU
     */
    public record GpuProcess(int pid, Observed<Long> usedBytes) {}
}
