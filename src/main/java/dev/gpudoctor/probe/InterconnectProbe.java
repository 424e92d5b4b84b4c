package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Interconnect;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.Host;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is between the GPUs: bridges, IOMMU and network cards. */
final class InterconnectProbe implements Probe<Observed<Interconnect>> {
    private static final String DEVICES = "/sys/bus/pci/devices";
    private static final String RDMA = "/sys/class/infiniband";
    private static final String NVIDIA = "0x10de";
    private static final String DISPLAY = "0x03";
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");
    /** A PCI Express function has 4 KiB of configuration, of which users other than root get the first 64 bytes. */
    private static final int CONFIGURATION = 4096;

    private static final int EXTENDED = 0x100;
    private static final int ACS = 0x0d;
    private static final int ACS_CONTROL = 6;
    private static final int REQUEST_REDIRECT = 1 << 2;
    private static final int MAX_CAPABILITIES = 64;

    private final Host host;

    InterconnectProbe(Host host) {
        this.host = host;
    }

    @Override
    public Observed<Interconnect> read() {
        return host.list(DEVICES).flatMap(addresses -> {
            List<String> gpus = addresses.stream().filter(this::isGpu).toList();
            return Observed.found(new Interconnect(iommu(gpus), redirecting(gpus), rdma()));
        });
    }

    @Override
    public Observed<Interconnect> unread(String reason) {
        return Observed.unreadable(reason);
    }

    private boolean isGpu(String address) {
        return value(address, "vendor").filter(NVIDIA::equals).isPresent()
                && value(address, "class")
                        .filter(text -> text.startsWith(DISPLAY))
                        .isPresent();
    }

    private Optional<String> value(String address, String name) {
        return host.text(DEVICES + "/" + address + "/" + name).toOptional().map(String::strip);
    }

    /** How the IOMMU treats each GPU: DMA and DMA-FQ translate addresses, identity does not. */
    private Observed<List<String>> iommu(List<String> gpus) {
        List<String> types = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (String gpu : gpus) {
            host.link(DEVICES + "/" + gpu + "/iommu_group").toOptional().ifPresent(target -> {
                String path = "/sys/kernel/iommu_groups/" + target.substring(target.lastIndexOf('/') + 1) + "/type";
                host.text(path).toOptional().map(String::strip).ifPresent(type -> {
                    types.add(type);
                    evidence.add(new Evidence(Source.KERNEL, path, type));
                });
            });
        }
        return types.isEmpty()
                ? Observed.absent("/sys/kernel/iommu_groups")
                : new Observed.Found<>(types.stream().distinct().sorted().toList(), evidence);
    }

    /** Bridges above GPUs whose access control sends transfers between GPUs to the root complex. */
    private Observed<List<String>> redirecting(List<String> gpus) {
        List<String> found = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (String gpu : gpus) {
            Matcher parts = ADDRESS.matcher(
                    host.realPath(DEVICES + "/" + gpu).toOptional().orElse(""));
            while (parts.find()) {
                String bridge = parts.group();
                if (bridge.equals(gpu) || found.contains(bridge)) {
                    continue;
                }
                String path = DEVICES + "/" + bridge + "/config";
                Observed<byte[]> configuration = host.open(path, file -> file.upTo(0, CONFIGURATION));
                if (configuration.isFound() && configuration.toOptional().orElse(new byte[0]).length < CONFIGURATION) {
                    return Observed.unreadable(
                            "only root may read a bridge's settings", new Evidence(Source.KERNEL, path, ""));
                }
                if (configuration
                        .toOptional()
                        .filter(InterconnectProbe::redirects)
                        .isPresent()) {
                    found.add(bridge);
                    evidence.add(new Evidence(Source.KERNEL, path, "ACS request redirect"));
                }
            }
        }
        return new Observed.Found<>(List.copyOf(found), evidence);
    }

    private static boolean redirects(byte[] configuration) {
        ByteBuffer buffer = ByteBuffer.wrap(configuration).order(ByteOrder.LITTLE_ENDIAN);
        int at = EXTENDED;
        for (int i = 0; i < MAX_CAPABILITIES && at >= EXTENDED && at <= CONFIGURATION - 2 * Integer.BYTES; i++) {
            int header = buffer.getInt(at);
            if ((header & 0xffff) == ACS) {
                return (buffer.getShort(at + ACS_CONTROL) & REQUEST_REDIRECT) != 0;
            }
            at = header >>> 20;
        }
        return false;
    }

    private Observed<List<String>> rdma() {
        return host.list(RDMA)
                .flatMap(names -> Observed.found(names, new Evidence(Source.KERNEL, RDMA, String.join(" ", names))));
    }
}
