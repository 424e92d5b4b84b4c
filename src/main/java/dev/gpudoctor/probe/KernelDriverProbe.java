package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.KernelDriver;
import dev.gpudoctor.machine.KernelDriver.BoundGpu;
import dev.gpudoctor.machine.KernelDriver.ModuleFile;
import dev.gpudoctor.machine.KernelDriver.ModuleVersion;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.format.DriverVersionText;
import dev.gpudoctor.probe.format.KeyValues;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernel modules: what runs, what lies on disk, and what keeps the one from becoming the other. */
final class KernelDriverProbe implements Probe<KernelDriver> {
    private static final String LOADED = "/proc/driver/nvidia/version";
    private static final String MODULES = "/proc/modules";
    private static final String KERNEL = "/proc/sys/kernel/osrelease";
    private static final String PARAMS = "/proc/driver/nvidia/params";
    private static final String GPUS = "/proc/driver/nvidia/gpus";
    private static final String SECURE_BOOT =
            "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private static final String TREES = "/lib/modules";
    private static final List<String> FIRMWARE = List.of("/lib/firmware/nvidia", "/usr/lib/firmware/nvidia");
    private static final List<String> MODPROBE = List.of("/etc/modprobe.d", "/usr/lib/modprobe.d", "/run/modprobe.d");
    private static final Set<String> KNOWN = Set.of(
            "nvidia",
            "nvidia_uvm",
            "nvidia_modeset",
            "nvidia_drm",
            "nvidia_fs",
            "nvidia_peermem",
            "nouveau",
            "nova_core",
            "nvgpu",
            "vfio_pci");
    private static final Set<String> WANTED_PARAMETERS = Set.of(
            "EnableGpuFirmware",
            "PreserveVideoMemoryAllocations",
            "DeviceFileMode",
            "DeviceFileUID",
            "DeviceFileGID",
            "ModifyDeviceFiles",
            "ExcludedGpus",
            "OpenRmEnableUnsupportedGpus");
    private static final Pattern BLACKLIST = Pattern.compile("\\s*blacklist\\s+([\\w-]{1,64}).*");
    private static final Pattern BLACKLIST_ARGUMENT = Pattern.compile("(?:modprobe\\.|module_)blacklist=(\\S+)");

    private static final Pattern OPTIONS = Pattern.compile("\\s*options\\s+(nvidia[\\w-]*)\\s+(.{1,500})");
    private static final Pattern WANTED_ARGUMENT = Pattern.compile(
            "(?:iommu|amd_iommu|intel_iommu|pci|pcie_aspm|nouveau\\.modeset|nvidia[\\w.-]*|nova_core[\\w.]*|module_blacklist"
                    + "|modprobe\\.blacklist|rd\\.driver\\.blacklist|nomodeset|lockdown|module\\.sig_enforce)(?:=\\S{0,200})?");
    private static final List<String> VERSIONED =
            List.of("nvidia", "nvidia_uvm", "nvidia_modeset", "nvidia_drm", "nvidia_peermem");
    private static final String HMM = "/sys/module/nvidia_uvm/parameters/uvm_disable_hmm";

    private final Host host;
    private final ModuleFiles files;
    private final ModuleBuilds builds;

    KernelDriverProbe(Host host, Packages packages) {
        this.host = host;
        this.files = new ModuleFiles(host, packages);
        this.builds = new ModuleBuilds(host);
    }

    @Override
    public KernelDriver read() {
        Observed<DriverVersionText> loaded = loaded();
        Observed<String> kernel = host.text(KERNEL).map(String::strip);
        List<String> kernels = host.names(TREES);
        List<ModuleFile> modules =
                kernels.stream().flatMap(name -> files.describe(name).stream()).toList();
        List<String> withModule = modules.stream().map(ModuleFile::kernel).toList();
        return new KernelDriver(
                loadedVersion(loaded),
                loaded.map(DriverVersionText::flavour),
                kernel.flatMap(this::installedVersion),
                Observed.found(withModule, new Evidence(Source.FILE, TREES, String.join(" ", kernels))),
                modules(),
                secureBoot(),
                kernel.flatMap(name -> builds.state(name, withModule.contains(name))),
                blacklisted(),
                parameters(),
                kernel.flatMap(this::headers),
                firmware(),
                gpus(),
                new KernelLog(host).read(),
                runInstaller(),
                suspends(),
                Observed.found(modules, new Evidence(Source.FILE, TREES, String.join(" ", kernels))),
                builds.failures(),
                options(),
                arguments(),
                versions());
    }

    @Override
    public KernelDriver unread(String reason) {
        return KernelDriver.unanswered(Observed.unreadable(reason));
    }

