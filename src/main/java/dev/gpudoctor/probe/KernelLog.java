package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.probe.format.JournalMessages;
import dev.gpudoctor.probe.host.Host;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lines of the kernel log about NVIDIA's GPUs. The kernel's own ring cannot be read without waiting, so the files that a
 * log service writes have to do: text files, else journald's.
 */
final class KernelLog {
    private static final List<String> TEXTS =
            List.of("/var/log/kern.log", "/var/log/messages", "/var/log/syslog", "/var/log/dmesg", "/var/log/dmesg.0");
    private static final List<String> JOURNALS = List.of("/var/log/journal", "/run/log/journal");
    private static final String JOURNAL = "system.journal";
    private static final Pattern OURS =
            Pattern.compile("NVRM|nvidia(?:-\\w+)?:|nouveau|NovaCore|nova_core|pcieport .*AER");
    /** What continues the message above it: indented, or without any prefix of its own. */
    private static final Pattern CONTINUATION = Pattern.compile("\\s+\\S.*");

    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_JOURNAL = 8 << 20;
    private static final int MAX_LINES = 200;
    private static final int MAX_LINE = 500;

    private final Host host;

    KernelLog(Host host) {
        this.host = host;
    }

    Observed<List<String>> read() {
        Observed<List<String>> closed = Observed.absent(TEXTS.toArray(String[]::new));
        for (String path : TEXTS) {
            Observed<List<String>> lines = tail(path);
            if (lines.isFound() && !lines.toOptional().orElse(List.of()).isEmpty()) {
                return lines;
            }
            closed = lines.isAbsent() || closed.isFound() ? closed : lines;
        }
        for (String directory : JOURNALS) {
            for (String name : host.names(directory)) {
                Observed<List<String>> messages = journal(directory + "/" + name + "/" + JOURNAL);
                if (messages.isFound()
                        && !messages.toOptional().orElse(List.of()).isEmpty()) {
                    return messages;
                }
                closed = messages.isAbsent() || closed.isFound() ? closed : messages;
            }
        }
        return closed.isAbsent() && host.kind() == Scene.Kind.LIVE
                ? Observed.unreadable("the kernel log is in no file here")
                : closed;
    }

    private Observed<List<String>> tail(String path) {
        return host.open(
                        path,
                        file -> new String(
                                file.upTo(Math.max(0, file.size() - MAX_TEXT), MAX_TEXT), StandardCharsets.UTF_8))
                .flatMap(text -> Observed.found(ours(text.lines()), new Evidence(Source.FILE, path, "")));
    }

    private Observed<List<String>> journal(String path) {
        return host.open(path, file -> JournalMessages.read(file, MAX_JOURNAL))
                .flatMap(messages -> Observed.found(
                        ours(messages.stream().flatMap(String::lines)), new Evidence(Source.FILE, path, "")));
    }

    private static List<String> ours(Stream<String> log) {
        List<String> lines = new ArrayList<>();
        boolean open = false;
        for (String line : (Iterable<String>) log::iterator) {
            open = OURS.matcher(line).find()
                    || open && CONTINUATION.matcher(line).matches();
            if (open) {
                lines.add(line.substring(0, Math.min(line.length(), MAX_LINE)));
            }
        }
        return List.copyOf(lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
    }
}
