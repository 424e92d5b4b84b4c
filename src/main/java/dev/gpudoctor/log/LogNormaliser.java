package dev.gpudoctor.log;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes off a line what its carriers put around it: colours, progress bars, timestamps, and the prefixes of journald,
 * dmesg, Kubernetes, docker compose, pytest, Ray and the like. What remains is the message as its author wrote it.
 */
public final class LogNormaliser {
    private static final Pattern COLOURS =
            Pattern.compile("\\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)|[@-Z\\\\^_])");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}]");
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\x{00a0}]+");
    private static final Pattern DOCKER_JSON = Pattern.compile("^\\{\"log\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ESCAPED_BREAK = Pattern.compile("\\\\[nrt]");
    /** Each is taken off as long as one of them fits; all are anchored and end before the message. */
    private static final List<Pattern> PREFIXES = Stream.of(
                    // 2026-11-30T16:08:05.123Z, 2026/11/30 16:08:05, [2026-11-30 16:08:05,123], 16:08:05.123
                    "[\\[(]?\\d{4}[-/]\\d\\d[-/]\\d\\d[T _]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?[\\])]?:?",
                    "[\\[(]?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?[\\])]?:?",
                    // Nov 30 16:08:05 host program[123]:
                    "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? [\\w.-]+ [\\w./@() -]{1,40}(?:\\[\\d+\\])?:",
                    // [   12.345678] of dmesg, [Mon Nov 30 16:08:05 2026] of dmesg -T
                    "\\[ *\\d+\\.\\d{3,6}\\](?:\\[ *[TC]\\d+\\])?",
                    "\\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]?\\d \\d\\d:\\d\\d:\\d\\d \\d{4}\\]",
                    "<\\d{1,3}>",
                    // E1221 09:40:12.114302       1 factory.go:112] of klog; W0000 00:00:1740763678.575642 2218885
                    // gpu_device.cc:2340] of absl
                    "[IWEF]\\d{4} \\d\\d:\\d\\d:[\\d.]+ +\\d+ [\\w./-]+:\\d+\\]",
                    // service-1  | of docker compose, [pod/name/container] of kubectl logs --prefix
                    "[\\w./-]{1,80} *\\| ",
                    "\\[pod/[\\w./-]+\\]",
                    // (RayWorker pid=123, ip=10.0.0.1) and (EngineCore_DP0 pid=120)
                    "\\([\\w.: -]{0,60}pid=\\d+[^)]{0,60}\\)",
                    "\\[rank\\d+\\]:?",
                    // E   of pytest
                    "E {2,}",
                    "(?:INFO|WARN|WARNING|ERROR|DEBUG|FATAL|CRITICAL)(?: \\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)? ?(?:\\[[\\w./:-]+\\]|:)? ",
                    "kernel:")
            .map(expression -> Pattern.compile("^ *(?:" + expression + ")"))
            .toList();

    private static final int MOST_PREFIXES = 6;

    private LogNormaliser() {}

    /** The message of a line. */
    public static String message(String raw) {
        String line = raw.indexOf('\u001b') < 0 ? raw : COLOURS.matcher(raw).replaceAll("");
        line = unwrapped(lastPass(line));
        for (int round = 0; round < MOST_PREFIXES; round++) {
            String shorter = withoutPrefix(line);
            if (shorter.length() == line.length()) {
                break;
            }
            line = shorter;
        }
        return folded(line);
    }

    /** What a progress bar left on the screen: the text after the last carriage return that has one. */
    private static String lastPass(String line) {
        if (line.indexOf('\r') < 0) {
            return line;
        }
        String last = "";
        for (String pass : line.split("\r")) {
            last = pass.isBlank() ? last : pass;
        }
        return last;
    }

    /** The line inside the JSON that docker's json-file driver writes. */
    private static String unwrapped(String line) {
        if (!line.startsWith("{\"log\":\"")) {
            return line;
        }
        Matcher matcher = DOCKER_JSON.matcher(line);
        return matcher.find()
                ? ESCAPED_BREAK.matcher(matcher.group(1)).replaceAll(" ").replace("\\\"", "\"")
                : line;
    }

    private static String withoutPrefix(String line) {
        for (Pattern prefix : PREFIXES) {
            Matcher matcher = prefix.matcher(line);
            if (matcher.find() && matcher.end() > 0 && matcher.end() < line.length()) {
                return line.substring(matcher.end());
            }
        }
        return line;
    }

    private static String folded(String line) {
        String blanks = BLANKS.matcher(line).replaceAll(" ");
        return UNPRINTABLE.matcher(blanks).replaceAll("\uFFFD").strip();
    }
}