    /** The stack's modules that the kernel has loaded. */
    Observed<List<String>> modules() {
        return host.text(MODULES).flatMap(text -> {
            List<String> names = text.lines()
                    .map(line -> line.split(" ", 2)[0])
                    .filter(KNOWN::contains)
                    .sorted()
                    .toList();
            return Observed.found(names, new Evidence(Source.KERNEL, MODULES, String.join(" ", names)));
        });
    }

    private Observed<DriverVersionText> loaded() {
        return host.text(LOADED).flatMap(text -> DriverVersionText.read(text)
                .map(read -> Observed.found(read, new Evidence(Source.KERNEL, LOADED, read.line())))
                .orElse(Observed.unreadable("a text of unknown form", new Evidence(Source.KERNEL, LOADED, text))));
    }

    /** The module's own parameter file tells the version too, also where its /proc directory is hidden. */
    private Observed<Version> loadedVersion(Observed<DriverVersionText> loaded) {
        if (loaded.isFound()) {
            return loaded.map(DriverVersionText::version);
        }
        String path = "/sys/module/nvidia/version";
        Observed<Version> bySysfs = host.text(path).flatMap(text -> Version.parse(text.strip())
                .map(version -> Observed.found(version, new Evidence(Source.KERNEL, path, text.strip())))
                .orElse(Observed.unreadable("not a version", new Evidence(Source.KERNEL, path, text))));
        return bySysfs.isAbsent() ? loaded.map(DriverVersionText::version) : bySysfs;
    }

    private Observed<Version> installedVersion(String kernel) {
        Optional<ModuleFile> file = files.describe(kernel);
        if (file.isEmpty()) {
            return host.isDirectory(TREES + "/" + kernel)
                    ? Observed.absent(TREES + "/" + kernel)
                    : Observed.unreadable(
                            "no module tree of the running kernel here, as in a container",
                            new Evidence(Source.FILE, TREES + "/" + kernel, ""));
        }
        Observed<Version> version = file.get().version();
        return version.isFound() || file.get().path().endsWith(".ko")
                ? version
                : builds.builtFor(kernel).orElse(version);
    }

    private Observed<Boolean> headers(String kernel) {
        String path = TREES + "/" + kernel + "/build";
        return host.isDirectory(TREES + "/" + kernel)
                ? Observed.found(host.isDirectory(path), new Evidence(Source.FILE, path, ""))
                : Observed.absent(path);
    }

    private Observed<Boolean> secureBoot() {
        return host.bytes(SECURE_BOOT, Host.SMALL)
                .flatMap(bytes -> bytes.length < 5
                        ? Observed.unreadable("too short", new Evidence(Source.KERNEL, SECURE_BOOT, ""))
                        : Observed.found(
                                bytes[4] == 1, new Evidence(Source.KERNEL, SECURE_BOOT, String.valueOf(bytes[4]))));
    }

    private Observed<List<String>> blacklisted() {
        List<String> names = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (String directory : MODPROBE) {
            for (String file : host.names(directory)) {
                if (file.endsWith(".conf")) {
                    String path = directory + "/" + file;
                    host.text(path).toOptional().orElse("").lines().forEach(line -> {
                        Matcher matcher = BLACKLIST.matcher(line);
                        if (matcher.matches() && isKnown(matcher.group(1))) {
                            names.add(module(matcher.group(1)));
                            evidence.add(new Evidence(Source.FILE, path, line.strip()));
                        }
                    });
                }
            }
        }
        String arguments = host.text("/proc/cmdline").toOptional().orElse("");
        Matcher matcher = BLACKLIST_ARGUMENT.matcher(arguments);
        while (matcher.find()) {
            for (String name : matcher.group(1).split(",")) {
                if (isKnown(name)) {
                    names.add(module(name));
                    evidence.add(new Evidence(Source.KERNEL, "/proc/cmdline", matcher.group()));
                }
            }
        }
        return new Observed.Found<>(names.stream().distinct().sorted().toList(), evidence);
    }

    private static boolean isKnown(String name) {
        return KNOWN.contains(module(name));
    }

    private static String module(String name) {
        return name.replace('-', '_');
    }

    private Observed<List<String>> parameters() {
        return host.text(PARAMS).flatMap(text -> {
            Stream<String> hmm = host.text(HMM).toOptional().map(value -> "uvm_disable_hmm=" + value.strip()).stream();
            List<String> wanted = Stream.concat(
                            KeyValues.read(text, ':').entrySet().stream()
                                    .filter(entry -> WANTED_PARAMETERS.contains(entry.getKey()))
                                    .map(entry -> entry.getKey() + "=" + entry.getValue()),
                            hmm)
                    .sorted()
                    .toList();
            return Observed.found(wanted, new Evidence(Source.KERNEL, PARAMS, String.join(" ", wanted)));
        });
    }

