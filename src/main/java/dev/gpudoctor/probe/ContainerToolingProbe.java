package dev.gpudoctor.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.ContainerTooling;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.probe.format.CdiSpec;
import dev.gpudoctor.probe.format.TomlLines;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What gives containers the GPU: toolkit, docker's and containerd's settings, CDI specifications. */
final class ContainerToolingProbe implements Probe<ContainerTooling> {
    private static final int MAX_SPEC = 4 << 20;
    private static final Pattern TOOLKIT = Pattern.compile("nvidia-container-toolkit(?:-base)?");
    private static final String APT = "/etc/apt/sources.list.d";
    private static final String DAEMON = "/etc/docker/daemon.json";
    private static final String CONFIG = "/etc/nvidia-container-runtime/config.toml";
    private static final List<String> CONTAINERD = List.of(
            "/etc/containerd/config.toml",
            "/etc/containerd/conf.d/99-nvidia.toml",
            "/etc/crio/crio.conf.d/99-nvidia.toml",
            "/etc/crio/conf.d/99-nvidia.toml");
    private static final List<String> SPECS = List.of("/etc/cdi", "/var/run/cdi");
    private static final List<String> CLIENTS = List.of("docker", "podman", "nerdctl", "ctr");
    private static final List<String> BINARIES = List.of("/usr/bin", "/usr/local/bin", "/snap/bin");
    private static final List<String> HOOKS = List.of(
            "/usr/bin/nvidia-ctk", "/usr/bin/nvidia-container-runtime", "/usr/bin/nvidia-container-runtime-hook");
    private static final String DRIVER_CONTAINER = "/run/nvidia/driver";
    /** Where a driver's libraries are below its root. */
    private static final List<String> DRIVER_DIRECTORIES = List.of(
            "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib");

    private static final Pattern DRIVER_FILE =
            Pattern.compile(".*/lib(?:cuda|nvidia-ml)\\.so\\.(\\d{2,4}\\.\\d+(?:\\.\\d+)?)");

    private final Host host;
    private final Packages packages;
    private final ContainerEngines engines;
    private final SystemContainers systemContainers;

    ContainerToolingProbe(Host host, Packages packages) {
        this.host = host;
        this.packages = packages;
        this.engines = new ContainerEngines(host, packages);
        this.systemContainers = new SystemContainers(host);
    }

    @Override
    public ContainerTooling read() {
        Observed<JsonNode> daemon = daemon();
        Observed<Map<String, String>> config = host.text(CONFIG).map(TomlLines::read);
        Map<String, CdiSpec> specs = specs();
        return new ContainerTooling(
                toolkit(),
                client(),
                registered(daemon),
                specs.isEmpty()
                        ? Observed.absent(SPECS.toArray(String[]::new))
                        : Observed.found(
                                List.copyOf(specs.keySet()),
                                new Evidence(Source.FILE, SPECS.get(0), String.join(" ", specs.keySet()))),
                drivers(specs),
                setting(config, "nvidia-container-cli.no-cgroups").map("true"::equals),
                setting(config, "nvidia-container-runtime.mode"),
                defaultRuntime(daemon),
                rootless(),
                repositories(),
                missing(specs),
                engines.read(),
                engines.kubelet(),
                fields(specs),
                hookLdconfig(config),
                driverContainer(),
                new EngineLog(host).read(),
                new RequestedDevices(host).read(),
                systemContainers.read(),
                systemContainers.majors(),
                emptyDriverRoot(config));
    }

    @Override
    public ContainerTooling unread(String reason) {
        return ContainerTooling.unanswered(Observed.unreadable(reason));
    }

