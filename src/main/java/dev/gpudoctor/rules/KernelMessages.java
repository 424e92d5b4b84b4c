package dev.gpudoctor.rules;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What NVIDIA's module said in the kernel log. It wraps its messages over several lines, which are joined here. */
public final class KernelMessages {
    private static final Pattern PREFIX = Pattern.compile(".*?\\bNVRM:\\s*(.*)");
    /** One message has at most that many lines; older ones are not joined to it. */
    private static final int JOINED = 8;

    private KernelMessages() {}

    /** The newest place where the log has that text, whatever lines it was wrapped over. */
    public static Optional<Evidence> find(Machine machine, Pattern text) {
        List<String> lines = new ArrayList<>();
        for (String line : machine.kernelDriver().log().toOptional().orElse(List.of())) {
            Matcher matcher = PREFIX.matcher(line);
            lines.add(matcher.matches() ? matcher.group(1).strip() : line.strip());
        }
        for (int end = lines.size(); end > 0; end--) {
            String joined = String.join(" ", lines.subList(Math.max(0, end - JOINED), end))
                    .replaceAll("\\s+", " ");
            Matcher matcher = text.matcher(joined);
            if (matcher.find()) {
                return Optional.of(new Evidence(Evidence.Source.KERNEL, "kernel log", matcher.group()));
            }
        }
        return Optional.empty();
    }
}
