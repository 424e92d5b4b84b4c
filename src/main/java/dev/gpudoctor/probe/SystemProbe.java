package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.OperatingSystem;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.format.KeyValues;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The distribution, kernel, C and C++ libraries, WSL and hypervisor. */
final class SystemProbe implements Probe<OperatingSystem> {
    private static final List<String> OS_RELEASE = List.of("/etc/os-release", "/usr/lib/os-release");
    private static final String KERNEL = "/proc/sys/kernel/osrelease";
    private static final String SELINUX = "/sys/fs/selinux/enforce";
    private static final String CONFINEMENT = "/proc/self/attr/current";
    private static final String STATUS = "/proc/self/status";
    private static final String DMI = "/sys/class/dmi/id/";
    /** What DMI's vendor or product says, and whom it means. */
    private static final Map<String, String> HYPERVISORS = Map.of(
            "amazon ec2", "aws",
            "google", "google",
            "microsoft corporation", "hyper-v",
            "qemu", "kvm",
            "vmware", "vmware",
            "innotek", "virtualbox",
            "xen", "xen",
            "openstack", "openstack",
            "alibaba", "alibaba",
            "digitalocean", "digitalocean");

    /** The kernel that the first WSL pretends to be; the second runs a real one. */
    private static final Pattern FIRST_WSL = Pattern.compile("[34]\\.4\\.0-\\d+-Microsoft");

    private final Host host;
    private final Libraries libraries;
    private final LoaderResolution loader;

    SystemProbe(Host host, Libraries libraries, LoaderResolution loader) {
        this.host = host;
        this.libraries = libraries;
        this.loader = loader;
    }

    @Override
    public OperatingSystem read() {
        Observed<String> text = osRelease();
        Observed<String> kernel = host.text(KERNEL)
                .flatMap(content ->
                        Observed.found(content.strip(), new Evidence(Source.KERNEL, KERNEL, content.strip())));
        return new OperatingSystem(
                setting(text, "ID"),
                setting(text, "VERSION_ID"),
                setting(text, "PRETTY_NAME"),
                kernel,
                architecture(),
                symbolVersion("libc.so.6", "GLIBC_"),
                symbolVersion("libstdc++.so.6", "GLIBCXX_"),
                wsl(kernel),
                virtualization(),
                accessControl(),
                seccomp(),
                setting(text, "VARIANT_ID"));
    }

