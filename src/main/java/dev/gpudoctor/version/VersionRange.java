package dev.gpudoctor.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Bounds on a version, all of which must hold: {@code >=10.3,<11}, {@code =2.10}, {@code !=9.0}. Bounds speak of
 * releases: {@code <=12.4} includes 12.4.1, {@code =2.10} includes 2.10.1, {@code >12.4} excludes 12.4.1, {@code <11}
 * excludes 11.0rc1.
 */
public record VersionRange(List<Bound> bounds) {
    private static final Pattern BOUND = Pattern.compile("(>=|<=|==|!=|=|>|<|~=)?\\s*(\\S+)");

    /** One comparison of a range. */
    public record Bound(Operator operator, Version version) {
        boolean admits(Version candidate) {
            return switch (operator) {
                case AT_LEAST -> candidate.isAtLeast(version);
                case AT_MOST -> candidate.isBelow(version) || candidate.isWithin(version);
                case EXACTLY -> candidate.isWithin(version);
                case NOT -> !candidate.isWithin(version);
                case ABOVE -> candidate.isAtLeast(version) && !candidate.isWithin(version);
                case BELOW -> candidate.isBelow(version) && !candidate.isWithin(version);
            };
        }

        @Override
        public String toString() {
            return operator.sign + version;
        }
    }

    /** How a bound compares. */
    public enum Operator {
        AT_LEAST(">="),
        AT_MOST("<="),
        EXACTLY("="),
        NOT("!="),
        ABOVE(">"),
        BELOW("<");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        private static Operator of(String sign) {
            return switch (sign) {
                case ">=" -> AT_LEAST;
                case "<=" -> AT_MOST;
                case "!=" -> NOT;
                case ">" -> ABOVE;
                case "<" -> BELOW;
                default -> EXACTLY;
            };
        }
    }

    public VersionRange {
        bounds = List.copyOf(bounds);
    }

    /** The range that admits every version. */
    public static VersionRange any() {
        return new VersionRange(List.of());
    }

    public static VersionRange atLeast(Version version) {
        return new VersionRange(List.of(new Bound(Operator.AT_LEAST, version)));
    }

    /** Reads bounds parted by commas; nothing when one of them is not a bound. */
    public static Optional<VersionRange> parse(String text) {
        List<Bound> bounds = new ArrayList<>();
        for (String piece : text.split(",", -1)) {
            Matcher matcher = BOUND.matcher(piece.strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String sign = matcher.group(1) == null ? "=" : matcher.group(1);
            String number = matcher.group(2).endsWith(".*")
                    ? matcher.group(2).substring(0, matcher.group(2).length() - 2)
                    : matcher.group(2);
            Optional<Version> version = Version.parse(number);
            if (version.isEmpty()) {
                return Optional.empty();
            }
            if (sign.equals("~=")) {
                bounds.add(new Bound(Operator.AT_LEAST, version.get()));
                bounds.add(new Bound(
                        Operator.EXACTLY,
                        version.get().prefix(Math.max(1, version.get().precision() - 1))));
            } else {
                bounds.add(new Bound(Operator.of(sign), version.get()));
            }
        }
        return Optional.of(new VersionRange(bounds));
    }

    /**
     * Reads a range that is known to be one.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static VersionRange of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a version range: " + text));
    }

    public boolean admits(Version version) {
        return bounds.stream().allMatch(bound -> bound.admits(version));
    }

    /**
     * Whether the bounds contradict each other, so that no version is admitted: {@code >=13,<12}. If one is, then so is
     * the version of a bound, the release after it, or 0.
     */
    public boolean isEmpty() {
        return Stream.concat(
                        Stream.of(Version.of("0")),
                        bounds.stream().map(Bound::version).flatMap(version -> Stream.of(version, version.next())))
                .noneMatch(this::admits);
    }

    @Override
    public String toString() {
        return bounds.isEmpty()
                ? "any"
                : String.join(",", bounds.stream().map(Bound::toString).toList());
    }
}
