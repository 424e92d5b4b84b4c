package dev.gpudoctor.log;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What file names of libraries say: whose library it is and which release of CUDA, cuDNN or TensorRT brings it. */
public final class LibraryNames {
    private final List<Family> families;

    LibraryNames(List<Family> families) {
        this.families = List.copyOf(families);
    }

    /**
     * Libraries that belong together.
     *
     * @param name what people call the library
     * @param pattern the file name, the version in the group {@code number} and what Windows glues on in {@code glued}
     * @param component cuda, cudnn, tensorrt, driver ...
     * @param product what people install to have it, such as CUDA
     * @param releases the product's release for a number of the file name, empty where the number does not tell it; a
     *     number that is not listed is the release
     * @param values further values that the name implies, such as the Debian package
     */
    record Family(
            String name,
            Pattern pattern,
            String component,
            String product,
            Map<String, String> releases,
            Map<String, String> values) {
        Family {
            releases = Map.copyOf(releases);
            values = Map.copyOf(values);
        }
    }

    /** What a file name says; only the name itself where nothing is known of it. */
    Map<String, String> read(String file) {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        Map<String, String> values = new LinkedHashMap<>();
        for (Family family : families) {
            Matcher matcher = family.pattern().matcher(name);
            if (matcher.matches()) {
                values.put("library", family.name());
                values.put("component", family.component());
                values.put("product", family.product());
                values.putAll(family.values());
                release(family, matcher).ifPresent(release -> {
                    values.put("wanted", release);
                    values.put("wantedMajor", release.split("\\.", 2)[0]);
                });
                break;
            }
        }
        return values;
    }

    private static Optional<String> release(Family family, Matcher matcher) {
        return group(family, matcher, "number")
                .or(() -> group(family, matcher, "glued").map(LibraryNames::separated))
                .map(number -> family.releases().getOrDefault(number, number))
                .filter(release -> !release.isEmpty());
    }

    private static Optional<String> group(Family family, Matcher matcher, String name) {
        return family.pattern().namedGroups().containsKey(name)
                ? Optional.ofNullable(matcher.group(name))
                : Optional.empty();
    }

    /** Windows writes 10.1 as 101 and 11.0 as 110. */
    private static String separated(String number) {
        return number.length() == 3 && number.chars().allMatch(Character::isDigit)
                ? number.substring(0, 2) + "." + number.charAt(2)
                : number;
    }
}
