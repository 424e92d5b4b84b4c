package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Limits;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.Host;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Limits of this process, which programs started from the same place share. */
final class LimitsProbe implements Probe<Limits> {
    private static final String LIMITS = "/proc/self/limits";
    private static final String MEMORY = "/proc/meminfo";
    private static final String SHM = "/dev/shm";

    private final Host host;

    LimitsProbe(Host host) {
        this.host = host;
    }

    @Override
    public Limits read() {
        Observed<String> text = host.text(LIMITS);
        return new Limits(
                soft(text, "Max locked memory"),
                host.capacity(SHM)
                        .flatMap(size -> Observed.found(size, new Evidence(Source.KERNEL, SHM, String.valueOf(size)))),
                soft(text, "Max open files"),
                soft(text, "Max address space"),
                memory("MemAvailable"),
                memory("MemTotal"));
    }

    @Override
    public Limits unread(String reason) {
        return new Limits(
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason),
                Observed.unreadable(reason));
    }

    private Observed<Long> memory(String key) {
        return host.text(MEMORY).flatMap(text -> {
            Matcher matcher = Pattern.compile("^" + key + ":\\s*(\\d{1,15}) kB$", Pattern.MULTILINE)
                    .matcher(text);
            return matcher.find()
                    ? Observed.found(
                            Long.parseLong(matcher.group(1)) * 1024,
                            new Evidence(Source.KERNEL, MEMORY, matcher.group()))
                    : Observed.absent(MEMORY);
        });
    }

    private static Observed<Long> soft(Observed<String> text, String name) {
        return text.flatMap(content -> {
            Matcher matcher = Pattern.compile("^" + name + "\\s+(unlimited|\\d{1,18})\\s.*$", Pattern.MULTILINE)
                    .matcher(content);
            if (!matcher.find()) {
                return Observed.absent(LIMITS);
            }
            long value = matcher.group(1).equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(matcher.group(1));
            return Observed.found(
                    value, new Evidence(Source.KERNEL, LIMITS, matcher.group().strip()));
        });
    }
}
