package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.machine.KernelDriver.ModuleFile;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.format.Modinfo;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** NVIDIA's module on disk, for each kernel: where it is, of which release and of which kind. */
final class ModuleFiles {
    static final String TREES = "/lib/modules";
    /** Where distributions and installers put the module below a kernel's tree. */
    private static final List<String> PLACES = List.of(
            "updates/dkms",
            "updates",
            "extra",
            "extra/nvidia",
            "extra/nvidia-open",
            "extra/drivers/video/nvidia",
            "extramodules",
            "weak-updates",
            "weak-updates/nvidia",
            "kernel/drivers/video",
            "kernel/drivers/char/drm",
            "kernel/nvidia",
            "video",
            "misc");

    private static final Pattern FILE = Pattern.compile("nvidia(?:-current(?:-open)?)?\\.ko(?:\\.(?:xz|zst|gz))?");
    private static final byte[] SIGNATURE = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_MODINFO = 1 << 16;
    /** Settings by which Fedora's and NVIDIA's packages choose what they build. */
    private static final String VARIANT_FILE = "/etc/nvidia/kernel.conf";

    private static final String RPM_FUSION = "/etc/rpm/macros.nvidia-kmod";
    private static final Pattern VARIANT = Pattern.compile("(?m)^\\s*MODULE_VARIANT\\s*=\\s*\"?([\\w-]{1,40})");
    private static final Pattern RPM_FUSION_OPEN =
            Pattern.compile("(?m)^\\s*%_with_(?:kmod_nvidia|nvidia)_open\\s+(\\d)");
    private static final Pattern DPKG_BUILD =
            Pattern.compile("nvidia-dkms-\\d+(?:-server)?(-open)?|nvidia-(?:open-)?kernel-(?:(open)-)?dkms");
    private static final Pattern OPEN_DEBIAN = Pattern.compile("nvidia-open-kernel-dkms|nvidia-kernel-open-dkms");
    private static final Pattern PACMAN = Pattern.compile("nvidia(-open)?(?:-dkms|-lts)?-\\d[\\w.]*-\\d+");
    private static final Pattern PORTAGE = Pattern.compile("nvidia-drivers-\\d.*");

    private final Host host;
    private final Packages packages;

    ModuleFiles(Host host, Packages packages) {
        this.host = host;
        this.packages = packages;
    }

    /** The module for that kernel. */
    Optional<String> path(String kernel) {
        return PLACES.stream()
                .map(place -> TREES + "/" + kernel + "/" + place)
                .flatMap(directory -> host.names(directory).stream()
                        .filter(name -> FILE.matcher(name).matches())
                        .map(name -> directory + "/" + name))
                .findFirst()
                .or(() -> prebuilt(kernel));
    }

    /** Ubuntu's prebuilt modules are in a directory named after the branch. */
    private Optional<String> prebuilt(String kernel) {
        String base = TREES + "/" + kernel + "/kernel";
        return host.names(base).stream()
                .filter(name -> name.startsWith("nvidia-"))
                .flatMap(name -> Stream.of(base + "/" + name, base + "/" + name + "/bits"))
                .flatMap(directory -> Stream.of("/nvidia.ko", "/nvidia.ko.zst").map(directory::concat))
                .filter(host::isFile)
                .findFirst();
    }

    /** What is known of the module for that kernel. */
    Optional<ModuleFile> describe(String kernel) {
        return path(kernel).map(path -> {
            Observed<Map<String, String>> info = info(path);
            return new ModuleFile(
                    kernel,
                    path,
                    info.flatMap(values -> Version.parse(values.getOrDefault("version", ""))
                            .map(version ->
                                    Observed.found(version, new Evidence(Source.ELF, path, "version=" + version)))
                            .orElse(Observed.unreadable(
                                    "module without a version", new Evidence(Source.ELF, path, "")))),
                    flavour(path, info),
                    path.endsWith(".ko") ? signed(path) : Observed.unreadable("a compressed module"));
        });
    }

