package dev.gpudoctor.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The condition behind a requirement (PEP 508): {@code platform_system == "Linux" and python_version < "3.13"}. */
final class PythonMarker {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\\(|\\)|'[^']{0,100}'|\"[^\"]{0,100}\"|[A-Za-z_.]{1,40}|===|==|!=|~=|>=|<=|>|<)");
    private static final int MAX_TOKENS = 200;
    private static final int MAX_DEPTH = 20;

    private final List<String> tokens;
    private final Map<String, String> environment;
    private int at;

    private PythonMarker(List<String> tokens, Map<String, String> environment) {
        this.tokens = tokens;
        this.environment = environment;
    }

    /** Whether it holds; nothing where it asks for what the environment does not tell, or cannot be read. */
    static Optional<Boolean> holds(String text, Map<String, String> environment) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text.strip());
        int end = 0;
        while (tokens.size() < MAX_TOKENS && matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (end != text.strip().length()) {
            return Optional.empty();
        }
        PythonMarker marker = new PythonMarker(tokens, environment);
        Optional<Boolean> value = marker.alternatives(0);
        return marker.at == tokens.size() ? value : Optional.empty();
    }

    private Optional<Boolean> alternatives(int depth) {
        Optional<Boolean> value = conjunction(depth);
        while (value.isPresent() && take("or")) {
            Optional<Boolean> other = conjunction(depth);
            value = value.flatMap(one -> other.map(two -> one || two));
        }
        return value;
    }

    private Optional<Boolean> conjunction(int depth) {
        Optional<Boolean> value = term(depth);
        while (value.isPresent() && take("and")) {
            Optional<Boolean> other = term(depth);
            value = value.flatMap(one -> other.map(two -> one && two));
        }
        return value;
    }

    private Optional<Boolean> term(int depth) {
        if (take("(")) {
            Optional<Boolean> value = depth < MAX_DEPTH ? alternatives(depth + 1) : Optional.empty();
            return take(")") ? value : Optional.empty();
        }
        if (at + 2 >= tokens.size()) {
            return Optional.empty();
        }
        Optional<String> left = operand(tokens.get(at++));
        String operator = tokens.get(at++);
        if (operator.equals("not")) {
            operator = "not " + tokens.get(at++);
        }
        if (at >= tokens.size()) {
            return Optional.empty();
        }
        Optional<String> right = operand(tokens.get(at++));
        return left.isEmpty() || right.isEmpty() ? Optional.empty() : compare(left.get(), operator, right.get());
    }

    private boolean take(String token) {
        if (at < tokens.size() && tokens.get(at).equals(token)) {
            at++;
            return true;
        }
        return false;
    }

    private Optional<String> operand(String token) {
        return token.startsWith("'") || token.startsWith("\"")
                ? Optional.of(token.substring(1, token.length() - 1))
                : Optional.ofNullable(environment.get(token));
    }

    private static Optional<Boolean> compare(String left, String operator, String right) {
        Optional<Version> version = Version.parse(left);
        Optional<PythonSpecifier> specifier = PythonSpecifier.parse(operator + right);
        if (version.isPresent() && specifier.isPresent()) {
            return Optional.of(specifier.get().admits(version.get()));
        }
        return switch (operator) {
            case "==", "===" -> Optional.of(left.equals(right));
            case "!=" -> Optional.of(!left.equals(right));
            case "in" -> Optional.of(right.contains(left));
            case "not in" -> Optional.of(!right.contains(left));
            default -> Optional.empty();
        };
    }
}
