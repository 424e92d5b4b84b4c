package dev.gpudoctor.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of nodes in the short form of Slurm, pdsh and ClusterShell: {@code gpu[003-007,012]}. The number that counts is the
 * last one before the first dot.
 */
public final class Hostlist {
    /** By the text before the number, then the number, then the whole name. */
    public static final Comparator<String> ORDER = Comparator.<String, String>comparing(
                    name -> Numbered.of(name).prefix)
            .thenComparing(name -> Numbered.of(name).value)
            .thenComparing(Comparator.naturalOrder());

    private static final Pattern NAME = Pattern.compile("([^.]*?)(\\d{1,15})([^.\\d]*(?:\\..*)?)");

    private Hostlist() {}

    private record Numbered(String prefix, String digits, String suffix, long value) {
        static Numbered of(String name) {
            Matcher match = NAME.matcher(name);
            return match.matches()
                    ? new Numbered(match.group(1), match.group(2), match.group(3), Long.parseLong(match.group(2)))
                    : new Numbered(name, "", "", -1);
        }
    }

    /** The names in their short form, in order; each name once. */
    public static String of(Collection<String> names) {
        Map<String, List<Numbered>> families = new TreeMap<>();
        for (String name : names.stream().distinct().toList()) {
            Numbered numbered = Numbered.of(name);
            families.computeIfAbsent(numbered.prefix + "\n" + numbered.suffix, key -> new ArrayList<>())
                    .add(numbered);
        }
        return families.values().stream().map(Hostlist::family).collect(Collectors.joining(","));
    }

    private static String family(List<Numbered> members) {
        Numbered first = members.get(0);
        if (members.size() == 1) {
            return first.prefix + first.digits + first.suffix;
        }
        members.sort(Comparator.<Numbered>comparingInt(member -> member.digits.length())
                .thenComparingLong(Numbered::value));
        List<String> ranges = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= members.size(); i++) {
            if (i == members.size() || !follows(members.get(i - 1), members.get(i))) {
                String from = members.get(start).digits;
                ranges.add(i - start == 1 ? from : from + "-" + members.get(i - 1).digits);
                start = i;
            }
        }
        return first.prefix + "[" + String.join(",", ranges) + "]" + first.suffix;
    }

    private static boolean follows(Numbered one, Numbered next) {
        return next.value == one.value + 1 && next.digits.length() == one.digits.length();
    }
}
