package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Machine.Gap;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.host.ForwardingHost;
import dev.gpudoctor.probe.host.Host;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A host that remembers what it could not show, for the probes whose facts are lists and cannot say so. */
final class GapRecorder extends ForwardingHost {
    private static final int MAX_GAPS = 200;

    private final Map<String, Gap> gaps = new ConcurrentSkipListMap<>();

    GapRecorder(Host host) {
        super(host);
    }

    /** What could not be read, by place. */
    List<Gap> gaps() {
        return List.copyOf(gaps.values());
    }

    private <T> Observed<T> noted(String subject, String place, Observed<T> answer) {
        if (answer instanceof Observed.Unreadable<T> unreadable && gaps.size() < MAX_GAPS) {
            gaps.put(place, new Gap(subject, place, unreadable.reason()));
        }
        return answer;
    }

    @Override
    public Observed<List<String>> list(String directory) {
        return noted("directory", directory, host.list(directory));
    }

    /** Files that are no libraries are no gap; files that may not be opened are. */
    @Override
    public <T> Observed<T> open(String path, FileReading<T> reading) {
        Observed<T> answer = host.open(path, reading);
        boolean denied = answer instanceof Observed.Unreadable<T> unreadable
                && unreadable.reason().equals(DENIED);
        return denied ? noted("file", path, answer) : answer;
    }
}
