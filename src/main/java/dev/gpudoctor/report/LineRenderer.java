package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * The answer on one line of ASCII, such as {@code UNHEALTHY hardware.gpu.fell-off-bus +1}: the verdict, what to look at
 * first, and how many more there are. For reasons of a drained node and messages of a node condition.
 */
public final class LineRenderer implements Renderer {
    /** Bytes that Node Problem Detector takes for a message, by its custom plugin's {@code max_output_length}. */
    static final int MAX_BYTES = 80;

    @Override
    public void render(Report report, Appendable out) throws IOException {
        Diagnosis diagnosis = report.diagnosis();
        List<String> ids = reasons(diagnosis);
        String first = ids.isEmpty() ? "" : " " + ids.get(0);
        String more = ids.size() > 1 ? " +" + (ids.size() - 1) : "";
        String verdict = diagnosis.verdict().word().toUpperCase(Locale.ROOT);
        int room = MAX_BYTES - verdict.length() - more.length();
        out.append(verdict)
                .append(first.length() > room ? first.substring(0, room) : first)
                .append(more)
                .append('\n');
    }

    /** Ids of what makes the verdict, the first to repair first. */
    static List<String> reasons(Diagnosis diagnosis) {
        if (diagnosis.verdict() == Verdict.UNDETERMINED) {
            List<String> open = diagnosis.outcomes().stream()
                    .filter(outcome -> outcome.isOpen()
                            && outcome.severity() == Severity.ERROR
                            && outcome.followsFrom().isEmpty())
                    .map(Outcome::id)
                    .distinct()
                    .toList();
            return open.isEmpty() ? List.of("nothing-to-check") : open;
        }
        return diagnosis.rootCauses().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Finding::id)
                .distinct()
                .toList();
    }
}
