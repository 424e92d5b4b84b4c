package dev.gpudoctor.probe;

import dev.gpudoctor.machine.PythonEnvironment.Kind;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.probe.host.Host;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where Python environments lie: where variables and the PATH lead, and in the places people put them. */
final class PythonPlaces {
    private static final Pattern PYTHON = Pattern.compile("python\\d(?:\\.\\d{1,2}t?)?|pypy\\d(?:\\.\\d{1,2})?");
    private static final List<String> PACKAGES = List.of("site-packages", "dist-packages");
    private static final List<String> NEAR = List.of("venv", ".venv", "env");
    private static final List<String> CONDA_ROOTS = List.of(
            "miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", "conda", "miniconda", "anaconda");
    /** Where virtualenvwrapper, pipenv, Poetry, pipx, uv and mamba keep their environments below a home directory. */
    private static final List<String> MANAGED = List.of(
            "/.virtualenvs",
            "/.local/share/virtualenvs",
            "/.cache/pypoetry/virtualenvs",
            "/.local/share/pipx/venvs",
            "/.local/pipx/venvs",
            "/.local/share/uv/tools",
            "/.local/share/uv/python",
            "/.local/share/mamba/envs",
            "/micromamba/envs");

    /** Directories below which images and services put one environment each. */
    private static final List<String> APPLICATION_ROOTS = List.of("/opt", "/srv");

    private static final List<String> APPLICATIONS = List.of("", "/app", "/workspace", "/code", "/src");
    private static final int MAX_PLACES = 500;

    private final Host host;
    private final List<String> asked;
    private final PythonPath paths;
    private final Map<String, Place> places = new LinkedHashMap<>();
    /** Package directories that a place already has. */
    private final Set<String> taken = new HashSet<>();

    PythonPlaces(Host host, List<String> asked) {
        this.host = host;
        this.asked = asked;
        this.paths = new PythonPath(host);
    }

    /**
     * A place with Python packages.
     *
     * @param prefix the environment's directory
     * @param kind where it comes from
     * @param sites its package directories
     * @param seen package directories of others that its Python searches after them
     * @param active whether variables or the PATH lead to it
     * @param asked whether the user named it
     */
    record Place(String prefix, Kind kind, List<String> sites, List<String> seen, boolean active, boolean asked) {}

    List<Place> find() {
        asked.forEach(path -> named(path));
        variable("VIRTUAL_ENV");
        variable("CONDA_PREFIX");
        LoaderResolution.split(host.environment().getOrDefault("PATH", "")).forEach(this::onPath);
        system();
        homes().forEach(this::home);
        workingDirectory().ifPresent(this::near);
        APPLICATIONS.forEach(this::near);
        for (String root : APPLICATION_ROOTS) {
            host.names(root).forEach(name -> {
                candidate(root + "/" + name, false, false);
                near(root + "/" + name);
                envsOf(root + "/" + name);
            });
        }
        return List.copyOf(places.values());
    }

    /** An environment, its interpreter, or a bare directory of packages. */
    private void named(String path) {
        String absolute = path.startsWith("/") ? path : workingDirectory().orElse("") + "/" + path;
        if (candidate(absolute, false, true)) {
            return;
        }
        if (host.isFile(absolute)) {
            host.realPath(absolute.substring(0, absolute.lastIndexOf('/')))
                    .toOptional()
                    .ifPresent(bin -> candidate(parent(bin), false, true));
        } else if (host.names(absolute).stream().anyMatch(PythonPlaces::isInstalled)) {
            add(new Place(absolute, Kind.UNPACKED, List.of(absolute), List.of(), false, true), none -> List.of());
        }
    }

    /** A directory of packages has their metadata beside them; without any it is just a directory. */
    private static boolean isInstalled(String name) {
        return name.endsWith(".dist-info") || name.endsWith(".egg-info");
    }

    private void variable(String name) {
        String prefix = host.environment().getOrDefault(name, "");
        if (prefix.startsWith("/")) {
            candidate(prefix, true, false);
        }
    }

    private void onPath(String directory) {
        if (directory.endsWith("/.pyenv/shims")) {
            versionsOf(parent(directory));
        } else if (host.isFile(directory + "/python3") || host.isFile(directory + "/python")) {
            host.realPath(directory).toOptional().map(PythonPlaces::parent).ifPresent(prefix -> {
                boolean own = host.isFile(prefix + "/pyvenv.cfg") || host.isDirectory(prefix + "/conda-meta");
                candidate(prefix, own, false);
            });
        }
    }

