package dev.gpudoctor.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version number as NVIDIA and Python projects print it, compared number by number and never as text:
 * {@code 550.54.15 < 550.100}, {@code 580.65.06}, {@code 10.13.3.9}, {@code 2.11.0+cu130}, {@code 2.10.0rc1}.
 *
 * <p>Missing parts count as zero, so {@code 12.4} and {@code 12.4.0} are equal; the raw text is kept for display and
 * plays no part in the order. A pre-release ({@code a}, {@code b}, {@code rc}) comes before its release, a
 * {@code .post} after it, and a {@code .dev} before whatever it leads to; a local label ({@code +cu130}) is carried
 * but not compared.
 */
public final class Version implements Comparable<Version> {
    /** Longest text accepted; anything longer is no version. */
    public static final int MAX_LENGTH = 100;

    private static final Pattern SHAPE = Pattern.compile("v?(\\d{1,9}(?:\\.\\d{1,9}){0,7})"
            + "(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\\d{0,9}))?"
            + "(?:[-_.]?post[-_.]?(\\d{0,9}))?(?:[-_.]?dev[-_.]?(\\d{0,9}))?(?:\\+([A-Za-z0-9._-]+))?");

    private static final int ALPHA = 0;
    private static final int BETA = 1;
    private static final int CANDIDATE = 2;
    private static final int RELEASED = 3;
    private static final int NO_POST = -1;
    private static final int FINISHED = Integer.MAX_VALUE;

    private final List<Integer> parts;
    private final int stage;
    private final int stageNumber;
    private final int post;
    private final int dev;
    private final String local;
    private final String text;

    private Version(List<Integer> parts, int stage, int stageNumber, int post, int dev, String local, String text) {
        this.parts = parts;
        this.stage = stage;
        this.stageNumber = stageNumber;
        this.post = post;
        this.dev = dev;
        this.local = local;
        this.text = text;
    }

    /** Reads a version, or nothing when the whole text is not one. */
    public static Optional<Version> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<Integer> parts = new ArrayList<>();
        for (String part : matcher.group(1).split("\\.")) {
            parts.add(Integer.parseInt(part));
        }
        boolean released = matcher.group(2) == null;
        int stage = released ? RELEASED : stageOf(matcher.group(2));
        int stageNumber = released ? 0 : number(matcher.group(3));
        int post = matcher.group(4) == null ? NO_POST : number(matcher.group(4));
        int dev = matcher.group(5) == null ? FINISHED : number(matcher.group(5));
        String local = matcher.group(6) == null ? "" : matcher.group(6);
        return Optional.of(new Version(List.copyOf(parts), stage, stageNumber, post, dev, local, text.strip()));
    }

    /**
     * Reads a version that is known to be one.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static Version of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a version: " + text));
    }

    private static int stageOf(String word) {
        return switch (word) {
            case "a", "alpha" -> ALPHA;
            case "b", "beta" -> BETA;
            default -> CANDIDATE;
        };
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** The part at this place counted from zero; zero where the text has none. */
    public int part(int index) {
        return index < parts.size() ? parts.get(index) : 0;
    }

    public int major() {
        return part(0);
    }

    public int minor() {
        return part(1);
    }

    /** How many numbers the text has. */
    public int precision() {
        return parts.size();
    }

    /** The first {@code count} parts: {@code 12.4.1} cut to two is {@code 12.4}. */
    public Version prefix(int count) {
        return release(parts.subList(0, Math.min(count, parts.size())));
    }

    private static Version release(List<Integer> parts) {
        StringBuilder text = new StringBuilder();
        for (int part : parts) {
            text.append(text.length() == 0 ? "" : ".").append(part);
        }
        return new Version(List.copyOf(parts), RELEASED, 0, NO_POST, FINISHED, "", text.toString());
    }

    /** The release after this one: its last number is one more, {@code 12.4} becomes {@code 12.5}. */
    Version next() {
        List<Integer> more = new ArrayList<>(parts);
        more.set(more.size() - 1, more.get(more.size() - 1) + 1);
        return release(more);
    }

    /** Whether this version lies in the release named by the other: {@code 12.4.1} is within {@code 12.4}. */
    public boolean isWithin(Version release) {
        return startsLike(release)
                && (equals(release) || prefix(release.precision()).compareTo(release) == 0);
    }

    /** Tells most pairs apart without making a new version. */
    private boolean startsLike(Version release) {
        for (int i = 0; i < Math.min(parts.size(), release.parts.size()); i++) {
            if (part(i) != release.part(i)) {
                return false;
            }
        }
        return true;
    }

    public boolean isPreRelease() {
        return stage != RELEASED || dev != FINISHED;
    }

    /** A bare {@code .dev} leads to the first pre-release and so comes before it. */
    private int phase() {
        return stage == RELEASED && post == NO_POST && dev != FINISHED ? -1 : stage;
    }

    /** The label behind {@code +}, empty if there is none; wheels name their CUDA here. */
    public String local() {
        return local;
    }

    public boolean isAtLeast(Version other) {
        return compareTo(other) >= 0;
    }

    public boolean isAbove(Version other) {
        return compareTo(other) > 0;
    }

    public boolean isBelow(Version other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Version other) {
        int order = 0;
        for (int i = 0; order == 0 && i < Math.max(parts.size(), other.parts.size()); i++) {
            order = Integer.compare(part(i), other.part(i));
        }
        // In steps and not by a Comparator, whose parts no class archive holds.
        order = order != 0 ? order : Integer.compare(phase(), other.phase());
        order = order != 0 ? order : Integer.compare(stageNumber, other.stageNumber);
        order = order != 0 ? order : Integer.compare(post, other.post);
        return order != 0 ? order : Integer.compare(dev, other.dev);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        int last = parts.size();
        while (last > 0 && parts.get(last - 1) == 0) {
            last--;
        }
        return Objects.hash(parts.subList(0, last), stage, stageNumber, post, dev);
    }

    /** The text as it was read. */
    @Override
    public String toString() {
        return text;
    }
}
