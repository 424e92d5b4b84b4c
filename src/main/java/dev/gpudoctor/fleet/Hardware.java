package dev.gpudoctor.fleet;

import dev.gpudoctor.finding.Template;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.PciDevice;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which hardware a node is. The PCI bus tells it even where the driver does not run, so that a node with a broken driver
 * stays among its peers.
 *
 * @param key equal for nodes of the same models
 * @param gpus number of GPUs on the bus
 * @param label what the driver calls the GPUs; empty where it was not asked
 */
public record Hardware(String key, int gpus, Optional<String> label) {
    static Hardware of(Machine machine) {
        List<Gpu> gpus = machine.gpus().toOptional().orElse(List.of());
        List<PciDevice> bus = machine.pci().toOptional().orElse(List.of()).stream()
                .filter(PciDevice::isGpu)
                .toList();
        Optional<String> names = gpus.isEmpty() ? Optional.empty() : Optional.of(names(gpus));
        Optional<String> board =
                machine.jetson().flatMap(Jetson::module).toOptional().map(Template::printable);
        String models = board.or(() -> bus.isEmpty() ? names : Optional.of(ids(bus)))
                .orElse(machine.pci().isUnreadable() ? "GPUs not known" : "no NVIDIA GPU");
        String architecture = machine.os().architecture().toOptional().orElse("");
        return new Hardware(
                models + "\n" + architecture, bus.isEmpty() ? gpus.size() : bus.size(), board.or(() -> names));
    }

    /** The models without what the driver calls them. */
    String plainName() {
        return key.substring(0, key.indexOf('\n'));
    }

    String architecture() {
        return key.substring(key.indexOf('\n') + 1);
    }

    private static String names(List<Gpu> gpus) {
        return gpus.stream()
                .map(gpu -> Template.printable(gpu.name().toOptional().orElse("GPU without a name")))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(" + "));
    }

    private static String ids(List<PciDevice> bus) {
        return bus.stream()
                .map(device -> "PCI device 10de:" + Template.printable(device.deviceId()))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(" + "));
    }
}
