package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import java.util.List;

/** Steps of a repair, for people. */
public final class FixText {
    private final int width;

    public FixText(int width) {
        this.width = width;
    }

    /** The finding that the next steps repair. */
    public String finding(Finding finding) {
        return finding.severity().word() + "  " + finding.key() + "\n" + indented("  ", finding.message());
    }

    /** One step, with a mark that tells whether it may be run by itself. */
    public String step(int number, Remedy remedy, boolean safe) {
        StringBuilder text = new StringBuilder(indented(
                "  " + number + ". ", remedy.text() + (remedy.needsReboot() ? " (takes effect after a reboot)" : "")));
        if (!remedy.argv().isEmpty()) {
            text.append("     ")
                    .append(command(remedy))
                    .append(safe ? "   [safe: run with --apply]" : "")
                    .append('\n');
        }
        return text.toString();
    }

    /** The command as a line for a shell. */
    public String command(Remedy remedy) {
        return "$ " + CommandText.of(remedy);
    }

    private String indented(String mark, String body) {
        StringBuilder text = new StringBuilder();
        String head = mark;
        List<String> lines = Wrap.lines(body, width - mark.length());
        for (String line : lines) {
            text.append(head).append(line).append('\n');
            head = " ".repeat(mark.length());
        }
        return text.toString();
    }
}