    private Observed<List<String>> options() {
        List<String> settings = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (String directory : MODPROBE) {
            for (String file : host.names(directory)) {
                if (file.endsWith(".conf")) {
                    String path = directory + "/" + file;
                    host.text(path).toOptional().orElse("").lines().forEach(line -> {
                        Matcher matcher = OPTIONS.matcher(line);
                        if (matcher.matches()) {
                            for (String setting : matcher.group(2).strip().split("\\s+")) {
                                settings.add(module(matcher.group(1)) + " " + setting);
                            }
                            evidence.add(new Evidence(Source.FILE, path, line.strip()));
                        }
                    });
                }
            }
        }
        return new Observed.Found<>(List.copyOf(settings), evidence);
    }

    private Observed<List<String>> arguments() {
        return host.text("/proc/cmdline").flatMap(text -> {
            List<String> wanted = Stream.of(text.strip().split("\\s+"))
                    .filter(argument -> WANTED_ARGUMENT.matcher(argument).matches())
                    .toList();
            return Observed.found(wanted, new Evidence(Source.KERNEL, "/proc/cmdline", String.join(" ", wanted)));
        });
    }

    private Observed<List<ModuleVersion>> versions() {
        List<ModuleVersion> found = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (String name : VERSIONED) {
            String path = "/sys/module/" + name + "/version";
            host.text(path)
                    .toOptional()
                    .map(String::strip)
                    .flatMap(Version::parse)
                    .ifPresent(version -> {
                        found.add(new ModuleVersion(name, version));
                        evidence.add(new Evidence(Source.KERNEL, path, version.toString()));
                    });
        }
        return new Observed.Found<>(List.copyOf(found), evidence);
    }

    private Observed<List<Version>> firmware() {
        for (String directory : FIRMWARE) {
            Observed<List<String>> names = host.list(directory);
            if (names.isFound()) {
                List<Version> versions = names.toOptional().orElse(List.of()).stream()
                        .filter(name -> name.contains("."))
                        .flatMap(name -> Version.parse(name).stream())
                        .sorted()
                        .toList();
                return Observed.found(versions, new Evidence(Source.FILE, directory, ""));
            }
        }
        return Observed.absent(FIRMWARE.toArray(String[]::new));
    }

    private Observed<Boolean> runInstaller() {
        String path = "/usr/bin/nvidia-uninstall";
        return Observed.found(host.exists(path), new Evidence(Source.FILE, path, ""));
    }

    private Observed<Integer> suspends() {
        String path = "/sys/power/suspend_stats/success";
        return host.text(path)
                .flatMap(text -> text.strip().matches("\\d{1,9}")
                        ? Observed.found(
                                Integer.parseInt(text.strip()), new Evidence(Source.KERNEL, path, text.strip()))
                        : Observed.unreadable("not a number", new Evidence(Source.KERNEL, path, text)));
    }

    private Observed<List<BoundGpu>> gpus() {
        return host.list(GPUS)
                .flatMap(addresses -> Observed.found(
                        addresses.stream().map(this::gpu).toList(),
                        new Evidence(Source.KERNEL, GPUS, String.join(" ", addresses))));
    }

    private BoundGpu gpu(String address) {
        String path = GPUS + "/" + address + "/information";
        Observed<Map<String, String>> values = host.text(path).map(text -> KeyValues.read(text, ':'));
        return new BoundGpu(
                address,
                value(values, path, "Model"),
                value(values, path, "Device Minor")
                        .flatMap(text -> text.matches("\\d{1,4}")
                                ? Observed.found(
                                        Integer.parseInt(text),
                                        new Evidence(Source.KERNEL, path, "Device Minor: " + text))
                                : Observed.unreadable("not a number", new Evidence(Source.KERNEL, path, text))),
                value(values, path, "GPU Firmware").flatMap(text -> Version.parse(text)
                        .map(version ->
                                Observed.found(version, new Evidence(Source.KERNEL, path, "GPU Firmware: " + text)))
                        .orElse(Observed.absent(path))),
                value(values, path, "GPU Excluded").map("Yes"::equals));
    }

    private static Observed<String> value(Observed<Map<String, String>> values, String path, String key) {
        return values.flatMap(read -> Optional.ofNullable(read.get(key))
                .map(value -> Observed.found(value, new Evidence(Source.KERNEL, path, key + ": " + value)))
                .orElse(Observed.absent(path)));
    }
}
