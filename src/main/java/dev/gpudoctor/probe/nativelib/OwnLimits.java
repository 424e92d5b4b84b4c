package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.process.ChildEnd;
import dev.gpudoctor.process.ChildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The limits that gpudoctor itself was started with, which its children inherit. With too little of something a sound
 * library fails or crashes, so that its answer says nothing of it.
 *
 * @param limits each with its value
 */
record OwnLimits(List<Limit> limits) {
    private static final Path SOURCE = Path.of("/proc/self/limits");
    private static final Pattern LINE = Pattern.compile("(Max [a-z ]+?) {2,}(\\d+|unlimited) .*");

    /** What the JVM writes when it gets no memory, thread or file of its own. */
    private static final Pattern JVM_SHORTAGE = Pattern.compile(
            ".*(insufficient memory for the Java Runtime|java\\.lang\\.OutOfMemoryError|initialization of VM"
                    + "|Could not create the Java Virtual Machine|Could not reserve enough space).*");

    /**
     * A limit.
     *
     * @param most what it allows
     * @param needed what asking takes at least
     * @param ample with this much a failure is not the limit's
     */
    private record Limit(String name, long most, long needed, long ample) {
        private static final long MEBI = 1L << 20;

        static Optional<Limit> of(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || matcher.group(2).equals("unlimited")) {
                return Optional.empty();
            }
            long most = Long.parseLong(matcher.group(2));
            return switch (matcher.group(1)) {
                case "Max open files" -> Optional.of(new Limit("open files", most, 128, 256));
                case "Max data size" -> Optional.of(new Limit("bytes of data", most, 512 * MEBI, 4096 * MEBI));
                case "Max address space" ->
                    Optional.of(new Limit("bytes of address space", most, 1024 * MEBI, 4096 * MEBI));
                default -> Optional.empty();
            };
        }

        String reason() {
            return "gpudoctor was started with a limit of " + most + " " + name;
        }
    }

    OwnLimits {
        limits = List.copyOf(limits);
    }

    static OwnLimits ofThisProcess() {
        try (Stream<String> lines = Files.lines(SOURCE)) {
            return parse(lines.toList());
        } catch (IOException e) {
            // Without /proc no limit is known.
            return new OwnLimits(List.of());
        }
    }

    static OwnLimits parse(List<String> lines) {
        return new OwnLimits(
                lines.stream().flatMap(line -> Limit.of(line).stream()).toList());
    }

    /** Why asking anything would be in vain. */
    Optional<String> obstacle() {
        return limits.stream()
                .filter(limit -> limit.most() < limit.needed())
                .map(Limit::reason)
                .findFirst();
    }

    /** Why the end of a child says nothing of what it asked. */
    Optional<String> excuse(ChildResult result) {
        Optional<String> jvm = result.errorLines().stream()
                .filter(line -> JVM_SHORTAGE.matcher(line).matches())
                .findFirst();
        if (result.end() instanceof ChildEnd.NotStarted || jvm.isPresent()) {
            return Optional.of(
                    result.end() + jvm.map(line -> ": " + line.strip()).orElse(""));
        }
        boolean died = result.end() instanceof ChildEnd.Signalled || result.end() instanceof ChildEnd.Exited;
        return limits.stream()
                .filter(limit -> died && limit.most() < limit.ample())
                .map(limit -> result.end() + "; " + limit.reason())
                .findFirst();
    }
}
