package dev.gpudoctor.probe.format;

import java.util.List;

/** {@code /proc/PID/maps}. */
public final class ProcessMaps {
    private ProcessMaps() {}

    /** The distinct files mapped, in the order of their first mapping, without those deleted meanwhile. */
    public static List<String> files(String text) {
        return text.lines()
                .map(line -> line.indexOf('/') < 0 ? "" : line.substring(line.indexOf('/')))
                .filter(path -> !path.isEmpty() && !path.endsWith(" (deleted)"))
                .distinct()
                .toList();
    }
}
