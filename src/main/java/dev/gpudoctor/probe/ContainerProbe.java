package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Container;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.probe.host.Host;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether we are in a container, in whose, and whether driver files were mounted into it. */
final class ContainerProbe implements Probe<Observed<Container>> {
    private static final String CGROUP = "/proc/self/cgroup";
    private static final String MOUNTS = "/proc/self/mounts";
    private static final Pattern DRIVER_MOUNT =
            Pattern.compile("(?m)^\\S+ \\S*(?:/libcuda\\.so|/libnvidia-|/nvidia-smi|/dev/nvidia|/usr/lib/wsl)\\S* .*$");
    private static final Pattern COVER = Pattern.compile("(?m)^\\S+ /proc/driver/nvidia tmpfs .*$");
    private static final Map<String, String> MARKS =
            Map.of("/.dockerenv", "docker", "/run/.containerenv", "podman", "/.singularity.d", "apptainer");
    private static final List<String> CGROUPS = List.of("kubepods", "docker", "libpod", "containerd", "lxc", "crio");

    private final Host host;

    ContainerProbe(Host host) {
        this.host = host;
    }

    @Override
    public Observed<Container> read() {
        if (host.kind() == Scene.Kind.ROOT) {
            return Observed.notApplicable("a root file system runs nowhere");
        }
        Optional<Evidence> byVariable = Optional.ofNullable(host.environment().get("KUBERNETES_SERVICE_HOST"))
                .map(value -> new Evidence(Source.ENVIRONMENT, "KUBERNETES_SERVICE_HOST", ""));
        if (byVariable.isPresent()) {
            return container("kubernetes", byVariable.get());
        }
        for (Map.Entry<String, String> mark : MARKS.entrySet()) {
            if (host.exists(mark.getKey())) {
                return container(mark.getValue(), new Evidence(Source.FILE, mark.getKey(), ""));
            }
        }
        String cgroup = host.text(CGROUP).toOptional().orElse("");
        for (String name : CGROUPS) {
            Optional<String> line =
                    cgroup.lines().filter(text -> text.contains("/" + name)).findFirst();
            if (line.isPresent()) {
                String runtime = name.equals("kubepods") ? "kubernetes" : name;
                return container(runtime, new Evidence(Source.KERNEL, CGROUP, line.get()));
            }
        }
        String variable = host.environment().getOrDefault("container", "");
        return variable.isEmpty()
                ? Observed.absent("/.dockerenv", "/run/.containerenv", CGROUP, "$container")
                : container(variable, new Evidence(Source.ENVIRONMENT, "container", variable));
    }

    @Override
    public Observed<Container> unread(String reason) {
        return Observed.unreadable(reason);
    }

    private Observed<Container> container(String runtime, Evidence evidence) {
        Observed<Boolean> injected = host.text(MOUNTS).flatMap(text -> DRIVER_MOUNT
                .matcher(text)
                .results()
                .findFirst()
                .map(match -> Observed.found(true, new Evidence(Source.KERNEL, MOUNTS, match.group())))
                .orElse(Observed.found(false, new Evidence(Source.KERNEL, MOUNTS, ""))));
        Observed<Boolean> covered = host.text(MOUNTS).flatMap(text -> COVER.matcher(text)
                .results()
                .findFirst()
                .map(match -> Observed.found(true, new Evidence(Source.KERNEL, MOUNTS, match.group())))
                .orElse(Observed.found(false, new Evidence(Source.KERNEL, MOUNTS, ""))));
        return Observed.found(new Container(runtime, injected, covered), evidence);
    }
}
