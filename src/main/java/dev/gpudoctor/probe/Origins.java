package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.probe.host.Host;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells who put a library file where it is, by where it lies and what lies around it. */
final class Origins {
    private static final Pattern COMPAT = Pattern.compile(".*/(?:cuda[^/]*|[^/]*-linux)/compat(?:_orin)?/.*");
    private static final Pattern TOOLKIT = Pattern.compile(
            ".*/cuda(?:-[\\d.]+)?/(?:lib64|lib|targets|extras|nvvm)/.*|/usr/lib/nvidia-cuda-toolkit/.*");
    private static final Pattern JETSON = Pattern.compile("/usr/lib/aarch64-linux-gnu/(?:tegra(?:-egl)?|nvidia)/.*");
    private static final Pattern DRIVER_FILE =
            Pattern.compile(".*/lib(?:cuda|cudadebugger|nvidia-[^/]*|nvcuvid|nvoptix|nvidia)\\.so[^/]*");
    private static final Pattern CONDA = Pattern.compile("(.*)/(?:lib|targets/[^/]+/lib)/[^/]*");

    private final Host host;
    private final Packages packages;
    private final Set<String> mounts;
    private final Map<String, Boolean> condaPrefixes = new ConcurrentHashMap<>();

    Origins(Host host, Packages packages) {
        this.host = host;
        this.packages = packages;
        this.mounts = host.kind() == Scene.Kind.LIVE ? mounts() : Set.of();
    }

    /** Files and directories that something is mounted on. */
    private Set<String> mounts() {
        return host.text("/proc/self/mounts")
                .toOptional()
                .orElse("")
                .lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > 1)
                .map(fields -> fields[1])
                .collect(Collectors.toSet());
    }

    Origin of(String path, String real) {
        if (path.contains("/stubs/") || real.contains("/stubs/")) {
            return Origin.STUB;
        }
        if (COMPAT.matcher(real).matches() || COMPAT.matcher(path).matches()) {
            return Origin.COMPAT;
        }
        if (real.contains("/site-packages/") || real.contains("/dist-packages/")) {
            return Origin.WHEEL;
        }
        if (real.startsWith("/usr/lib/wsl/")) {
            return Origin.WSL;
        }
        if (JETSON.matcher(real).matches()) {
            return Origin.JETSON;
        }
        if (DRIVER_FILE.matcher(real).matches()) {
            return mounts.contains(real) ? Origin.CONTAINER_MOUNT : Origin.DRIVER;
        }
        if (inConda(real)) {
            return Origin.CONDA;
        }
        if (TOOLKIT.matcher(real).matches()) {
            return Origin.TOOLKIT;
        }
        return packages.owner(real).isPresent() || packages.owner(path).isPresent()
                ? Origin.SYSTEM_PACKAGE
                : Origin.OTHER;
    }

    private boolean inConda(String real) {
        Matcher matcher = CONDA.matcher(real);
        return matcher.matches()
                && condaPrefixes.computeIfAbsent(matcher.group(1), prefix -> host.isDirectory(prefix + "/conda-meta"));
    }
}
