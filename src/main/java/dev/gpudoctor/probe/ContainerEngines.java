package dev.gpudoctor.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.ContainerTooling.Engine;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.probe.format.TomlLines;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Container engines and what their settings say about NVIDIA's runtime. */
final class ContainerEngines {
    private static final List<String> BINARIES =
            List.of("/usr/bin", "/usr/local/bin", "/snap/bin", "/usr/sbin", "/var/lib/rancher/rke2/bin", "/opt/bin");
    private static final List<String> KUBELETS = List.of(
            "/usr/bin/kubelet",
            "/usr/local/bin/kubelet",
            "/var/lib/kubelet/config.yaml",
            "/etc/kubernetes/kubelet.conf",
            "/var/lib/rancher/rke2",
            "/var/lib/rancher/k3s/agent",
            "/var/snap/microk8s/current",
            "/var/lib/k0s/kubelet");
    /** Settings of containerd, by engine that brings it; a directory stands for the files in it. */
    private static final Map<String, List<String>> CONTAINERD = containerd();

    private static final List<String> CRIO =
            List.of("/etc/crio/crio.conf", "/etc/crio/crio.conf.d", "/etc/crio/conf.d");
    private static final Pattern HANDLER = Pattern.compile("runtimes\\.\"?'?(nvidia[\\w-]*)");
    private static final Pattern DEFAULT = Pattern.compile("\"?(?:default_runtime_name|default_runtime)\"?");
    private static final Pattern UPSTREAM = Pattern.compile("(?:\\d+:)?(\\d[\\d.]*).*");
    private static final Map<String, Pattern> PACKAGES = Map.of(
            "docker", Pattern.compile("docker-ce|docker\\.io|moby-engine"),
            "podman", Pattern.compile("podman"),
            "containerd", Pattern.compile("containerd(?:\\.io)?"),
            "cri-o", Pattern.compile("cri-o(?:-[\\d.]+)?"),
            "apptainer", Pattern.compile("apptainer|singularity(?:-ce|-container)?"));

    private final Host host;
    private final Packages packages;

    ContainerEngines(Host host, Packages packages) {
        this.host = host;
        this.packages = packages;
    }

    private static Map<String, List<String>> containerd() {
        Map<String, List<String>> places = new LinkedHashMap<>();
        places.put("containerd", List.of("/etc/containerd/config.toml", "/etc/containerd/conf.d"));
        places.put(
                "k3s",
                List.of(
                        "/var/lib/rancher/k3s/agent/etc/containerd/config.toml",
                        "/var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl",
                        "/var/lib/rancher/k3s/agent/etc/containerd/config-v3.toml.tmpl"));
        places.put(
                "rke2",
                List.of(
                        "/var/lib/rancher/rke2/agent/etc/containerd/config.toml",
                        "/var/lib/rancher/rke2/agent/etc/containerd/config.toml.tmpl",
                        "/var/lib/rancher/rke2/agent/etc/containerd/config-v3.toml.tmpl"));
        places.put(
                "microk8s",
                List.of(
                        "/var/snap/microk8s/current/args/containerd.toml",
                        "/var/snap/microk8s/current/args/containerd-template.toml"));
        places.put("k0s", List.of("/etc/k0s/containerd.toml", "/etc/k0s/containerd.d"));
        return places;
    }

    Observed<List<Engine>> read() {
        List<Engine> engines = new ArrayList<>();
        docker("docker", "/etc/docker/daemon.json").ifPresent(engines::add);
        String home = host.environment().getOrDefault("HOME", "");
        if (home.startsWith("/")) {
            String rootless = home + "/.config/docker/daemon.json";
            if (host.isFile(rootless)) {
                docker("docker-rootless", rootless).ifPresent(engines::add);
            }
        }
        CONTAINERD.forEach((name, places) -> containerd(name, places).ifPresent(engines::add));
        containerd("cri-o", CRIO).ifPresent(engines::add);
        for (String name : List.of("podman", "apptainer", "enroot", "lxc", "incus", "lxd")) {
            program(name)
                    .ifPresent(path -> engines.add(new Engine(
                            name,
                            path,
                            version(name),
                            List.of(),
                            Observed.absent(path),
                            Observed.absent(path),
                            Observed.absent(path))));
        }
        return Observed.found(
                List.copyOf(engines),
                new Evidence(
                        Source.FILE,
                        "/etc",
                        String.join(" ", engines.stream().map(Engine::name).toList())));
    }

