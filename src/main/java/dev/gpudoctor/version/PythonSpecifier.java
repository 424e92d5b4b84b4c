package dev.gpudoctor.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version specifier of Python packaging (PEP 440), whose clauses must all hold: {@code >=2.4,<3}, {@code ==2.5.*},
 * {@code ~=1.4.2}. It is stricter than {@link VersionRange}: {@code ==2.5} does not admit 2.5.1.
 */
public record PythonSpecifier(List<Clause> clauses) {
    private static final Pattern CLAUSE = Pattern.compile("(===|==|!=|~=|>=|<=|>|<)\\s*([^\\s,;()]{1,100})");
    private static final String ANY_PATCH = ".*";

    /**
     * One comparison.
     *
     * @param operator as it is written
     * @param version what is compared with
     * @param prefix whether only the numbers given are compared, as in {@code ==2.5.*}
     */
    public record Clause(String operator, Version version, boolean prefix) {
        boolean admits(Version candidate) {
            return switch (operator) {
                case "==", "===" -> isEqual(candidate);
                case "!=" -> !isEqual(candidate);
                case "~=" ->
                    candidate.isAtLeast(version)
                            && candidate.isWithin(version.prefix(Math.max(1, version.precision() - 1)));
                case ">=" -> candidate.isAtLeast(version);
                case "<=" -> !candidate.isAbove(version);
                // A post release is not above its release, and a pre-release not below it.
                case ">" ->
                    candidate.isAbove(version)
                            && !candidate.prefix(candidate.precision()).equals(version);
                default ->
                    candidate.isBelow(version)
                            && !candidate.prefix(candidate.precision()).equals(version);
            };
        }

        /** A label of the build counts only where the specifier names one. */
        private boolean isEqual(Version candidate) {
            return prefix
                    ? candidate.isWithin(version)
                    : candidate.equals(version)
                            && (version.local().isEmpty() || version.local().equalsIgnoreCase(candidate.local()));
        }

        /** Whether it names one version, or the patches of one. */
        boolean isPin() {
            return operator.startsWith("==") || operator.equals("~=");
        }

        @Override
        public String toString() {
            return operator + version + (prefix ? ANY_PATCH : "");
        }
    }

    public PythonSpecifier {
        clauses = List.copyOf(clauses);
    }

    /** Reads clauses parted by commas; nothing where one of them is none. */
    public static Optional<PythonSpecifier> parse(String text) {
        List<Clause> clauses = new ArrayList<>();
        for (String piece : text.split(",")) {
            if (piece.isBlank()) {
                continue;
            }
            Matcher matcher = CLAUSE.matcher(piece.strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            boolean prefix = matcher.group(2).endsWith(ANY_PATCH);
            String number = prefix
                    ? matcher.group(2).substring(0, matcher.group(2).length() - ANY_PATCH.length())
                    : matcher.group(2);
            Optional<Version> version = Version.parse(number);
            if (version.isEmpty()) {
                return Optional.empty();
            }
            clauses.add(new Clause(matcher.group(1), version.get(), prefix));
        }
        return Optional.of(new PythonSpecifier(clauses));
    }

    public boolean admits(Version version) {
        return clauses.stream().allMatch(clause -> clause.admits(version));
    }

    /** Whether it asks for one release, so that another is not what the package was built for. */
    public boolean isPinned() {
        return clauses.stream().anyMatch(Clause::isPin);
    }

    /** Whether this version is below everything that is admitted. */
    public boolean isAbove(Version version) {
        return clauses.stream()
                .anyMatch(clause -> version.isBelow(clause.version())
                        && !clause.operator().startsWith("<")
                        && !clause.operator().equals("!="));
    }

    @Override
    public String toString() {
        return String.join(",", clauses.stream().map(Clause::toString).toList());
    }
}
