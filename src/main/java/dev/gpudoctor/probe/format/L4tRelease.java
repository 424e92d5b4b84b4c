package dev.gpudoctor.probe.format;

import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first line of {@code /etc/nv_tegra_release}: {@code # R35 (release), REVISION: 4.1, ...} is L4T 35.4.1. */
public final class L4tRelease {
    private static final Pattern LINE =
            Pattern.compile("#\\s*R(\\d{1,3})\\s*\\(release\\),\\s*REVISION:\\s*(\\d{1,3}(?:\\.\\d{1,3}){0,2}).*");

    private L4tRelease() {}

    public static Optional<Version> read(String text) {
        return text.lines()
                .findFirst()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .flatMap(matcher -> Version.parse(matcher.group(1) + "." + matcher.group(2)));
    }
}