    private Observed<Map<String, String>> info(String path) {
        if (!path.endsWith(".ko")) {
            return Observed.unreadable("a compressed module", new Evidence(Source.FILE, path, ""));
        }
        return host.open(path, view -> Elf.section(view, Modinfo.SECTION, MAX_MODINFO))
                .flatMap(section -> section.map(Modinfo::read)
                        .map(values -> Observed.found(values, new Evidence(Source.ELF, path, "")))
                        .orElse(Observed.unreadable("module without information", new Evidence(Source.ELF, path, ""))));
    }

    /** The open modules have a free licence; where the file is compressed its place or its package tells. */
    private Observed<Flavour> flavour(String path, Observed<Map<String, String>> info) {
        Optional<String> licence = info.toOptional().map(values -> values.getOrDefault("license", ""));
        if (licence.isPresent() && !licence.get().isEmpty()) {
            return Observed.found(
                    licence.get().contains("GPL") ? Flavour.OPEN : Flavour.PROPRIETARY,
                    new Evidence(Source.ELF, path, "license=" + licence.get()));
        }
        return path.contains("-open/") || path.contains("-open.ko")
                ? Observed.found(Flavour.OPEN, new Evidence(Source.FILE, path, ""))
                : chosen();
    }

    /** The kind that this installation builds, by its settings and package names. */
    private Observed<Flavour> chosen() {
        Observed<Flavour> bySetting = setting(VARIANT_FILE, VARIANT, value -> value.contains("open"));
        if (bySetting.isFound()) {
            return bySetting;
        }
        Observed<Flavour> byMacro = setting(RPM_FUSION, RPM_FUSION_OPEN, "1"::equals);
        if (byMacro.isFound()) {
            return byMacro;
        }
        return packages.named(OPEN_DEBIAN)
                .or(() -> packages.named(DPKG_BUILD))
                .map(known -> Observed.found(
                        known.name().contains("open") ? Flavour.OPEN : Flavour.PROPRIETARY,
                        new Evidence(Source.PACKAGE_DATABASE, known.name(), known.version())))
                .or(this::byDirectory)
                .orElse(Observed.unreadable("nothing tells which kind of module this is"));
    }

    private Observed<Flavour> setting(String file, Pattern pattern, java.util.function.Predicate<String> isOpen) {
        return host.text(file).flatMap(text -> {
            Matcher matcher = pattern.matcher(text);
            return matcher.find()
                    ? Observed.found(
                            isOpen.test(matcher.group(1)) ? Flavour.OPEN : Flavour.PROPRIETARY,
                            new Evidence(Source.FILE, file, matcher.group().strip()))
                    : Observed.absent(file);
        });
    }

    /** Arch Linux and Gentoo keep a directory per installed package. */
    private Optional<Observed<Flavour>> byDirectory() {
        String pacman = "/var/lib/pacman/local";
        for (String name : host.names(pacman)) {
            Matcher matcher = PACMAN.matcher(name);
            if (matcher.matches()) {
                return Optional.of(Observed.found(
                        matcher.group(1) == null ? Flavour.PROPRIETARY : Flavour.OPEN,
                        new Evidence(Source.PACKAGE_DATABASE, pacman + "/" + name, "")));
            }
        }
        String portage = "/var/db/pkg/x11-drivers";
        for (String name : host.names(portage)) {
            if (PORTAGE.matcher(name).matches()) {
                String path = portage + "/" + name + "/USE";
                return Optional.of(host.text(path)
                        .flatMap(text -> Observed.found(
                                List.of(text.strip().split("\\s+")).contains("kernel-open")
                                        ? Flavour.OPEN
                                        : Flavour.PROPRIETARY,
                                new Evidence(Source.PACKAGE_DATABASE, path, ""))));
            }
        }
        return Optional.empty();
    }

    private Observed<Boolean> signed(String path) {
        return host.open(
                        path,
                        file -> java.util.Arrays.equals(
                                file.upTo(Math.max(0, file.size() - SIGNATURE.length), SIGNATURE.length), SIGNATURE))
                .flatMap(is -> Observed.found(is, new Evidence(Source.FILE, path, "")));
    }
}
