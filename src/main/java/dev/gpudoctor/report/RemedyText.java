package dev.gpudoctor.report;

import dev.gpudoctor.finding.Remedy;
import java.util.ArrayList;
import java.util.List;

/** Remedies as lines of plain text, the commands indented below what they are for. */
final class RemedyText {
    private RemedyText() {}

    static List<String> lines(List<Remedy> remedies) {
        List<String> lines = new ArrayList<>();
        int number = 1;
        for (Remedy remedy : remedies) {
            lines.add(number++ + ". " + of(remedy));
            if (!remedy.argv().isEmpty()) {
                lines.add("   " + CommandText.of(remedy));
            }
        }
        return lines;
    }

    static String of(Remedy remedy) {
        return remedy.text() + (remedy.needsReboot() ? " (needs a reboot)" : "");
    }
}
