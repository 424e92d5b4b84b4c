package dev.gpudoctor.finding;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One step of a repair.
 *
 * @param text what to do, for people
 * @param argv the command as an argument vector, without sudo; empty where no single command does it
 * @param needsRoot whether it must run as root
 * @param needsReboot whether it takes effect only after a reboot
 * @param on ids of the distributions it is for, as os-release has them; empty for all
 * @param safe whether {@code gpudoctor fix --apply} may run it: it changes nothing that outlives a reboot, downloads
 *     nothing and installs nothing
 */
public record Remedy(
        String text, List<String> argv, List<String> on, boolean needsRoot, boolean needsReboot, boolean safe) {
    public Remedy {
        on = List.copyOf(on);
        argv = List.copyOf(argv);
    }

    /** The same step in other words. */
    Remedy with(UnaryOperator<String> wording) {
        return new Remedy(wording.apply(text), argv.stream().map(wording).toList(), on, needsRoot, needsReboot, safe);
    }
}
