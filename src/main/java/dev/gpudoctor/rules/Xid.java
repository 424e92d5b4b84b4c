package dev.gpudoctor.rules;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A fault that the driver reported in the kernel log.
 *
 * @param address PCI address of the GPU
 * @param number the fault's number in NVIDIA's list of Xids
 * @param line the whole line
 */
public record Xid(String address, int number, String line) {
    /** The log, as something that a rule may have to do without: most users cannot read it. */
    public static final Need<Object, List<String>> LOG = Need.ofMachine("kernel log", Xid::log);

    private static final int SHOWN = 5;
    private static final Pattern LINE = Pattern.compile("NVRM: Xid \\(PCI:([0-9a-fA-F:.]{1,20})\\): (\\d{1,4})\\b");

    /** Every Xid of the log, oldest first; none where the log is closed to us. */
    public static List<Xid> all(Machine machine) {
        return machine.kernelDriver().log().toOptional().orElse(List.of()).stream()
                .flatMap(line -> LINE.matcher(line)
                        .results()
                        .map(found -> new Xid(found.group(1), Integer.parseInt(found.group(2)), line)))
                .toList();
    }

    /** Those with one of the numbers. */
    public static List<Xid> of(Machine machine, Set<Integer> numbers) {
        return all(machine).stream()
                .filter(xid -> numbers.contains(xid.number()))
                .toList();
    }

    /** Their numbers, each once, as a text. */
    public static String numbers(List<Xid> xids) {
        return xids.stream()
                .map(Xid::number)
                .distinct()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }

    /** The lines themselves. */
    public static List<Evidence> evidence(List<Xid> xids) {
        return xids.stream()
                .limit(SHOWN)
                .map(xid -> new Evidence(Evidence.Source.KERNEL, "kernel log", xid.line()))
                .toList();
    }

    /** A log that is closed to us is the rule, not a fault that leaves the verdict open. */
    private static Observed<List<String>> log(Machine machine) {
        Observed<List<String>> log = machine.kernelDriver().log();
        return log.isUnreadable() ? Observed.notApplicable("the kernel log is closed to this user") : log;
    }
}
