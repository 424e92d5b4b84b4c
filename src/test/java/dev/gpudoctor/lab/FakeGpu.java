package dev.gpudoctor.lab;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One GPU of a fake machine.
 *
 * @param properties in the script's names and units: memory in MiB, power in mW, clocks in MHz; a property that is not there
 *     is one that the GPU does not have
 */
public record FakeGpu(SortedMap<String, String> properties) {
    public FakeGpu {
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    /** A healthy data-centre GPU with every property that NVML can give. */
    public static FakeGpu h200() {
        return new FakeGpu(new TreeMap<>())
                .with("name", "NVIDIA H200")
                .with("uuid", "GPU-0a1b2c3d-0000-4000-8000-00000000000a")
                .with("serial", "1650000000001")
                .with("vbios", "96.00.A5.00.1A")
                .with("brand", "14")
                .with("architecture", "9")
                .with("capability", "9.0")
                .with("minor", "0")
                .with("bus", "00000000:00:06.0")
                .with("pci", "0x233510DE,0x18BE10DE")
                .with("memory", "143771,0,537")
                .with("bar1", "262144,1")
                .with("virtualization", "0")
                .with("multiprocessors", "132")
                .with("mig", "0,0")
                .with("ecc", "1,1")
                .with("ecc.volatile", "0,0")
                .with("ecc.aggregate", "0,0")
                .with("remapped", "0,0,0,0")
                .with("compute-mode", "0")
                .with("persistence", "1")
                .with("performance-state", "0")
                .with("clocks-event", "1")
                .with("clocks", "1980,1980,3201,1500")
                .with("clocks.most", "1980,1980,3201,1545")
                .with("pcie.generation", "5")
                .with("pcie.width", "16")
                .with("pcie.max-generation", "5")
                .with("pcie.max-width", "16")
                .with("temperature", "37")
                .with("power", "79000")
                .with("power.limit", "700000")
                .with("utilization", "0,0")
                .with("fabric", "3,0,0,0")
                .with("inforom", "0");
    }

    /** A healthy older data-centre GPU, without row remapping, MIG and fabric. */
    public static FakeGpu t4() {
        return h200().without("mig")
                .without("remapped")
                .without("fabric")
                .with("name", "Tesla T4")
                .with("uuid", "GPU-0a1b2c3d-0000-4000-8000-00000000000b")
                .with("brand", "2")
                .with("architecture", "6")
                .with("capability", "7.5")
                .with("bus", "00000000:00:1E.0")
                .with("pci", "0x1EB810DE,0x12A210DE")
                .with("memory", "15360,0,445")
                .with("bar1", "256,2")
                .with("multiprocessors", "40")
                .with("retired.pending", "0")
                .with("pcie.generation", "3")
                .with("pcie.max-generation", "3")
                .with("power", "26000")
                .with("power.limit", "70000");
    }

    /** A healthy consumer GPU: no ECC, no serial number, no persistence. */
    public static FakeGpu rtx4090() {
        return t4().without("ecc")
                .without("ecc.volatile")
                .without("ecc.aggregate")
                .without("retired.pending")
                .without("serial")
                .with("name", "NVIDIA GeForce RTX 4090")
                .with("uuid", "GPU-0a1b2c3d-0000-4000-8000-00000000000c")
                .with("brand", "5")
                .with("architecture", "8")
                .with("capability", "8.9")
                .with("bus", "00000000:01:00.0")
                .with("pci", "0x268410DE,0x40BF1458")
                .with("memory", "24564,350,420")
                .with("multiprocessors", "128")
                .with("persistence", "0")
                .with("pcie.generation", "4")
                .with("pcie.max-generation", "4")
                .with("power", "31000")
                .with("power.limit", "450000");
    }

    public FakeGpu with(String property, String value) {
        SortedMap<String, String> changed = new TreeMap<>(properties);
        changed.put(property, value);
        return new FakeGpu(changed);
    }

    public FakeGpu without(String property) {
        SortedMap<String, String> changed = new TreeMap<>(properties);
        changed.remove(property);
        return new FakeGpu(changed);
    }

    /** The bus id as the kernel names the device: four digits of the domain, lower case. */
    String kernelBusId() {
        return properties.get("bus").substring(4).toLowerCase(java.util.Locale.ROOT);
    }
}
