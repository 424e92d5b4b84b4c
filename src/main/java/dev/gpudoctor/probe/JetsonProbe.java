package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Jetson;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.probe.format.L4tRelease;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What makes a Jetson one: L4T's release file, the device tree, JetPack's package. */
final class JetsonProbe implements Probe<Observed<Jetson>> {
    private static final String RELEASE = "/etc/nv_tegra_release";
    private static final String TREE = "/proc/device-tree/";
    private static final String POWER = "/var/lib/nvpmodel/status";
    private static final String POWER_NAMES = "/etc/nvpmodel.conf";
    private static final Pattern MODE = Pattern.compile("pmode:\\s*(\\d{1,6})");
    private static final Pattern MODE_NAME =
            Pattern.compile("<\\s*POWER_MODEL\\s+ID=(\\d{1,6})\\s+NAME=(\\S{1,80})\\s*>");
    private static final Pattern DLA = Pattern.compile("nvhost-(?:ctrl-)?nvdla(\\d+)");

    private final Host host;
    private final Packages packages;

    JetsonProbe(Host host, Packages packages) {
        this.host = host;
        this.packages = packages;
    }

    @Override
    public Observed<Jetson> read() {
        Observed<String> release = host.text(RELEASE);
        Observed<String> soc = soc();
        if (!release.isFound() && !soc.isFound()) {
            return release.isUnreadable() ? Observed.unreadable("permission denied") : Observed.absent(RELEASE, TREE);
        }
        return Observed.found(
                new Jetson(
                        text(TREE + "model"),
                        l4t(release),
                        packaged(Pattern.compile("nvidia-jetpack")),
                        soc,
                        powerModel(),
                        host.list("/dev").map(names -> (int) names.stream()
                                .map(DLA::matcher)
                                .filter(Matcher::matches)
                                .map(matcher -> matcher.group(1))
                                .distinct()
                                .count())),
                new Evidence(Source.FILE, release.isFound() ? RELEASE : TREE, ""));
    }

    @Override
    public Observed<Jetson> unread(String reason) {
        return Observed.unreadable(reason);
    }

    private Observed<Version> l4t(Observed<String> release) {
        Optional<Observed<Version>> byFile = release.toOptional().flatMap(text -> L4tRelease.read(text)
                .map(version -> Observed.found(
                        version,
                        new Evidence(
                                Source.FILE, RELEASE, text.lines().findFirst().orElse("")))));
        return byFile.orElseGet(() -> packaged(Pattern.compile("nvidia-l4t-core")));
    }

    private Observed<Version> packaged(Pattern name) {
        Optional<SystemPackage> installed = packages.named(name);
        if (installed.isEmpty()) {
            return packages.installed().flatMap(all -> Observed.absent(name.pattern()));
        }
        String text = installed.get().version();
        Evidence evidence = new Evidence(
                Source.PACKAGE_DATABASE, installed.get().name(), installed.get().name() + " " + text);
        return Version.parse(text.split("[-+]")[0])
                .map(version -> Observed.found(version, evidence))
                .orElse(Observed.unreadable("not a version", evidence));
    }

    /** Device tree texts end in a zero byte. */
    private Observed<String> text(String path) {
        return host.text(path).flatMap(content -> {
            String text = content.replace("\0", "").strip();
            return Observed.found(text, new Evidence(Source.KERNEL, path, text));
        });
    }

    private Observed<String> soc() {
        String path = TREE + "compatible";
        return host.text(path).flatMap(content -> Stream.of(content.split("\0"))
                .filter(name -> name.startsWith("nvidia,tegra"))
                .findFirst()
                .map(name ->
                        Observed.found(name.substring("nvidia,".length()), new Evidence(Source.KERNEL, path, name)))
                .orElse(Observed.absent(path)));
    }

    private Observed<String> powerModel() {
        return host.text(POWER).flatMap(status -> {
            Matcher mode = MODE.matcher(status);
            if (!mode.find()) {
                return Observed.unreadable("a text of unknown form", new Evidence(Source.FILE, POWER, status));
            }
            int number = Integer.parseInt(mode.group(1));
            String name = MODE_NAME
                    .matcher(host.text(POWER_NAMES).toOptional().orElse(""))
                    .results()
                    .filter(match -> Integer.parseInt(match.group(1)) == number)
                    .map(match -> match.group(2))
                    .findFirst()
                    .orElse("mode " + number);
            return Observed.found(name, new Evidence(Source.FILE, POWER, status.strip()));
        });
    }
}
