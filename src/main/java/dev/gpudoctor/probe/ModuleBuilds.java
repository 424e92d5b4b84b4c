package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.KernelDriver.BuildFailure;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What DKMS and akmods built of the module, and why they did not. */
final class ModuleBuilds {
    private static final String DKMS = "/var/lib/dkms";
    private static final String AKMODS = "/var/cache/akmods";
    private static final Pattern MODULE = Pattern.compile(
            "nvidia(?:-open|-current(?:-open)?|-srv(?:-open)?|-legacy-\\d+xx|-tesla(?:-\\d+)?|-kmod|-dkms)?");
    private static final Pattern CONF_VERSION = Pattern.compile("(?m)^\\s*PACKAGE_VERSION\\s*=\\s*\"?([^\"\\s]{1,60})");
    private static final Pattern FOR_KERNEL = Pattern.compile("for kernel (\\S{1,100})");
    private static final Pattern AKMODS_LOG =
            Pattern.compile("(\\d[\\d.]{1,30})(?:-[^-]{1,40})?-for-(.{1,100})\\.failed\\.log");
    private static final Pattern DRIVER_CONTAINER =
            Pattern.compile("NVIDIA driver version (\\d[\\d.]{1,30}) for Linux kernel version (\\S{1,100})");
    /** Words of a compiler, of make or of DKMS about what went wrong; that make gave up says nothing. */
    private static final Pattern DECISIVE = Pattern.compile(
            "(?:fatal )?error:|\\b(?:ERROR|FATAL): modpost|modpost: GPL-incompatible|undefined!|No such file or directory|cannot find|not found|unrecognized"
                    + "|version mismatch|Unable to determine|No space left|killed|mismatch|requires? ",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NOISE = Pattern.compile("make\\[\\d+]|warning:|^\\s*#|ld: warning");
    private static final int MAX_LOG = 4 << 20;
    private static final int MAX_LINES = 5;
    private static final int MAX_LINE = 300;
    private static final int MAX_FAILURES = 10;

    private final Host host;

    ModuleBuilds(Host host) {
        this.host = host;
    }

    /** A release that DKMS keeps. */
    private record Kept(String module, String name) {
        String directory() {
            return DKMS + "/" + module + "/" + name;
        }
    }

    private List<Kept> kept() {
        return host.names(DKMS).stream()
                .filter(module -> MODULE.matcher(module).matches())
                .flatMap(module -> host.names(DKMS + "/" + module).stream()
                        .filter(name -> Version.parse(name).isPresent())
                        .map(name -> new Kept(module, name)))
                .toList();
    }

    /**
     * The release that DKMS built for that kernel. A directory's name is a release only where the settings beside the
     * sources say so.
     */
    Optional<Observed<Version>> builtFor(String kernel) {
        return kept().stream()
                .filter(kept -> host.isDirectory(kept.directory() + "/" + kernel))
                .map(this::version)
                .findFirst();
    }

    private Observed<Version> version(Kept kept) {
        String conf = kept.directory() + "/source/dkms.conf";
        Optional<String> stated = host.text(conf)
                .toOptional()
                .map(CONF_VERSION::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1));
        return stated.filter(kept.name()::equals).isPresent()
                ? Observed.found(
                        Version.of(kept.name()), new Evidence(Source.FILE, conf, "PACKAGE_VERSION=" + kept.name()))
                : Observed.unreadable(
                        "a compressed module, and DKMS does not say of which release it is",
                        new Evidence(Source.FILE, conf, stated.orElse("")));
    }

    /** How far DKMS came for that kernel. */
    Observed<String> state(String kernel, boolean installed) {
        List<Kept> all = kept();
        if (all.isEmpty()) {
            return Observed.absent(DKMS + "/nvidia");
        }
        Evidence evidence = new Evidence(
                Source.FILE,
                DKMS,
                String.join(" ", all.stream().map(Kept::directory).toList()));
        if (all.stream().noneMatch(kept -> host.isDirectory(kept.directory() + "/" + kernel))) {
            return Observed.found("added", evidence);
        }
        return Observed.found(installed ? "installed" : "built", evidence);
    }

    /** Builds that failed, with the lines that tell why. */
    Observed<List<BuildFailure>> failures() {
        List<BuildFailure> failures = new ArrayList<>();
        for (Kept kept : kept()) {
            String log = kept.directory() + "/build/make.log";
            host.open(
                            log,
                            file -> new String(
                                    file.upTo(Math.max(0, file.size() - MAX_LOG), MAX_LOG), StandardCharsets.UTF_8))
                    .toOptional()
                    .flatMap(text -> failure(kept.name(), "", log, text))
                    .filter(failure -> !host.isDirectory(kept.directory() + "/" + failure.kernel()))
                    .ifPresent(failures::add);
        }
        for (String module : host.names(AKMODS)) {
            for (String name : host.names(AKMODS + "/" + module)) {
                Matcher matcher = AKMODS_LOG.matcher(name);
                if (module.startsWith("nvidia") && matcher.matches()) {
                    String log = AKMODS + "/" + module + "/" + name;
                    host.text(log, MAX_LOG)
                            .toOptional()
                            .flatMap(text -> failure(matcher.group(1), matcher.group(2), log, text))
                            .ifPresent(failures::add);
                }
            }
        }
        EngineLog.ofPods(host).stream()
                .filter(log -> log.contains("nvidia-driver"))
                .forEach(log -> EngineLog.lines(host, log)
                        .toOptional()
                        .map(lines -> lines.collect(Collectors.joining("\n")))
                        .flatMap(text -> ofDriverContainer(log, text))
                        .ifPresent(failures::add));
        return Observed.found(
                failures.stream().limit(MAX_FAILURES).toList(),
                new Evidence(Source.FILE, DKMS, failures.size() + " failed"));
    }

    /** The driver container of an operator compiles the module on the node; its log tells release and kernel at the start. */
    private static Optional<BuildFailure> ofDriverContainer(String log, String text) {
        Matcher start = DRIVER_CONTAINER.matcher(text);
        boolean told = start.find();
        return failure(told ? start.group(1) : "of the driver container", told ? start.group(2) : "", log, text);
    }

    private static Optional<BuildFailure> failure(String version, String kernel, String log, String text) {
        Matcher header = FOR_KERNEL.matcher(text);
        String of = kernel.isEmpty() && header.find() ? header.group(1) : kernel;
        List<String> lines = text.lines()
                .filter(line ->
                        !NOISE.matcher(line).find() && DECISIVE.matcher(line).find())
                .map(line -> line.strip())
                .map(line -> line.substring(0, Math.min(line.length(), MAX_LINE)))
                .distinct()
                .limit(MAX_LINES)
                .toList();
        return lines.isEmpty() ? Optional.empty() : Optional.of(new BuildFailure(version, of, log, lines));
    }
}
