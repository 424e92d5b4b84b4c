package dev.gpudoctor.report;

import dev.gpudoctor.fleet.Fleet;
import dev.gpudoctor.fleet.HardwareGroup;
import dev.gpudoctor.fleet.Hostlist;
import dev.gpudoctor.fleet.Node;
import dev.gpudoctor.fleet.StackClass;
import java.util.List;

/** A comparison of many machines for an issue or a page. */
public final class FleetMarkdown {
    public String of(FleetReport report) {
        Fleet fleet = report.fleet();
        StringBuilder text = new StringBuilder("## GPU nodes\n\n");
        text.append(Markdown.plain(report.summary())).append(".\n");
        causes(fleet, text);
        fleet.groups().forEach(group -> group(group, text));
        nodes("Stale", fleet.nodes().stream().filter(Node::stale).toList(), text);
        nodes("Superseded by a newer snapshot", fleet.superseded(), text);
        if (!fleet.unread().isEmpty()) {
            text.append("\n### Unreadable\n\n");
            fleet.unread().forEach(one -> text.append("- ")
                    .append(Markdown.code(one.source()))
                    .append(": ")
                    .append(Markdown.plain(one.reason()))
                    .append('\n'));
        }
        return text.append("\n<sub>")
                .append(Markdown.plain(report.origin()))
                .append("</sub>\n")
                .toString();
    }

    private static void causes(Fleet fleet, StringBuilder text) {
        List<Fleet.RootCause> causes = fleet.faults();
        if (causes.isEmpty()) {
            return;
        }
        text.append("\n### Root causes\n\n| | finding | nodes | which |\n| --- | --- | --- | --- |\n");
        for (Fleet.RootCause cause : causes) {
            text.append("| ")
                    .append(cause.cause().severity().word())
                    .append(" | ")
                    .append(Markdown.codeCell(cause.cause().id()))
                    .append(' ')
                    .append(Markdown.cell(cause.cause().title()))
                    .append(" | ")
                    .append(cause.nodes().size())
                    .append(" | ")
                    .append(Markdown.codeCell(Hostlist.of(cause.nodes())))
                    .append(" |\n");
        }
    }

    private static void group(HardwareGroup group, StringBuilder text) {
        text.append("\n### ")
                .append(Markdown.plain(group.name() + ": " + FleetReport.counted(group.size())))
                .append("\n\n");
        String standard = FleetReport.standard(group);
        text.append(standard.isEmpty() ? "" : Markdown.plain(standard) + "\n\n");
        text.append("| | nodes | which | stack |\n| --- | --- | --- | --- |\n");
        for (StackClass one : group.classes()) {
            text.append(one.isOutlier() ? "| **differs** | " : "| | ")
                    .append(one.nodes().size())
                    .append(" | ")
                    .append(Markdown.codeCell(Hostlist.of(one.nodes())))
                    .append(" | ")
                    .append(Markdown.cell(FleetReport.sentence(group, one)))
                    .append(" |\n");
        }
    }

    private static void nodes(String title, List<Node> nodes, StringBuilder text) {
        if (!nodes.isEmpty()) {
            text.append("\n### ").append(title).append("\n\n");
            nodes.forEach(node -> text.append("- ")
                    .append(Markdown.code(node.name()))
                    .append(": ")
                    .append(node.takenAt())
                    .append(", ")
                    .append(Markdown.code(node.source()))
                    .append('\n'));
        }
    }
}
