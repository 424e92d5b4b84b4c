package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.machine.SystemPackage.Manager;
import dev.gpudoctor.probe.format.DpkgStatus;
import dev.gpudoctor.probe.host.Host;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The stack's packages in the system's package database, and which of them a file belongs to. */
final class Packages {
    private static final String STATUS = "/var/lib/dpkg/status";
    private static final String LISTS = "/var/lib/dpkg/info/";
    private static final int MAX_STATUS = 24 << 20;
    private static final int MAX_LIST = 8 << 20;
    /** What the names of the stack's packages contain. */
    private static final List<String> OURS = List.of(
            "cuda",
            "nvidia",
            "cudnn",
            "nvinfer",
            "tensorrt",
            "tegra",
            "jetpack",
            "libcublas",
            "libnvrtc",
            "libnccl",
            "nvonnx",
            "nvparsers",
            "libnvjitlink",
            "libcufft",
            "libcusparse",
            "libcusolver",
            "libcurand",
            "nvhpc",
            "nsight",
            "libxnvctrl",
            "libnv",
            "nvlsm",
            "datacenter-gpu-manager",
            "docker-ce",
            "docker.io",
            "moby-engine",
            "podman",
            "containerd",
            "cri-o",
            "apptainer",
            "singularity");
    /** Packages whose files can be libraries that rules ask about. */
    private static final Pattern WITH_LIBRARIES = Pattern.compile("(?:lib|cuda-(?:compat|cudart|nvrtc)|tensorrt).*");

    private final Host host;
    private final OtherPackages others;
    private final Lazy<Observed<List<SystemPackage>>> installed;
    private final Lazy<Map<String, SystemPackage>> owners;

    Packages(Host host) {
        this.host = host;
        this.others = new OtherPackages(host);
        this.installed = new Lazy<>(this::read);
        this.owners = new Lazy<>(this::lists);
    }

    /** The stack's installed packages. */
    Observed<List<SystemPackage>> installed() {
        return installed.get();
    }

    /** The version text of an installed package. */
    Optional<SystemPackage> named(Pattern name) {
        return installed().toOptional().orElse(List.of()).stream()
                .filter(known -> name.matcher(known.name()).matches())
                .findFirst();
    }

    /** The package that put a file there; a file's lists are read at the first question only. */
    Optional<SystemPackage> owner(String path) {
        Optional<SystemPackage> owner = Optional.ofNullable(owners.get().get(path));
        return owner.isPresent() || !path.startsWith("/usr/")
                ? owner
                : Optional.ofNullable(owners.get().get(path.substring("/usr".length())));
    }

    private Observed<List<SystemPackage>> read() {
        // All that is wanted of it is ASCII, and in that the JVM makes a text of its megabytes without a look at each.
        Observed<String> status =
                host.bytes(STATUS, MAX_STATUS).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
        return status.isAbsent()
                ? others.installed()
                : status.map(text -> DpkgStatus.installed(text, Packages::isOurs).stream()
                        .map(known -> new SystemPackage(Manager.DPKG, known.name(), known.version()))
                        .toList());
    }

    /** Whether a package of that name can belong to the stack. */
    static boolean isOurs(String name) {
        return OURS.stream().anyMatch(name::contains);
    }

    private Map<String, SystemPackage> lists() {
        Map<String, SystemPackage> files = new HashMap<>();
        List<SystemPackage> candidates = installed().toOptional().orElse(List.of()).stream()
                .filter(known -> WITH_LIBRARIES.matcher(known.name()).matches())
                .toList();
        for (SystemPackage candidate : candidates) {
            list(candidate).lines().filter(line -> line.contains(".so")).forEach(line -> files.put(line, candidate));
        }
        return files;
    }

    /** A package of a foreign or co-installable architecture has it in the list's name. */
    private String list(SystemPackage owner) {
        for (String suffix : List.of("", ":amd64", ":arm64")) {
            Optional<String> text =
                    host.text(LISTS + owner.name() + suffix + ".list", MAX_LIST).toOptional();
            if (text.isPresent()) {
                return text.get();
            }
        }
        return "";
    }
}
