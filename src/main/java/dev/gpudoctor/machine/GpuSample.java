package dev.gpudoctor.machine;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a GPU is doing at one moment.
 *
 * @param quantities what was measured; one that is missing is one that this GPU or its driver does not tell
 * @param clockReasons why clocks are held down: SW_POWER_CAP, HW_THERMAL_SLOWDOWN ...
 * @param processes compute processes on it
 */
public record GpuSample(
        Map<Quantity, Long> quantities, List<String> clockReasons, Observed<List<Gpu.GpuProcess>> processes) {
    /** What is measured, in the order in which it is shown. */
    public enum Quantity {
        /** Bytes, without what the driver keeps for itself where NVML tells them apart. */
        MEMORY_USED,
        /** MHz. */
        SM_CLOCK,
        /** MHz. */
        MEMORY_CLOCK,
        /** Degrees Celsius. */
        TEMPERATURE,
        /** Milliwatts. */
        POWER,
        /** Errors since the driver was loaded that ECC could not correct. */
        ECC_UNCORRECTED,
        /** Errors since the driver was loaded that ECC corrected. */
        ECC_CORRECTED,
        /** Memory rows that were ever replaced. */
        ROWS_REMAPPED,
        /** 1 where a replacement of a memory row waits for a reset. */
        REMAP_PENDING
    }

    public GpuSample {
        EnumMap<Quantity, Long> sorted = new EnumMap<>(Quantity.class);
        sorted.putAll(quantities);
        quantities = Collections.unmodifiableMap(sorted);
        clockReasons = List.copyOf(clockReasons);
    }
}