    private Observed<Version> toolkit() {
        Optional<SystemPackage> installed = packages.named(TOOLKIT);
        if (installed.isPresent()) {
            Evidence evidence = new Evidence(
                    Source.PACKAGE_DATABASE,
                    installed.get().name(),
                    installed.get().name() + " " + installed.get().version());
            return Version.parse(installed.get().version().split("[-~+]")[0])
                    .map(version -> Observed.found(version, evidence))
                    .orElse(Observed.unreadable("not a version", evidence));
        }
        return HOOKS.stream()
                .filter(host::isFile)
                .findFirst()
                .<Observed<Version>>map(path -> Observed.unreadable(
                        "installed without a package that tells its version", new Evidence(Source.FILE, path, "")))
                .orElse(Observed.absent(HOOKS.toArray(String[]::new)));
    }

    private Observed<String> client() {
        return CLIENTS.stream()
                .flatMap(client -> BINARIES.stream().map(directory -> directory + "/" + client))
                .filter(host::isFile)
                .findFirst()
                .map(path -> Observed.found(path, new Evidence(Source.FILE, path, "")))
                .orElse(Observed.absent(BINARIES.toArray(String[]::new)));
    }

    private Observed<JsonNode> daemon() {
        return host.text(DAEMON).flatMap(text -> {
            try {
                return Observed.found(Json.parse(text), new Evidence(Source.FILE, DAEMON, text));
            } catch (JsonProcessingException e) {
                return Observed.unreadable("not JSON", new Evidence(Source.FILE, DAEMON, text));
            }
        });
    }

    private Observed<Boolean> registered(Observed<JsonNode> daemon) {
        Observed<Boolean> docker =
                daemon.map(settings -> settings.path("runtimes").has("nvidia"));
        if (docker.toOptional().orElse(false)) {
            return docker;
        }
        Optional<String> line = Optional.empty();
        for (String file : CONTAINERD) {
            line = host.text(file)
                    .toOptional()
                    .orElse("")
                    .lines()
                    .filter(text -> text.contains("runtimes.nvidia"))
                    .findFirst();
            if (line.isPresent()) {
                return Observed.found(true, new Evidence(Source.FILE, file, line.get()));
            }
        }
        return docker;
    }

    private static Observed<String> defaultRuntime(Observed<JsonNode> daemon) {
        return daemon.flatMap(settings -> {
            String name = settings.path("default-runtime").asText();
            return name.isEmpty()
                    ? Observed.absent(DAEMON)
                    : Observed.found(name, new Evidence(Source.FILE, DAEMON, "default-runtime: " + name));
        });
    }

    /** A rootless docker keeps its service below the user's own directories. */
    private Observed<Boolean> rootless() {
        String home = host.environment().getOrDefault("HOME", "");
        if (host.kind() == Scene.Kind.ROOT || !home.startsWith("/")) {
            return Observed.notApplicable("no user's home is known");
        }
        String service = home + "/.config/systemd/user/docker.service";
        boolean address = host.environment().getOrDefault("DOCKER_HOST", "").startsWith("unix:///run/user/");
        return Observed.found(
                address || host.isFile(service),
                address ? new Evidence(Source.ENVIRONMENT, "DOCKER_HOST", "") : new Evidence(Source.FILE, service, ""));
    }

    private Observed<List<String>> repositories() {
        return host.list(APT).flatMap(names -> {
            List<String> found = names.stream()
                    .filter(name -> name.endsWith(".list") || name.endsWith(".sources"))
                    .flatMap(name -> repository(APT + "/" + name).stream())
                    .toList();
            return Observed.found(found, new Evidence(Source.FILE, APT, String.join(", ", found)));
        });
    }

