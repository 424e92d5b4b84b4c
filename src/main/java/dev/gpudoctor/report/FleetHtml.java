package dev.gpudoctor.report;

import dev.gpudoctor.fleet.Fleet;
import dev.gpudoctor.fleet.HardwareGroup;
import dev.gpudoctor.fleet.Hostlist;
import dev.gpudoctor.fleet.Node;
import dev.gpudoctor.fleet.StackClass;
import dev.gpudoctor.rules.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** A comparison of many machines as one HTML page. */
public final class FleetHtml {
    public String of(FleetReport report) {
        Fleet fleet = report.fleet();
        StringBuilder text = new StringBuilder();
        try {
            HtmlPage.open("GPU nodes: " + report.summary(), verdict(fleet), report.summary(), text);
            causes(fleet, text);
            fleet.groups().forEach(group -> group(group, text));
            list("Stale", fleet.nodes().stream().filter(Node::stale).map(FleetHtml::dated), text);
            list("Superseded by a newer snapshot", fleet.superseded().stream().map(FleetHtml::dated), text);
            list("Unreadable", fleet.unread().stream().map(one -> one.source() + ": " + one.reason()), text);
            HtmlPage.close(report.origin(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The worst of all nodes, the order of verdicts being that of their weight. */
    private static String verdict(Fleet fleet) {
        return Stream.of(Verdict.values())
                .filter(verdict -> fleet.count(verdict) > 0)
                .findFirst()
                .orElse(Verdict.UNDETERMINED)
                .word();
    }

    private static void causes(Fleet fleet, StringBuilder text) {
        List<Fleet.RootCause> causes = fleet.faults();
        if (causes.isEmpty()) {
            return;
        }
        text.append("<section>\n<h2>Root causes</h2>\n");
        for (Fleet.RootCause cause : causes) {
            Node.Cause what = cause.cause();
            text.append("<article class=\"" + what.severity().word() + "\">\n<h3>")
                    .append(Html.text(what.title()))
                    .append("</h3>\n<p class=\"quiet\">")
                    .append(what.severity().word())
                    .append(" <code>" + Html.text(what.id()) + "</code></p>\n<p><strong>")
                    .append(FleetReport.counted(cause.nodes().size()))
                    .append(":</strong> <code>" + Html.text(Hostlist.of(cause.nodes())) + "</code></p>\n");
            if (cause.sameMessage()) {
                text.append("<p>" + Html.text(what.message()) + "</p>\n");
            }
            text.append("</article>\n");
        }
        text.append("</section>\n");
    }

    private static void group(HardwareGroup group, StringBuilder text) {
        text.append("<section>\n<h2>")
                .append(Html.text(group.name() + ": " + FleetReport.counted(group.size())))
                .append("</h2>\n");
        String standard = FleetReport.standard(group);
        text.append(standard.isEmpty() ? "" : "<p>" + Html.text(standard) + "</p>\n");
        text.append("<table>\n<tbody>\n");
        for (StackClass one : group.classes()) {
            text.append("<tr><th scope=\"row\">")
                    .append(FleetReport.counted(one.nodes().size()))
                    .append("</th><td><code>" + Html.text(Hostlist.of(one.nodes())) + "</code><br>")
                    .append(one.isOutlier() ? "<strong class=\"warning\">differs:</strong> " : "")
                    .append(Html.text(FleetReport.sentence(group, one)))
                    .append("</td></tr>\n");
        }
        text.append("</tbody>\n</table>\n</section>\n");
    }

    private static String dated(Node node) {
        return node.name() + ": " + node.takenAt() + ", " + node.source();
    }

    private static void list(String title, Stream<String> items, StringBuilder text) {
        List<String> all = items.toList();
        if (!all.isEmpty()) {
            text.append("<section>\n<h2>" + title + "</h2>\n<ul>\n");
            all.forEach(item -> text.append("<li>" + Html.text(item) + "</li>\n"));
            text.append("</ul>\n</section>\n");
        }
    }
}
