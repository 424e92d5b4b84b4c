package dev.gpudoctor.probe.format;

import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /proc/driver/nvidia/version}, of both flavours.
 *
 * @param version of the loaded module
 * @param flavour of the loaded module
 * @param line the line that says so
 */
public record DriverVersionText(Version version, Flavour flavour, String line) {
    private static final Pattern LINE =
            Pattern.compile("NVRM version:.{0,80}?Kernel Module(?: for \\S{1,20})?\\s+(\\d+(?:\\.\\d+){1,3}).*");

    public static Optional<DriverVersionText> read(String text) {
        return text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .flatMap(matcher -> Version.parse(matcher.group(1))
                        .map(version -> new DriverVersionText(version, flavour(matcher.group()), matcher.group())));
    }

    private static Flavour flavour(String line) {
        return line.contains("Open Kernel Module") ? Flavour.OPEN : Flavour.PROPRIETARY;
    }
}
