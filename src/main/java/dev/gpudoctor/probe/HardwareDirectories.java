package dev.gpudoctor.probe;

import dev.gpudoctor.probe.host.Host;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Subdirectories with builds for newer x86 processors, which the loader looks into before each directory itself. Where
 * the processor is not known, as in a root file system, there are none: what they contain is in the directory itself
 * too. Source: glibc sysdeps/x86/get-isa-level.h, sysdeps/x86_64/dl-hwcaps-subdirs.c (since 2.33).
 */
final class HardwareDirectories {
    static final String PARENT = "glibc-hwcaps";

    /** The lowest level first; each asks for the flags of those before it. The names are those of /proc/cpuinfo. */
    private static final List<Level> LEVELS = List.of(
            new Level("x86-64-v2", "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3"),
            new Level("x86-64-v3", "abm avx avx2 bmi1 bmi2 f16c fma movbe xsave"),
            new Level("x86-64-v4", "avx512f avx512bw avx512cd avx512dq avx512vl"));

    private record Level(String name, String flags) {}

    private HardwareDirectories() {}

    /** Those that serve this processor, the best first, as paths below a searched directory. */
    static List<String> of(Host host) {
        Set<String> flags = flags(host);
        List<String> served = LEVELS.stream()
                .takeWhile(
                        level -> flags.containsAll(Arrays.asList(level.flags().split(" "))))
                .map(level -> "/" + PARENT + "/" + level.name())
                .toList();
        return Stream.iterate(served.size() - 1, i -> i >= 0, i -> i - 1)
                .map(served::get)
                .toList();
    }

    private static Set<String> flags(Host host) {
        String cpu = host.text("/proc/cpuinfo", Host.SMALL << 3).toOptional().orElse("");
        return cpu.lines()
                .filter(line -> line.startsWith("flags") && line.indexOf(':') > 0)
                .findFirst()
                .map(line -> new HashSet<>(Arrays.asList(
                        line.substring(line.indexOf(':') + 1).strip().split("\\s+"))))
                .orElseGet(HashSet::new);
    }
}