    private void system() {
        candidate("/usr", false, false);
        candidate("/usr/local", false, false);
    }

    private Stream<String> homes() {
        if (host.kind() == Scene.Kind.ROOT) {
            return Stream.concat(
                    Stream.of("/root"), host.names("/home").stream().map(name -> "/home/" + name));
        }
        return Stream.of(host.environment().getOrDefault("HOME", "")).filter(home -> home.startsWith("/"));
    }

    private void home(String home) {
        List<String> sites = sites(home + "/.local/lib");
        if (!sites.isEmpty()) {
            add(new Place(home + "/.local", Kind.USER, sites, List.of(), false, false), paths::besides);
        }
        near(home);
        versionsOf(home + "/.pyenv");
        CONDA_ROOTS.forEach(name -> {
            candidate(home + "/" + name, false, false);
            envsOf(home + "/" + name);
        });
        MANAGED.forEach(directory ->
                host.names(home + directory).forEach(name -> candidate(home + directory + "/" + name, false, false)));
        host.text(home + "/.conda/environments.txt")
                .toOptional()
                .orElse("")
                .lines()
                .map(String::strip)
                .filter(path -> path.startsWith("/"))
                .limit(MAX_PLACES)
                .forEach(path -> candidate(path, false, false));
    }

    private void versionsOf(String pyenv) {
        host.names(pyenv + "/versions").forEach(name -> candidate(pyenv + "/versions/" + name, false, false));
    }

    private void envsOf(String conda) {
        if (host.isDirectory(conda + "/conda-meta")) {
            host.names(conda + "/envs").forEach(name -> candidate(conda + "/envs/" + name, false, false));
        }
    }

    private void near(String directory) {
        NEAR.forEach(name -> candidate(directory + "/" + name, false, false));
        String pixi = directory + "/.pixi/envs";
        host.names(pixi).forEach(name -> candidate(pixi + "/" + name, false, false));
    }

    private Optional<String> workingDirectory() {
        return Optional.ofNullable(host.environment().get("PWD")).filter(directory -> directory.startsWith("/"));
    }

    /** Takes a directory as an environment if it has package directories. */
    private boolean candidate(String prefix, boolean active, boolean named) {
        if (places.size() >= MAX_PLACES) {
            return false;
        }
        Optional<String> real = host.realPath(prefix).toOptional();
        if (real.isEmpty()) {
            return false;
        }
        List<String> sites = Stream.of("/lib", "/lib64", "/local/lib", "/local/lib64")
                .flatMap(library -> sites(real.get() + library).stream())
                .toList();
        if (sites.isEmpty()) {
            return false;
        }
        add(new Place(prefix, kind(real.get()), sites, List.of(), active, named), own -> paths.after(real.get(), own));
        return true;
    }

    private Kind kind(String prefix) {
        if (host.isDirectory(prefix + "/conda-meta")) {
            return Kind.CONDA;
        }
        return host.isFile(prefix + "/pyvenv.cfg") ? Kind.VENV : Kind.SYSTEM;
    }

    /** {@code lib/python3.12/site-packages}, and Debian's {@code lib/python3/dist-packages}. */
    private List<String> sites(String library) {
        return host.names(library).stream()
                .filter(name -> name.startsWith("py") && PYTHON.matcher(name).matches())
                .flatMap(name -> PACKAGES.stream().map(packages -> library + "/" + name + "/" + packages))
                .filter(host::isDirectory)
                .toList();
    }

    /**
     * Package directories that another place already has are not shown twice. Variables, the PATH and the places that people
     * use lead to one environment again and again, so what its Python searches further is read only once.
     */
    private void add(Place place, UnaryOperator<List<String>> seen) {
        List<String> fresh = new ArrayList<>();
        for (String site : place.sites()) {
            if (taken.add(real(site))) {
                fresh.add(site);
            }
        }
        if (!fresh.isEmpty() && !places.containsKey(place.prefix())) {
            places.put(
                    place.prefix(),
                    new Place(
                            place.prefix(),
                            place.kind(),
                            fresh,
                            seen.apply(place.sites()),
                            place.active(),
                            place.asked()));
        }
    }

    private String real(String path) {
        return host.realPath(path).toOptional().orElse(path);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }
}
