package dev.gpudoctor.report;

import dev.gpudoctor.finding.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Remedies as lines of plain text, the commands indented below what they are for. */
final class RemedyText {
    private static final Pattern SPEAKS_OF_REBOOT = Pattern.compile("\\b(restart|reboot)", Pattern.CASE_INSENSITIVE);

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

    /** The margin of nine columns before a remedy: they are numbered, being steps in order, if there are several. */
    static String margin(int index, int count) {
        String number = String.valueOf(index + 1);
        return count == 1
                ? "  do     "
                : "  " + (index == 0 ? "do" : "  ") + " ".repeat(4 - number.length()) + number + " ";
    }

    static String of(Remedy remedy) {
        boolean unsaid =
                remedy.needsReboot() && !SPEAKS_OF_REBOOT.matcher(remedy.text()).find();
        return remedy.text() + (unsaid ? " (needs a reboot)" : "");
    }
}
