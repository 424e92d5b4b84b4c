package dev.gpudoctor.probe;

import dev.gpudoctor.machine.ContainerTooling.SystemContainer;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Settings of LXC's containers, those of Proxmox included, as far as they give the GPU to a container, and the device
 * numbers that the driver has. What LXD and Incus keep is in a database that is not read.
 */
final class SystemContainers {
    private static final String LXC = "/var/lib/lxc";
    private static final String PROXMOX = "/etc/pve/lxc";
    private static final String DEVICES = "/proc/devices";
    private static final Pattern SETTING = Pattern.compile("\\s*(lxc\\.[\\w.]{1,60})\\s*[:=]\\s*(.{1,500})");
    private static final Pattern NODE = Pattern.compile("/?dev/nvidia[\\w/-]*");
    private static final Pattern MAJOR = Pattern.compile("\\s*(\\d{1,5}) (nvidia[\\w-]*)");
    private static final int MAX_CONTAINERS = 200;

    private final Host host;

    SystemContainers(Host host) {
        this.host = host;
    }

    /** Those that are given device nodes of the driver. */
    Observed<List<SystemContainer>> read() {
        List<SystemContainer> found = settings(host)
                .limit(MAX_CONTAINERS)
                .flatMap(file -> read(file).stream())
                .toList();
        return Observed.found(found, new Evidence(Source.FILE, LXC, found.size() + " with a GPU"));
    }

    /** The files that hold the settings of LXC's and Proxmox's containers. */
    static Stream<String> settings(Host host) {
        return Stream.concat(
                host.names(LXC).stream().map(name -> LXC + "/" + name + "/config"),
                host.names(PROXMOX).stream()
                        .filter(name -> name.endsWith(".conf"))
                        .map(name -> PROXMOX + "/" + name));
    }

    private Optional<SystemContainer> read(String file) {
        List<String> allowed = new ArrayList<>();
        List<String> nodes = new ArrayList<>();
        for (String line : host.text(file).toOptional().orElse("").split("\n")) {
            // A snapshot of the container follows in Proxmox's file, with the settings of that time.
            if (line.startsWith("[")) {
                break;
            }
            Matcher setting = SETTING.matcher(line);
            if (setting.matches() && setting.group(1).matches("lxc\\.cgroup2?\\.devices\\.allow")) {
                allowed.add(setting.group(2).strip());
            } else if (setting.matches() && setting.group(1).equals("lxc.mount.entry")) {
                Matcher node = NODE.matcher(setting.group(2).strip().split("\\s+")[0]);
                if (node.matches()) {
                    nodes.add(node.group().startsWith("/") ? node.group() : "/" + node.group());
                }
            }
        }
        return nodes.isEmpty() ? Optional.empty() : Optional.of(new SystemContainer(file, allowed, nodes));
    }

    /** The numbers of the driver's device nodes, as {@code nvidia-uvm 507}; that of nvidia-uvm differs by machine. */
    Observed<List<String>> majors() {
        return host.text(DEVICES).flatMap(text -> {
            List<String> majors = text.lines()
                    .takeWhile(line -> !line.startsWith("Block"))
                    .map(MAJOR::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(2) + " " + matcher.group(1))
                    .toList();
            return Observed.found(majors, new Evidence(Source.KERNEL, DEVICES, String.join(", ", majors)));
        });
    }
}
