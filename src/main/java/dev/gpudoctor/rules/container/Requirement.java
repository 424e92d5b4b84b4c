package dev.gpudoctor.rules.container;

import dev.gpudoctor.version.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an image asks of the driver: alternatives apart by spaces, each a list of conditions apart by commas, all of which
 * must hold. A condition on something that is not known here does not hold.
 *
 * @param text the value of NVIDIA_REQUIRE_CUDA
 */
record Requirement(String text) {
    private static final Pattern CONDITION = Pattern.compile("([a-z]+)(>=|<=|!=|=|<|>)(.+)");

    /** The first alternative, which names the CUDA level of the image. */
    String first() {
        return text.strip().split("\\s+", 2)[0];
    }

    boolean isMetBy(Version cuda, Version driver, String brand) {
        return Stream.of(text.strip().split("\\s+")).anyMatch(alternative -> Stream.of(alternative.split(","))
                .allMatch(condition -> holds(condition, cuda, driver, brand)));
    }

    private static boolean holds(String condition, Version cuda, Version driver, String brand) {
        Matcher matcher = CONDITION.matcher(condition);
        if (!matcher.matches()) {
            return false;
        }
        return switch (matcher.group(1)) {
            case "cuda" -> compares(cuda, matcher.group(2), matcher.group(3));
            case "driver" -> compares(driver, matcher.group(2), matcher.group(3));
            case "brand" -> matcher.group(3).equals(brand) == matcher.group(2).equals("=");
            default -> false;
        };
    }

    private static boolean compares(Version here, String operator, String wanted) {
        Optional<Version> other = Version.parse(wanted);
        if (other.isEmpty()) {
            return false;
        }
        boolean below = here.isBelow(other.get());
        boolean above = other.get().isBelow(here);
        return switch (operator) {
            case ">=" -> !below;
            case "<=" -> !above;
            case ">" -> above;
            case "<" -> below;
            case "!=" -> below || above;
            default -> !below && !above;
        };
    }
}
