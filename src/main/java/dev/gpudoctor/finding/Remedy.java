package dev.gpudoctor.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One step of a repair.
 *
 * @param text what to do, for people
 * @param argv the command as an argument vector, without sudo; empty where no single command does it
 * @param needsRoot whether it must run as root
 * @param needsReboot whether it takes effect only after a reboot
 * @param on ids or families of the distributions it is for, see {@link Distributions}; empty for all
 * @param in kinds of place it is possible in, such as {@code host}, {@code container} or {@code kubernetes}; empty for all
 * @param safe whether {@code gpudoctor fix --apply} may run it: it changes nothing that outlives a reboot, downloads
 *     nothing and installs nothing
 */
public record Remedy(
        String text,
        List<String> argv,
        List<String> on,
        List<String> in,
        boolean needsRoot,
        boolean needsReboot,
        boolean safe) {
    private static final String OTHER_WAY = "Or ";

    public Remedy {
        on = List.copyOf(on);
        in = List.copyOf(in);
        argv = List.copyOf(argv);
    }

    /** A step that is possible everywhere. */
    public Remedy(
            String text, List<String> argv, List<String> on, boolean needsRoot, boolean needsReboot, boolean safe) {
        this(text, argv, on, List.of(), needsRoot, needsReboot, safe);
    }

    /** Whether it can be done on that distribution in a place of those kinds. */
    boolean isPossible(String distribution, Set<String> places) {
        return (on.isEmpty() || on.stream().anyMatch(name -> Distributions.covers(name, distribution)))
                && (in.isEmpty() || in.stream().anyMatch(places::contains));
    }

    /** The same step with other arguments. */
    Remedy withArguments(List<String> other) {
        return new Remedy(text, other, on, in, needsRoot, needsReboot, safe);
    }

    /** The same step in other words. */
    public Remedy with(UnaryOperator<String> wording) {
        return new Remedy(
                wording.apply(text), argv.stream().map(wording).toList(), on, in, needsRoot, needsReboot, safe);
    }

    /** The same command for another sentence. */
    Remedy saying(String sentence) {
        return new Remedy(sentence, argv, on, in, needsRoot, needsReboot, safe);
    }

    /** The steps as they are, but that the first of them is not called another way: what it was another way to is left out. */
    public static List<Remedy> firstFirst(List<Remedy> remedies) {
        if (remedies.isEmpty() || !remedies.get(0).text().startsWith(OTHER_WAY)) {
            return remedies;
        }
        List<Remedy> steps = new ArrayList<>(remedies);
        String rest = steps.get(0).text().substring(OTHER_WAY.length());
        steps.set(0, steps.get(0).saying(rest.substring(0, 1).toUpperCase(Locale.ROOT) + rest.substring(1)));
        return steps;
    }
}