    private Optional<String> repository(String file) {
        String text = host.text(file)
                .toOptional()
                .orElse("")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT);
        return text.contains("libnvidia-container") || text.contains("nvidia-docker")
                ? Optional.of(file + (text.contains("signed-by") ? " signed-by" : " unsigned"))
                : Optional.empty();
    }

    private static Observed<String> setting(Observed<Map<String, String>> config, String key) {
        return config.flatMap(settings -> Optional.ofNullable(settings.get(key))
                .map(value -> Observed.found(value, new Evidence(Source.FILE, CONFIG, key + " = " + value)))
                .orElse(Observed.absent(CONFIG)));
    }

    private Map<String, CdiSpec> specs() {
        Map<String, CdiSpec> specs = new LinkedHashMap<>();
        for (String directory : SPECS) {
            for (String name : host.names(directory)) {
                if (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json")) {
                    host.text(directory + "/" + name, MAX_SPEC)
                            .toOptional()
                            .flatMap(CdiSpec::read)
                            .filter(spec -> spec.kind().startsWith("nvidia.com/"))
                            .ifPresent(spec -> specs.put(directory + "/" + name, spec));
                }
            }
        }
        return specs;
    }

    private static Observed<List<Version>> drivers(Map<String, CdiSpec> specs) {
        if (specs.isEmpty()) {
            return Observed.absent(SPECS.toArray(String[]::new));
        }
        List<Version> versions = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        specs.forEach((file, spec) -> spec.hostPaths().forEach(path -> {
            Matcher matcher = DRIVER_FILE.matcher(path);
            if (matcher.matches() && !versions.contains(Version.of(matcher.group(1)))) {
                versions.add(Version.of(matcher.group(1)));
                evidence.add(new Evidence(Source.FILE, file, path));
            }
        }));
        return new Observed.Found<>(List.copyOf(versions), evidence);
    }

    private Observed<List<String>> missing(Map<String, CdiSpec> specs) {
        if (specs.isEmpty()) {
            return Observed.absent(SPECS.toArray(String[]::new));
        }
        Stream<String> paths = specs.values().stream().flatMap(spec -> spec.hostPaths().stream());
        boolean live = host.kind() == Scene.Kind.LIVE;
        List<String> missing = paths.distinct()
                .filter(path -> live || !path.startsWith("/dev/"))
                .filter(path -> host.facts(path).isAbsent())
                .toList();
        return Observed.found(missing, new Evidence(Source.FILE, SPECS.get(0), String.join(" ", missing)));
    }

    private static Observed<List<String>> fields(Map<String, CdiSpec> specs) {
        if (specs.isEmpty()) {
            return Observed.absent(SPECS.toArray(String[]::new));
        }
        List<String> fields = specs.values().stream()
                .flatMap(spec -> spec.fields().stream())
                .distinct()
                .sorted()
                .toList();
        return Observed.found(
                fields, new Evidence(Source.FILE, specs.keySet().iterator().next(), String.join(" ", fields)));
    }

    /** A path behind an at sign is one of the host; where it does not exist, no container with a GPU starts. */
    private Observed<String> hookLdconfig(Observed<Map<String, String>> config) {
        return setting(config, "nvidia-container-cli.ldconfig")
                .flatMap(value -> value.startsWith("@/")
                                && host.facts(value.substring(1)).isAbsent()
                        ? Observed.found(value.substring(1), new Evidence(Source.FILE, CONFIG, "ldconfig = " + value))
                        : Observed.absent(CONFIG));
    }

    /** An operator's driver container shows its root there, with the libraries that containers are given. */
    private Observed<Version> driverContainer() {
        return driverBelow(DRIVER_CONTAINER);
    }

    private Observed<Version> driverBelow(String root) {
        for (String place : DRIVER_DIRECTORIES) {
            String directory = root + place;
            for (String name : host.names(directory)) {
                Matcher matcher = DRIVER_FILE.matcher("/" + name);
                if (matcher.matches()) {
                    return Observed.found(
                            Version.of(matcher.group(1)), new Evidence(Source.FILE, directory + "/" + name, ""));
                }
            }
        }
        return Observed.absent(root);
    }

    private Observed<String> emptyDriverRoot(Observed<Map<String, String>> config) {
        return setting(config, "nvidia-container-cli.root")
                .flatMap(root -> root.matches("/.+") && driverBelow(root).isAbsent()
                        ? Observed.found(root, new Evidence(Source.FILE, CONFIG, "root = " + root))
                        : Observed.absent(CONFIG));
    }
}
