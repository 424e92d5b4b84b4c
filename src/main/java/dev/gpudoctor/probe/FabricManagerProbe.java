package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Machine.FabricManager;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fabric manager that machines with NVSwitches need. */
final class FabricManagerProbe implements Probe<Observed<FabricManager>> {
    private static final List<String> PROGRAMS = List.of("/usr/bin/nv-fabricmanager", "/usr/sbin/nv-fabricmanager");
    private static final Pattern PACKAGE = Pattern.compile("(?:cuda-drivers-|nvidia-)fabric-?manager(?:-\\d+)?");
    private static final List<String> SUBNET_MANAGERS =
            List.of("/opt/nvidia/nvlsm/sbin/nvlsm", "/usr/bin/nvlsm", "/usr/sbin/nvlsm");
    private static final Pattern SUBNET_PACKAGE = Pattern.compile("nvlsm");
    private static final Pattern UPSTREAM = Pattern.compile("(?:\\d+:)?([\\d.]+).*");
    /** The kernel cuts a process's name to 15 characters. */
    private static final String COMM = "nv-fabricmanage";

    private static final int MAX_PROCESSES = 100_000;

    private final Host host;
    private final Packages packages;

    FabricManagerProbe(Host host, Packages packages) {
        this.host = host;
        this.packages = packages;
    }

    @Override
    public Observed<FabricManager> read() {
        Optional<SystemPackage> installed = packages.named(PACKAGE);
        Optional<String> program = PROGRAMS.stream().filter(host::isFile).findFirst();
        if (installed.isEmpty() && program.isEmpty()) {
            return Observed.absent(PROGRAMS.toArray(String[]::new));
        }
        return Observed.found(
                new FabricManager(
                        installed.map(FabricManagerProbe::version).orElseGet(() -> packages.installed()
                                .flatMap(all -> Observed.absent(PACKAGE.pattern()))),
                        running(),
                        subnetManager()),
                new Evidence(Source.FILE, program.orElse(""), ""));
    }

    @Override
    public Observed<FabricManager> unread(String reason) {
        return Observed.unreadable(reason);
    }

    private static Observed<Version> version(SystemPackage installed) {
        Evidence evidence =
                new Evidence(Source.PACKAGE_DATABASE, installed.name(), installed.name() + " " + installed.version());
        Matcher matcher = UPSTREAM.matcher(installed.version());
        return matcher.matches()
                ? Version.parse(matcher.group(1))
                        .map(version -> Observed.found(version, evidence))
                        .orElse(Observed.unreadable("not a version", evidence))
                : Observed.unreadable("not a version", evidence);
    }

    private Observed<Boolean> subnetManager() {
        Optional<String> program = SUBNET_MANAGERS.stream().filter(host::isFile).findFirst();
        return Observed.found(
                program.isPresent() || packages.named(SUBNET_PACKAGE).isPresent(),
                new Evidence(Source.FILE, program.orElse(SUBNET_MANAGERS.get(0)), ""));
    }

    private Observed<Boolean> running() {
        return host.list("/proc").flatMap(names -> {
            Optional<String> process = names.stream()
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .limit(MAX_PROCESSES)
                    .filter(name -> host.text("/proc/" + name + "/comm")
                            .toOptional()
                            .filter(comm -> comm.startsWith(COMM))
                            .isPresent())
                    .findFirst();
            return Observed.found(
                    process.isPresent(),
                    new Evidence(Source.KERNEL, process.map(id -> "/proc/" + id).orElse("/proc"), ""));
        });
    }
}
