package dev.gpudoctor.fleet;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.Template;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One machine of a fleet, reduced to what a comparison needs.
 *
 * @param name what its owner calls it
 * @param source file that it was read from
 * @param takenAt when it was looked at
 * @param stale whether that is longer ago than allowed
 * @param verdict the answer in one word
 * @param causes its root causes, the worst first
 * @param hardware which hardware it is
 * @param stack what it has
 */
public record Node(
        String name,
        String source,
        Instant takenAt,
        boolean stale,
        Verdict verdict,
        List<Cause> causes,
        Hardware hardware,
        Stack stack) {
    /** What host names are made of; it needs no quoting in any list of hosts. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

    /** What is wrong with a node and not caused by anything else that is. */
    public record Cause(String id, Severity severity, String title, String message) {
        static Cause of(Finding finding) {
            return new Cause(finding.id(), finding.severity(), finding.title(), Template.printable(finding.message()));
        }
    }

    public Node {
        causes = List.copyOf(causes);
    }

    /** The node that this machine is, judged so. */
    public static Node of(String name, String source, boolean stale, Machine machine, Diagnosis diagnosis) {
        return new Node(
                name,
                source,
                machine.scene().takenAt(),
                stale,
                diagnosis.verdict(),
                diagnosis.rootCauses().stream().map(Cause::of).toList(),
                Hardware.of(machine),
                StackReader.of(machine));
    }

    /** Whether a node may be called so: letters, digits, dots, underscores and hyphens, at most 253. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The same node with another stack that is equal to its own, so that equal ones take room once. */
    public Node sharing(Stack equal) {
        return new Node(name, source, takenAt, stale, verdict, causes, hardware, equal);
    }
}
