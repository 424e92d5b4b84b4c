package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PciDevice;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NVIDIA's PCI functions, from sysfs; seen with or without a driver. */
final class PciProbe implements Probe<Observed<List<PciDevice>>> {
    private static final String BUSES = "/sys/bus";
    private static final String DEVICES = BUSES + "/pci/devices";
    private static final int WINDOWS = 6;
    private static final String NVIDIA = "0x10de";

    private final Host host;

    PciProbe(Host host) {
        this.host = host;
    }

    @Override
    public Observed<List<PciDevice>> read() {
        if (host.list(BUSES).isAbsent()) {
            // As in a chroot: that nothing shows the buses does not say that none has a GPU.
            return Observed.unreadable("/sys is not mounted");
        }
        return host.list(DEVICES).flatMap(addresses -> {
            List<PciDevice> devices = new ArrayList<>();
            for (String address : addresses) {
                if (value(address, "vendor").filter(NVIDIA::equals).isPresent()) {
                    devices.add(device(address));
                }
            }
            return Observed.found(
                    devices,
                    new Evidence(Source.KERNEL, DEVICES, devices.size() + " of " + addresses.size() + " functions"));
        });
    }

    @Override
    public Observed<List<PciDevice>> unread(String reason) {
        return Observed.unreadable(reason);
    }

    private PciDevice device(String address) {
        String place = DEVICES + "/" + address;
        return new PciDevice(
                address,
                value(address, "device").map(PciProbe::digits).orElse(""),
                value(address, "class").map(PciProbe::digits).orElse(""),
                host.link(place + "/driver")
                        .flatMap(target -> Observed.found(
                                target.substring(target.lastIndexOf('/') + 1),
                                new Evidence(Source.KERNEL, place + "/driver", target))),
                numaNode(place + "/numa_node"),
                barsAssigned(place + "/resource"),
                interrupt(place));
    }

    /** A window with flags but without a start was given no address. The first six lines are the windows. */
    private Observed<Boolean> barsAssigned(String path) {
        return host.text(path).map(text -> text.lines()
                .limit(WINDOWS)
                .map(line -> line.split(" "))
                .noneMatch(fields -> fields.length == 3 && isZero(fields[0]) && !isZero(fields[2])));
    }

    private static boolean isZero(String hexadecimal) {
        return hexadecimal.matches("0x0+");
    }

    private Observed<Boolean> interrupt(String place) {
        Observed<List<String>> messages = host.list(place + "/msi_irqs");
        return messages.toOptional().filter(list -> !list.isEmpty()).isPresent()
                ? Observed.found(true, new Evidence(Source.KERNEL, place + "/msi_irqs", ""))
                : host.text(place + "/irq")
                        .flatMap(text -> Observed.found(
                                !text.strip().equals("0"), new Evidence(Source.KERNEL, place + "/irq", text.strip())));
    }

    private Observed<Integer> numaNode(String path) {
        return host.text(path)
                .flatMap(text -> text.strip().matches("-?\\d{1,6}")
                        ? Observed.found(
                                Integer.parseInt(text.strip()), new Evidence(Source.KERNEL, path, text.strip()))
                        : Observed.unreadable("not a number", new Evidence(Source.KERNEL, path, text)));
    }

    private Optional<String> value(String address, String name) {
        return host.text(DEVICES + "/" + address + "/" + name).toOptional().map(String::strip);
    }

    private static String digits(String value) {
        return value.startsWith("0x") ? value.substring(2) : value;
    }
}
