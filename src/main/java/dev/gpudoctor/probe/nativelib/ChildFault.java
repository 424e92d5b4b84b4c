package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.NativeAnswers.Incident;
import dev.gpudoctor.process.ChildEnd;
import dev.gpudoctor.process.ChildResult;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a child ended, told from its end and from what it wrote before.
 *
 * @param kind of fault
 * @param detail the signal with the place of the crash, or the last line of standard error
 */
record ChildFault(Incident.Kind kind, String detail) {
    /** The JVM catches a crash, reports it in this form, and ends itself by SIGABRT. */
    private static final Pattern CRASH = Pattern.compile("#  (SIG[A-Z]+) \\(0x[0-9a-f]+\\) at pc=.*");

    private static final Pattern FRAME = Pattern.compile("# ([CVjJv]  \\[?.*)");
    private static final Pattern JVM_REPORT = Pattern.compile("#.*|\\[.*\\]\\[.*|\\s*");
    private static final Pattern STACK_TRACE = Pattern.compile("\\s+at .*|\\s+\\.\\.\\. \\d+ more");

    static ChildFault of(ChildResult result) {
        List<String> lines = result.errorLines();
        Optional<String> crash = first(lines, CRASH);
        if (crash.isPresent()) {
            String frame = first(lines, FRAME).map(place -> " at " + place).orElse("");
            return new ChildFault(Incident.Kind.SIGNAL, cut(crash.get() + frame));
        }
        Optional<String> said = lines.stream()
                .filter(line -> !JVM_REPORT.matcher(line).matches())
                .filter(line -> !STACK_TRACE.matcher(line).matches())
                .reduce((before, last) -> last.contains("what():") || !before.contains("what():") ? last : before)
                .map(String::strip);
        return new ChildFault(
                kind(result.end()),
                cut(result.end() + said.map(line -> ": " + line).orElse("")));
    }

    private static Incident.Kind kind(ChildEnd end) {
        if (end instanceof ChildEnd.Signalled || end instanceof ChildEnd.TookTooMuch) {
            return Incident.Kind.SIGNAL;
        }
        return end instanceof ChildEnd.TimedOut || end instanceof ChildEnd.FellSilent
                ? Incident.Kind.TIME_OUT
                : Incident.Kind.EXIT;
    }

    private static Optional<String> first(List<String> lines, Pattern pattern) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1).strip().replaceAll(" +", " "))
                .findFirst();
    }

    private static String cut(String text) {
        return text.length() > Evidence.MAX_RAW ? text.substring(0, Evidence.MAX_RAW) : text;
    }
}
