package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import java.util.List;

/** Findings as GitHub's workflow commands, one line each. */
public final class GithubWriter {
    /** The lines, in the findings' order. */
    public String write(List<LocatedFinding> findings) {
        StringBuilder text = new StringBuilder();
        for (LocatedFinding located : findings) {
            Finding finding = located.finding();
            text.append("::").append(command(finding.severity())).append(' ');
            located.place().ifPresent(place -> text.append("file=")
                    .append(property(place.file()))
                    .append(",line=")
                    .append(place.line())
                    .append(",col=")
                    .append(place.column())
                    .append(','));
            text.append("title=")
                    .append(property(finding.id() + ": " + finding.title()))
                    .append("::")
                    .append(data(message(finding)))
                    .append('\n');
        }
        return text.toString();
    }

    private static String message(Finding finding) {
        String where = finding.subject().isEmpty() ? "" : finding.subject() + ": ";
        String remedies = String.join("\n", RemedyText.lines(finding.remedies()));
        return where + finding.message() + (remedies.isEmpty() ? "" : "\n" + remedies);
    }

    private static String command(Severity severity) {
        return severity == Severity.INFO ? "notice" : severity.word();
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