    @Override
    public OperatingSystem unread(String reason) {
        return new OperatingSystem(
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason));
    }

    private Observed<String> osRelease() {
        Observed<String> first = host.text(OS_RELEASE.get(0));
        if (!first.isAbsent()) {
            return first;
        }
        Observed<String> second = host.text(OS_RELEASE.get(1));
        return second.isAbsent() ? Observed.absent(OS_RELEASE.toArray(String[]::new)) : second;
    }

    private static Observed<String> setting(Observed<String> text, String key) {
        return text.flatMap(content -> Optional.ofNullable(
                        KeyValues.read(content, '=').get(key))
                .map(value -> Observed.found(
                        value, new Evidence(Source.FILE, text.evidence().get(0).place(), key + "=" + value)))
                .orElse(Observed.absent(OS_RELEASE.toArray(String[]::new))));
    }

    /** The programs' instruction set, told by the C library that they would load. */
    private Observed<String> architecture() {
        Optional<String> libc = loader.find("libc.so.6").stream().findFirst();
        return libc.isPresent()
                ? libraries
                        .elf(libc.get())
                        .flatMap(elf -> Observed.found(elf.machine(), new Evidence(Source.ELF, libc.get(), "")))
                : Observed.absent("libc.so.6");
    }

    /** The highest version of a symbol family that a library offers. */
    private Observed<Version> symbolVersion(String soname, String family) {
        Optional<String> path = loader.find(soname).stream().findFirst();
        if (path.isEmpty()) {
            return Observed.absent(soname);
        }
        return libraries.elf(path.get()).flatMap(elf -> highest(elf, family)
                .map(version -> Observed.found(version, new Evidence(Source.ELF, path.get(), family + version)))
                .orElse(Observed.unreadable("no symbol version " + family, new Evidence(Source.ELF, path.get(), ""))));
    }

    private static Optional<Version> highest(Elf elf, String family) {
        return elf.definedVersions().stream()
                .filter(name -> name.startsWith(family))
                .flatMap(name -> Version.parse(name.substring(family.length())).stream())
                .max(Version::compareTo);
    }

    /** WSL's version is the generation: 1 has no real kernel and writes Microsoft in capitals. */
    private Observed<String> wsl(Observed<String> kernel) {
        if (host.kind() == Scene.Kind.ROOT) {
            return host.isDirectory("/usr/lib/wsl")
                    ? Observed.found("2", new Evidence(Source.FILE, "/usr/lib/wsl", ""))
                    : Observed.absent("/usr/lib/wsl");
        }
        return kernel.flatMap(release -> {
            Evidence evidence = new Evidence(Source.KERNEL, KERNEL, release);
            if (!release.toLowerCase(Locale.ROOT).contains("microsoft")) {
                return Observed.absent(KERNEL);
            }
            boolean first = FIRST_WSL.matcher(release).matches() && !host.exists("/dev/dxg");
            return Observed.found(first ? "1" : "2", evidence);
        });
    }

    private Observed<String> virtualization() {
        Observed<String> vendor = host.text(DMI + "sys_vendor");
        Observed<String> product = host.text(DMI + "product_name");
        if (!vendor.isFound() && !product.isFound()) {
            return hypervisorFlag(vendor);
        }
        String text =
                (vendor.toOptional().orElse("") + " " + product.toOptional().orElse("")).strip();
        String lower = text.toLowerCase(Locale.ROOT);
        return HYPERVISORS.entrySet().stream()
                .filter(known -> lower.contains(known.getKey()))
                .map(known -> Observed.found(known.getValue(), new Evidence(Source.KERNEL, DMI + "sys_vendor", text)))
                .findFirst()
                .orElseGet(() -> hypervisorFlag(Observed.absent(DMI)));
    }

    /** SELinux speaks for the machine, AppArmor for this process. */
    private Observed<String> accessControl() {
        Observed<String> selinux = host.text(SELINUX);
        if (selinux.isFound()) {
            String state = selinux.toOptional().orElse("").strip();
            return state.equals("1")
                    ? Observed.found("selinux enforcing", new Evidence(Source.KERNEL, SELINUX, state))
                    : Observed.absent(SELINUX);
        }
        Observed<String> confinement = host.text(CONFINEMENT);
        if (host.facts("/sys/kernel/security/apparmor").isAbsent() && !confinement.isFound()) {
            return Observed.absent(SELINUX, CONFINEMENT);
        }
        return confinement.flatMap(text -> {
            String profile = text.replace("\0", "").strip();
            return profile.isEmpty() || profile.startsWith("unconfined")
                    ? Observed.absent(SELINUX, CONFINEMENT)
                    : Observed.found("apparmor " + profile, new Evidence(Source.KERNEL, CONFINEMENT, profile));
        });
    }

    private Observed<Boolean> seccomp() {
        return host.text(STATUS).flatMap(text -> Optional.ofNullable(
                        KeyValues.read(text, ':').get("Seccomp"))
                .map(mode -> Observed.found(!mode.equals("0"), new Evidence(Source.KERNEL, STATUS, "Seccomp: " + mode)))
                .orElse(Observed.absent(STATUS)));
    }

    /** Where firmware names nobody, the processor still says whether a hypervisor is there. */
    private Observed<String> hypervisorFlag(Observed<String> otherwise) {
        Observed<String> cpu = host.text("/proc/cpuinfo", CpuProbe.MAX_CPUINFO);
        if (!cpu.isFound()) {
            return cpu.isAbsent() ? otherwise : cpu;
        }
        return cpu.toOptional().filter(text -> text.contains(" hypervisor")).isPresent()
                ? Observed.found("unnamed hypervisor", new Evidence(Source.KERNEL, "/proc/cpuinfo", "hypervisor"))
                : Observed.absent(DMI, "/proc/cpuinfo");
    }
}
