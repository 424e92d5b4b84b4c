package dev.gpudoctor.probe;

import dev.gpudoctor.machine.DeviceNode;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.FileFacts;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files below /dev that the stack opens. They are looked at, never opened. */
final class DeviceNodeProbe implements Probe<Observed<List<DeviceNode>>> {
    private static final String DEV = "/dev";
    private static final List<String> DIRECTORIES = List.of("nvidia-caps", "nvgpu", "dri");
    private static final Pattern TOP_NODE = Pattern.compile("dxg|nvmap|nvhost-.*|nvgpu.*|nvsciipc");
    private static final Pattern NODE = Pattern.compile(
            "nvidia.*|dxg|nvmap|nvhost-.*|nvgpu.*|nvsciipc|renderD\\d+|card\\d+|nvidia-cap\\d+|igpu\\d+|.*ctrl.*");

    private final Host host;
    private final Accounts accounts;

    DeviceNodeProbe(Host host, Accounts accounts) {
        this.host = host;
        this.accounts = accounts;
    }

    @Override
    public Observed<List<DeviceNode>> read() {
        return host.list(DEV).flatMap(names -> {
            List<DeviceNode> nodes = new ArrayList<>();
            Stream.concat(
                            names.stream().map(name -> DEV + "/" + name),
                            DIRECTORIES.stream()
                                    .filter(names::contains)
                                    .flatMap(directory -> host.names(DEV + "/" + directory).stream()
                                            .map(name -> DEV + "/" + directory + "/" + name)))
                    .filter(path -> isOurs(path))
                    .forEach(path -> node(path).ifPresent(nodes::add));
            return Observed.found(nodes, new Evidence(Source.KERNEL, DEV, nodes.size() + " of the stack's nodes"));
        });
    }

    @Override
    public Observed<List<DeviceNode>> unread(String reason) {
        return Observed.unreadable(reason);
    }

    private static boolean isOurs(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean top = path.lastIndexOf('/') == DEV.length();
        return top
                ? name.startsWith("nvidia") || TOP_NODE.matcher(name).matches()
                : NODE.matcher(name).matches();
    }

    private Optional<DeviceNode> node(String path) {
        Observed<FileFacts> facts = host.facts(path);
        if (facts.isAbsent()
                || facts.toOptional()
                        .filter(found -> found.type() == FileFacts.Type.DIRECTORY)
                        .isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new DeviceNode(
                path,
                facts.map(found -> Integer.toOctalString(found.mode())),
                facts.map(found -> accounts.user(found.user()) + ":" + accounts.group(found.group())),
                host.accessible(path)));
    }
}
