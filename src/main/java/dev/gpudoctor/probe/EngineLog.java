package dev.gpudoctor.probe;

import dev.gpudoctor.machine.ContainerTooling.Message;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.Host;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What NVIDIA's parts of a cluster and of container engines wrote about faults: the logs of pods on this node, which the
 * kubelet keeps in files, and the lines of engines in the system's log. The newest log of each container counts.
 */
final class EngineLog {
    /** Where the kubelet keeps the logs of the containers of each pod. */
    static final String PODS = "/var/log/pods";

    private static final Pattern POD =
            Pattern.compile("nvidia|gpu-operator|gpu-feature|dcgm|device-plugin|container-toolkit");
    private static final Pattern FILE = Pattern.compile("\\d{1,6}\\.log");
    /** Time, stream and tag that the kubelet's container runtime puts before each line. */
    private static final Pattern HEAD = Pattern.compile("^\\S{1,40} std(?:out|err) [FP] ?");

    private static final Pattern TOLD = Pattern.compile(
            "Incompatible (?:strategy|platform|device discovery strategy) detected|error getting device memory"
                    + "|[Cc]ould not load NVML|[Ff]ailed to initialize NVML|nvidia-container-cli|ldcache error"
                    + "|unresolvable CDI devices|failed to parse CDI");
    private static final List<String> TEXTS = List.of("/var/log/syslog", "/var/log/messages", "/var/log/daemon.log");
    private static final int MAX_PODS = 40;
    private static final int MAX_TEXT = 256 << 10;
    private static final int MAX_MESSAGES = 50;
    private static final int MAX_LINE = 400;

    private final Host host;

    EngineLog(Host host) {
        this.host = host;
    }

    /** The newest log of each container of NVIDIA's pods, as directory of the container and file. */
    static List<String> ofPods(Host host) {
        return host.names(PODS).stream()
                .filter(pod -> POD.matcher(pod).find())
                .limit(MAX_PODS)
                .flatMap(pod -> host.names(PODS + "/" + pod).stream().map(name -> PODS + "/" + pod + "/" + name))
                .flatMap(directory -> newest(host, directory))
                .toList();
    }

    private static Stream<String> newest(Host host, String directory) {
        return host.names(directory).stream()
                .filter(name -> FILE.matcher(name).matches())
                .max((one, other) -> Integer.compare(number(one), number(other)))
                .map(name -> directory + "/" + name)
                .stream();
    }

    private static int number(String name) {
        return Integer.parseInt(name.substring(0, name.indexOf('.')));
    }

    /** The last part of a log, without what the container runtime puts before its lines. */
    static Observed<Stream<String>> lines(Host host, String file) {
        return host.open(
                        file,
                        view -> new String(
                                view.upTo(Math.max(0, view.size() - MAX_TEXT), MAX_TEXT), StandardCharsets.UTF_8))
                .map(text -> text.lines().map(line -> HEAD.matcher(line).replaceFirst("")));
    }

    Observed<List<Message>> read() {
        List<Message> messages = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        Stream.concat(ofPods(host).stream(), TEXTS.stream()).forEach(file -> {
            List<Message> told = lines(host, file)
                    .map(lines -> lines.filter(line -> TOLD.matcher(line).find())
                            .map(line -> line.substring(0, Math.min(line.length(), MAX_LINE)))
                            .distinct()
                            .map(line -> new Message(file, line))
                            .toList())
                    .toOptional()
                    .orElse(List.of());
            if (!told.isEmpty()) {
                messages.addAll(told);
                evidence.add(new Evidence(Source.FILE, file, ""));
            }
        });
        return new Observed.Found<>(
                List.copyOf(messages.subList(Math.max(0, messages.size() - MAX_MESSAGES), messages.size())), evidence);
    }
}
