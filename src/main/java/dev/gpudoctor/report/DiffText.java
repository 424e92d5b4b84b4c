package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.rules.drift.Change;
import java.util.List;

/** A comparison for a person: what is for the worse first. */
public final class DiffText {
    private final int width;

    /** @param width columns to write in */
    public DiffText(int width) {
        this.width = width;
    }

    public String of(DiffReport report) {
        StringBuilder text = new StringBuilder();
        text.append(report.summary()).append("\n");
        block("  from ", report.before().name() + ", " + report.before().takenAt(), text);
        block("  to   ", report.after().name() + ", " + report.after().takenAt(), text);
        changes("For the worse", "  ! ", report, true, text);
        changes("Otherwise", "  ~ ", report, false, text);
        findings("Findings that are new", report.come(), text);
        findings("Findings that are gone", report.gone(), text);
        return text.toString();
    }

    private void changes(String title, String mark, DiffReport report, boolean worse, StringBuilder text) {
        List<Change> changes = report.drift().changes().stream()
                .filter(change -> change.worse() == worse)
                .toList();
        if (!changes.isEmpty()) {
            text.append('\n').append(title).append('\n');
            changes.forEach(change -> block(mark, change.sentence(), text));
        }
    }

    private void findings(String title, List<Finding> findings, StringBuilder text) {
        if (!findings.isEmpty()) {
            text.append('\n').append(title).append('\n');
            findings.forEach(finding ->
                    block("  " + finding.severity().word() + " ", finding.message() + " [" + finding.id() + "]", text));
        }
    }

    private void block(String mark, String sentence, StringBuilder text) {
        String head = mark;
        for (String line : Wrap.lines(sentence, width - mark.length())) {
            text.append(head).append(line).append('\n');
            head = " ".repeat(mark.length());
        }
    }
}
