package dev.gpudoctor.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.ContainerTooling.Request;
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
 * GPUs that containers of this machine ask for by name: those of Docker, which only root may look at, of Quadlet and of
 * LXC.
 */
final class RequestedDevices {
    private static final String DOCKER = "/var/lib/docker/containers";
    private static final String DAEMON = "/etc/docker/daemon.json";
    private static final String QUADLET = "/etc/containers/systemd";
    private static final String VARIABLE = "NVIDIA_VISIBLE_DEVICES=";
    private static final Pattern IN_TEXT = Pattern.compile(
            "(?m)^\\s*(?:lxc\\.environment\\s*[:=]\\s*NVIDIA_VISIBLE_DEVICES=|AddDevice=nvidia\\.com/gpu=)(\\S{1,300})");
    private static final int MAX_CONTAINERS = 200;

    private final Host host;

    RequestedDevices(Host host) {
        this.host = host;
    }

    Observed<List<Request>> read() {
        List<Request> requests = new ArrayList<>();
        json(DAEMON).ifPresent(settings -> settings.path("node-generic-resources")
                .forEach(resource -> add(requests, DAEMON, resource.asText().replaceFirst("^[^=]*=", ""))));
        host.names(DOCKER).stream().limit(MAX_CONTAINERS).forEach(id -> docker(DOCKER + "/" + id, requests));
        Stream.concat(
                        host.names(QUADLET).stream()
                                .filter(name -> name.endsWith(".container"))
                                .map(name -> QUADLET + "/" + name),
                        SystemContainers.settings(host))
                .limit(MAX_CONTAINERS)
                .forEach(file -> {
                    Matcher matcher =
                            IN_TEXT.matcher(host.text(file).toOptional().orElse(""));
                    while (matcher.find()) {
                        add(requests, file, matcher.group(1));
                    }
                });
        return Observed.found(List.copyOf(requests), new Evidence(Source.FILE, DOCKER, requests.size() + " by name"));
    }

    private void docker(String directory, List<Request> requests) {
        String host = directory + "/hostconfig.json";
        json(host).ifPresent(settings -> settings.path("DeviceRequests")
                .forEach(request -> request.path("DeviceIDs").forEach(device -> add(requests, host, device.asText()))));
        String config = directory + "/config.v2.json";
        json(config).ifPresent(settings -> settings.path("Config").path("Env").forEach(variable -> {
            if (variable.asText().startsWith(VARIABLE)) {
                add(requests, config, variable.asText().substring(VARIABLE.length()));
            }
        }));
    }

    private Optional<JsonNode> json(String file) {
        return host.text(file).toOptional().flatMap(text -> {
            try {
                return Optional.of(Json.parse(text));
            } catch (JsonProcessingException e) {
                // Whoever reads the settings themselves says that they are damaged.
                return Optional.empty();
            }
        });
    }

    /** Of interest are GPUs by their id; numbers and {@code all} mean whatever is there. */
    private static void add(List<Request> requests, String file, String value) {
        Stream.of(value.split(","))
                .map(String::strip)
                .map(name -> name.replaceFirst("^nvidia\\.com/gpu=", ""))
                .filter(name -> name.startsWith("GPU-") || name.startsWith("MIG-"))
                .map(name -> name.substring(0, Math.min(name.length(), 100)))
                .forEach(name -> requests.add(new Request(file, name)));
    }
}
