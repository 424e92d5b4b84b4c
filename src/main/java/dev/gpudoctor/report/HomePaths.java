package dev.gpudoctor.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes people's names out of paths, component by component. A home directory becomes {@code /home/user}, those of
 * others {@code /home/user2} and so on: a path stays a path, two of them are as much the same as before, and what is
 * below a system directory or below {@code lib} stays as it is, whatever the user is called.
 */
final class HomePaths {
    private static final String USER = "user";

    /** Directories whose entries are homes. */
    private static final Set<String> PARENTS = Set.of("home", "homes", "Users");

    /** Below these nothing is called after a user. */
    private static final Set<String> SYSTEM =
            Set.of("usr", "lib", "lib32", "lib64", "libx32", "bin", "sbin", "boot", "dev", "sys", "etc");

    /** Below these only homes and mounted media are called after a user. */
    private static final Set<String> SERVICES = Set.of("proc", "run", "snap", "var");

    /** Directories of /opt that are named by those who make the software. */
    private static final Set<String> PRODUCTS = Set.of(
            "anaconda3",
            "conda",
            "containerd",
            "cuda",
            "cudnn",
            "google",
            "hpcx",
            "intel",
            "mambaforge",
            "miniconda3",
            "miniforge3",
            "nccl",
            "nvidia",
            "python",
            "pytorch",
            "rocm",
            "tensorflow",
            "tensorrt",
            "torch",
            "venv",
            "xilinx");

    /** From here on a path is that of a piece of software. */
    private static final Set<String> INSIDE =
            Set.of("lib", "lib64", "bin", "include", "share", "site-packages", "dist-packages", "targets", "compat");

    /** In free text a path ends before one of these. */
    private static final String ENDS = "\\s:;,=\"'`<>|()\\[\\]{}\\p{Cntrl}";

    private static final String STARTS_HERE = "(?<![\\p{L}\\p{N}_.~}\\-])";
    private static final String ENDS_HERE = "(?![\\p{L}\\p{N}_\\-]|\\.[\\p{L}\\p{N}])";
    private static final String PATH = STARTS_HERE + "/[^" + ENDS + "]+";
    private static final String WINDOWS = "(?<=\\\\Users\\\\)[^\\\\/" + ENDS + "]+";
    private static final String FULL_STOPS = ".!?…";
    private static final int MAX_SPACED = 100;
    private static final Pattern SPACE = Pattern.compile("^(/+(?:home|Users)/+)([^/]*[" + ENDS + "][^/]*)(?:/|$)");

    /** What an earlier version wrote for the home directory. */
    private static final String TILDE = "~";

    private final Map<String, String> homes = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Set<String> people = new LinkedHashSet<>();
    private final Pattern places;
    private final Optional<Pattern> phrases;

    /**
     * @param directories home directories, the user's own first
     * @param user the user's name
     * @param paths texts of which each is one path, from which names with spaces are learned
     */
    HomePaths(List<String> directories, Optional<String> user, Collection<String> paths) {
        for (String directory : directories) {
            String home = directory.replaceAll("/+$", "");
            if (home.equals(TILDE)) {
                homes.put(TILDE, "/home/" + pseudonym(USER));
            } else if (isPersonal(home)) {
                String name = home.substring(home.lastIndexOf('/') + 1);
                people.add(name);
                homes.putIfAbsent(home, "/home/" + pseudonym(name));
            }
        }
        user.ifPresent(name -> {
            people.add(name);
            pseudonym(name);
        });
        Set<String> spaced = new LinkedHashSet<>();
        paths.stream()
                .map(SPACE::matcher)
                .filter(Matcher::find)
                .limit(MAX_SPACED)
                .forEach(found -> spaced.add(found.group(2)));
        List<String> alternatives = new ArrayList<>();
        homes.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .forEach(home -> alternatives.add(STARTS_HERE + Pattern.quote(home) + ENDS_HERE));
        spaced.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .forEach(
                        name -> alternatives.add(STARTS_HERE + "/+(?:home|Users)/+" + Pattern.quote(name) + ENDS_HERE));
        alternatives.add(PATH);
        alternatives.add(WINDOWS);
        places = Pattern.compile(String.join("|", alternatives));
        phrases = people.isEmpty()
                ? Optional.empty()
                : Optional.of(Pattern.compile("(?<=\\b(?:belongs to|owned by) )(?:"
                        + String.join("|", people.stream().map(Pattern::quote).toList()) + ")" + ENDS_HERE));
    }

    /** A directory that is somebody's own: neither one of the system's nor one at the very top. */
    private static boolean isPersonal(String home) {
        List<String> parts =
                Stream.of(home.split("/")).filter(part -> !part.isEmpty()).toList();
        return home.startsWith("/")
                && parts.size() > 1
                && !SYSTEM.contains(parts.get(0))
                && !(parts.get(0).equals("opt"));
    }

    /** One for each name, in the order in which they are met; the user's own comes first. */
    private String pseudonym(String name) {
        return names.computeIfAbsent(name, any -> names.isEmpty() ? USER : USER + (names.size() + 1));
    }

    /** Whether this is the name of one of the users whose homes are known. */
    boolean isKnown(String name) {
        return people.contains(name);
    }

    /** What the machine's own user is called; everybody knows root. */
    String own(String name) {
        return name.equals("root") ? name : USER;
    }

    /** The text without names of people in its paths. */
    String redact(String text) {
        String redacted = text;
        if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0 || text.equals(TILDE)) {
            redacted = places.matcher(text).replaceAll(found -> Matcher.quoteReplacement(place(text, found)));
        }
        return phrases.isEmpty() ? redacted : phrases.get().matcher(redacted).replaceAll(USER);
    }

    private String place(String text, MatchResult found) {
        String place = found.group();
        if (homes.containsKey(place)) {
            return homes.get(place);
        }
        boolean url = place.startsWith("//") && found.start() > 0 && text.charAt(found.start() - 1) == ':';
        boolean local = place.startsWith("///");
        if (url && !local) {
            return place;
        }
        return place.startsWith("/") ? path(place) : named(place);
    }

    /** A name that free text may have put a full stop to. */
    private String named(String name) {
        int end = name.length();
        while (end > 0 && FULL_STOPS.indexOf(name.charAt(end - 1)) >= 0) {
            end--;
        }
        return end == 0 ? name : pseudonym(name.substring(0, end)) + name.substring(end);
    }

    private String path(String path) {
        String[] parts = path.split("/", -1);
        String top = "";
        String before = "";
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.isEmpty()) {
                continue;
            }
            boolean home = PARENTS.contains(before) && !SYSTEM.contains(top);
            if (home && (before.equals(top) || !INSIDE.contains(part)) && !part.startsWith(".")) {
                parts[i] = named(part);
                return String.join("/", parts);
            }
            if (INSIDE.contains(part) || top.equals("opt") && PRODUCTS.contains(part)) {
                return path;
            }
            if (people.contains(part) && isNamedAfterUsers(top, before)) {
                parts[i] = pseudonym(part);
                return String.join("/", parts);
            }
            top = top.isEmpty() ? part : top;
            before = part;
        }
        return path;
    }

    private static boolean isNamedAfterUsers(String top, String before) {
        return !top.isEmpty() && !SYSTEM.contains(top) && (!SERVICES.contains(top) || before.equals("media"));
    }
}
