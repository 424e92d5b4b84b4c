package dev.gpudoctor.machine;

/**
 * A PCI function of NVIDIA (vendor 10de), seen with or without a driver.
 *
 * @param address such as {@code 0000:01:00.0}
 * @param deviceId hexadecimal device id, such as {@code 2335}
 * @param classCode hexadecimal class, such as {@code 030200}; 03xxxx is a GPU, 0680xx an NVSwitch
 * @param driver kernel driver bound to it
 * @param numaNode NUMA node, -1 where the kernel knows none
 * @param barsAssigned whether firmware gave every memory window of the function an address
 * @param interrupt whether the function has an interrupt line or message-signalled interrupts
 */
public record PciDevice(
        String address,
        String deviceId,
        String classCode,
        Observed<String> driver,
        Observed<Integer> numaNode,
        Observed<Boolean> barsAssigned,
        Observed<Boolean> interrupt) {
    /** Whether this function is a display or 3D controller, that is a GPU. */
    public boolean isGpu() {
        return classCode.startsWith("0300") || classCode.startsWith("0302");
    }

    /** Whether this function is an NVSwitch (a bridge of NVIDIA of class 0680). */
    public boolean isNvSwitch() {
        return classCode.startsWith("0680");
    }
}