    /** Whether a kubelet runs containers here. */
    Observed<Boolean> kubelet() {
        Optional<String> sign = KUBELETS.stream().filter(host::exists).findFirst();
        return Observed.found(sign.isPresent(), new Evidence(Source.FILE, sign.orElse(KUBELETS.get(0)), ""));
    }

    private Optional<String> program(String name) {
        return BINARIES.stream()
                .map(directory -> directory + "/" + name)
                .filter(host::isFile)
                .findFirst();
    }

    private Observed<Version> version(String engine) {
        Optional<SystemPackage> installed =
                Optional.ofNullable(PACKAGES.get(engine)).flatMap(packages::named);
        return installed
                .<Observed<Version>>map(known -> {
                    Evidence evidence = new Evidence(Source.PACKAGE_DATABASE, known.name(), known.version());
                    Matcher matcher = UPSTREAM.matcher(known.version());
                    return matcher.matches()
                            ? Version.parse(matcher.group(1))
                                    .map(version -> Observed.found(version, evidence))
                                    .orElse(Observed.unreadable("not a version", evidence))
                            : Observed.unreadable("not a version", evidence);
                })
                .orElse(Observed.unreadable("no package tells its version"));
    }

    private Optional<Engine> docker(String name, String file) {
        Optional<String> program = program("dockerd").or(() -> program("docker"));
        Observed<JsonNode> settings = host.text(file).flatMap(text -> {
            try {
                return Observed.found(Json.parse(text), new Evidence(Source.FILE, file, text));
            } catch (JsonProcessingException e) {
                return Observed.unreadable("not JSON", new Evidence(Source.FILE, file, ""));
            }
        });
        if (program.isEmpty() && settings.isAbsent()) {
            return Optional.empty();
        }
        return Optional.of(new Engine(
                name,
                program.orElse(""),
                version("docker"),
                settings.isAbsent() ? List.of() : List.of(file),
                settings.map(tree -> tree.path("runtimes").has("nvidia")),
                settings.flatMap(tree -> text(tree.path("default-runtime"), file)),
                settings.flatMap(tree -> tree.path("features").has("cdi")
                        ? Observed.found(
                                tree.path("features").path("cdi").asBoolean(),
                                new Evidence(Source.FILE, file, "features.cdi"))
                        : Observed.absent(file))));
    }

    private static Observed<String> text(JsonNode node, String file) {
        return node.asText().isEmpty()
                ? Observed.absent(file)
                : Observed.found(node.asText(), new Evidence(Source.FILE, file, node.asText()));
    }

    /** containerd and CRI-O: tables named after each runtime, in one file and in drop-ins beside it. */
    private Optional<Engine> containerd(String name, List<String> places) {
        List<String> files = places.stream()
                .flatMap(place -> host.isDirectory(place)
                        ? host.names(place).stream()
                                .filter(file -> file.endsWith(".toml") || file.endsWith(".conf"))
                                .map(file -> place + "/" + file)
                        : Stream.of(place))
                .filter(host::isFile)
                .toList();
        Optional<String> program = name.equals("cri-o") ? program("crio") : program(name);
        if (program.isEmpty() && files.isEmpty()) {
            return Optional.empty();
        }
        Observed<Boolean> registered = files.isEmpty()
                ? Observed.absent(places.toArray(String[]::new))
                : Observed.found(false, new Evidence(Source.FILE, files.get(0), ""));
        Observed<String> byDefault = Observed.absent(places.toArray(String[]::new));
        Observed<Boolean> cdi = Observed.absent(places.toArray(String[]::new));
        for (String file : files) {
            Observed<String> content = host.text(file);
            if (content.isUnreadable()) {
                registered = content.map(text -> false);
                break;
            }
            String text = content.toOptional()
                    .orElse("")
                    .lines()
                    .filter(line -> !line.stripLeading().startsWith("#"))
                    .collect(Collectors.joining("\n"));
            Matcher handler = HANDLER.matcher(text);
            if (handler.find()) {
                registered = Observed.found(true, new Evidence(Source.FILE, file, handler.group()));
            }
            for (Map.Entry<String, String> setting : TomlLines.read(text).entrySet()) {
                String key = setting.getKey().substring(setting.getKey().lastIndexOf('.') + 1);
                Evidence evidence = new Evidence(Source.FILE, file, setting.getKey() + " = " + setting.getValue());
                if (DEFAULT.matcher(key).matches()) {
                    byDefault = Observed.found(setting.getValue(), evidence);
                } else if (key.equals("enable_cdi")) {
                    cdi = Observed.found(setting.getValue().equals("true"), evidence);
                }
            }
        }
        return Optional.of(new Engine(name, program.orElse(""), version(name), files, registered, byDefault, cdi));
    }
}
