package dev.gpudoctor.probe;

import dev.gpudoctor.probe.format.KeyValues;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which package directories a Python searches beyond its own: those that {@code .pth} files name, and those of the
 * system's Python where {@code pyvenv.cfg} includes them. The order is that of Python's {@code site} module.
 */
final class PythonPath {
    private static final int MAX_PTH_FILES = 100;
    private static final int MAX_PTH_BYTES = 1 << 20;
    private static final int MAX_DIRECTORIES = 200;
    private static final Pattern VERSION = Pattern.compile(".*/python(\\d\\.\\d{1,2})t?/(?:site|dist)-packages");
    /** Where a system's own Python has packages: what {@code pip install} puts there, then the distribution's. */
    private static final List<String> SYSTEM = List.of(
            "/usr/local/lib/python%s/dist-packages",
            "/usr/local/lib/python%s/site-packages",
            "/usr/local/lib64/python%s/site-packages",
            "/usr/lib/python%s/dist-packages",
            "/usr/lib/python%s/site-packages",
            "/usr/lib64/python%s/site-packages");

    private static final String DEBIAN = "/usr/lib/python3/dist-packages";

    private final Host host;

    PythonPath(Host host) {
        this.host = host;
    }

    /** What an environment's Python searches after the environment's own directories. */
    List<String> after(String prefix, List<String> own) {
        Set<String> seen = new LinkedHashSet<>();
        own.forEach(site -> seen.addAll(named(site)));
        Map<String, String> settings =
                KeyValues.read(host.text(prefix + "/pyvenv.cfg").toOptional().orElse(""), '=');
        if (settings.getOrDefault("include-system-site-packages", "")
                .toLowerCase(Locale.ROOT)
                .equals("true")) {
            String home = settings.getOrDefault("home", "/usr/bin");
            own.forEach(site -> seen.addAll(base(site, home)));
        }
        own.forEach(seen::remove);
        return List.copyOf(seen);
    }

    /** What the system's Python searches after a user's own directories. */
    List<String> besides(List<String> user) {
        return user.stream().flatMap(site -> system(site).stream()).distinct().toList();
    }

    private List<String> base(String site, String home) {
        if (home.startsWith("/usr/")) {
            return system(site);
        }
        Matcher version = VERSION.matcher(site);
        String prefix = home.endsWith("/bin") ? home.substring(0, home.length() - "/bin".length()) : home;
        return version.matches()
                ? Stream.of(prefix + "/lib/python" + version.group(1) + "/site-packages")
                        .filter(path -> path.startsWith("/") && host.isDirectory(path))
                        .toList()
                : List.of();
    }

    private List<String> system(String site) {
        Matcher version = VERSION.matcher(site);
        if (!version.matches()) {
            return List.of();
        }
        return Stream.concat(SYSTEM.stream().map(place -> String.format(place, version.group(1))), Stream.of(DEBIAN))
                .filter(host::isDirectory)
                .toList();
    }

    /** The directories that {@code .pth} files in a package directory name; lines that run code are left alone. */
    private List<String> named(String site) {
        List<String> directories = new ArrayList<>();
        host.names(site).stream()
                .filter(name -> name.endsWith(".pth"))
                .sorted()
                .limit(MAX_PTH_FILES)
                .flatMap(name -> host.text(site + "/" + name, MAX_PTH_BYTES).toOptional().stream())
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("import"))
                .map(line -> line.startsWith("/") ? line : site + "/" + line)
                .filter(host::isDirectory)
                .limit(MAX_DIRECTORIES)
                .forEach(directories::add);
        return directories;
    }
}
