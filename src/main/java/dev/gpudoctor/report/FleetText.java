package dev.gpudoctor.report;

import dev.gpudoctor.fleet.Fleet;
import dev.gpudoctor.fleet.HardwareGroup;
import dev.gpudoctor.fleet.Hostlist;
import dev.gpudoctor.fleet.Node;
import dev.gpudoctor.fleet.StackClass;
import java.util.List;

/** A comparison of many machines for a person. */
public final class FleetText {
    private static final String INDENT = "  ";
    private final int width;

    /** @param width columns to write in */
    public FleetText(int width) {
        this.width = width;
    }

    public String of(FleetReport report) {
        Fleet fleet = report.fleet();
        StringBuilder text = new StringBuilder();
        block("", report.summary(), text);
        causes(fleet, text);
        fleet.groups().forEach(group -> group(group, text));
        nodes("Stale", fleet.nodes().stream().filter(Node::stale).toList(), text);
        nodes("Superseded by a newer snapshot", fleet.superseded(), text);
        if (!fleet.unread().isEmpty()) {
            text.append("\nUnreadable\n");
            fleet.unread().forEach(one -> block(INDENT, one.source() + ": " + one.reason(), text));
        }
        return text.toString();
    }

    private void causes(Fleet fleet, StringBuilder text) {
        List<Fleet.RootCause> causes = fleet.faults();
        if (causes.isEmpty()) {
            return;
        }
        text.append("\nRoot causes\n");
        for (Fleet.RootCause cause : causes) {
            Node.Cause what = cause.cause();
            block(
                    INDENT,
                    what.severity().word() + " " + what.id() + ": "
                            + FleetReport.counted(cause.nodes().size()) + ", " + Hostlist.of(cause.nodes()),
                    text);
            block(INDENT + INDENT, cause.sameMessage() ? what.message() : what.title(), text);
        }
    }

    private void group(HardwareGroup group, StringBuilder text) {
        text.append('\n');
        block("", group.name() + ": " + FleetReport.counted(group.size()), text);
        String standard = FleetReport.standard(group);
        if (!standard.isEmpty()) {
            block(INDENT, standard, text);
        }
        for (StackClass one : group.classes()) {
            block(
                    INDENT + (one.isOutlier() ? "! " : "= "),
                    one.nodes().size() + " " + Hostlist.of(one.nodes()) + ": " + FleetReport.sentence(group, one),
                    text);
        }
    }

    private void nodes(String title, List<Node> nodes, StringBuilder text) {
        if (!nodes.isEmpty()) {
            text.append('\n').append(title).append('\n');
            nodes.forEach(node -> block(INDENT, node.name() + ": " + node.takenAt() + ", " + node.source(), text));
        }
    }

    private void block(String mark, String sentence, StringBuilder text) {
        String head = mark;
        for (String line : Wrap.lines(OutputFormat.line(sentence), width - mark.length())) {
            text.append(head).append(line).append('\n');
            head = " ".repeat(mark.length() + INDENT.length());
        }
    }
}
