package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The C++ compiler that nvcc calls for the processor's part of a program, and the newest that it accepts. */
final class HostCompilers {
    private static final Pattern LIMIT = Pattern.compile("#\\s*if\\s+__GNUC__\\s*>\\s*(\\d{1,3})\\b");
    private static final Pattern NAMED =
            Pattern.compile(".*/(?:[\\w-]+-)?(?:gcc|g\\+\\+)-(\\d{1,2}(?:\\.\\d{1,2}){0,2})");
    private static final List<String> HEADERS = List.of("/include/crt/host_config.h", "/include/host_config.h");
    private static final List<String> TRIPLETS = List.of(
            "x86_64-linux-gnu",
            "aarch64-linux-gnu",
            "x86_64-redhat-linux",
            "aarch64-redhat-linux",
            "x86_64-pc-linux-gnu",
            "x86_64-suse-linux");

    private final Host host;

    HostCompilers(Host host) {
        this.host = host;
    }

    /** The newest major release of GCC that the headers of a toolkit accept. */
    Observed<Integer> newestGcc(String toolkit) {
        List<String> directories = Stream.concat(
                        Stream.of(toolkit),
                        host.names(toolkit + "/targets").stream().map(name -> toolkit + "/targets/" + name))
                .toList();
        return directories.stream()
                .flatMap(directory -> HEADERS.stream().map(header -> directory + header))
                .flatMap(path -> host.text(path).toOptional().map(LIMIT::matcher).filter(Matcher::find).stream()
                        .map(matcher -> Observed.found(
                                Integer.valueOf(matcher.group(1)),
                                new Evidence(Evidence.Source.HEADER, path, matcher.group()))))
                .findFirst()
                .orElse(Observed.absent(toolkit + HEADERS.get(0)));
    }

    /** The GCC that nvcc calls: the one in the toolkit's own directory, else the one on the PATH. */
    Observed<Version> gcc(String toolkit) {
        List<String> path =
                LoaderResolution.split(host.environment().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        return Stream.concat(Stream.of(toolkit + "/bin"), path.stream())
                .map(directory -> directory + "/gcc")
                .filter(host::isFile)
                .findFirst()
                .map(this::release)
                .orElse(Observed.absent("gcc on the PATH"));
    }

    private Observed<Version> release(String gcc) {
        String real = host.realPath(gcc).toOptional().orElse(gcc);
        Matcher matcher = NAMED.matcher(real);
        if (matcher.matches()) {
            return Observed.found(Version.of(matcher.group(1)), new Evidence(Evidence.Source.FILE_NAME, gcc, real));
        }
        // A compiler under its plain name: the distribution's own, whose parts are in a directory of its release.
        Optional<Observed<Version>> installed = real.equals("/usr/bin/gcc") ? installed() : Optional.empty();
        return installed.orElse(Observed.unreadable(
                "its file name has no version", new Evidence(Evidence.Source.FILE_NAME, gcc, real)));
    }

    private Optional<Observed<Version>> installed() {
        return TRIPLETS.stream()
                .map(triplet -> "/usr/lib/gcc/" + triplet)
                .flatMap(directory -> host.names(directory).stream()
                        .flatMap(name -> Version.parse(name).stream())
                        .map(version -> Observed.found(
                                version, new Evidence(Evidence.Source.FILE_NAME, directory, version.toString()))))
                .max(Comparator.comparing(version -> version.toOptional().orElseThrow()));
    }
}
