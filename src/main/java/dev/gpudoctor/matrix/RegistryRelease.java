package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A release of a package as the committed snapshot of a package registry has it.
 *
 * @param name the version as the registry writes it
 * @param withdrawn whether every file of it was withdrawn
 */
record RegistryRelease(String name, Optional<PartialDate> released, boolean withdrawn, List<Wheel> wheels) {
    private static final Pattern FINAL = Pattern.compile("[0-9]+([.][0-9]+)*([.]post[0-9]+)?");
    private static final Pattern TAG = Pattern.compile("([0-9]+[.][0-9]+)([+t]?)");
    private static final Pattern REQUIREMENT = Pattern.compile("([A-Za-z0-9._-]+)[^;(=<>!~]*[(]?([^;)]*)[)]?(.*)");

    /**
     * The wheels of one platform.
     *
     * @param pythons {@code 3.12}, {@code 3.13t} without a global lock, {@code 3.8+} from that one on
     * @param requirements what it declares, as it writes it
     * @param cuda what its own build file says of CUDA
     */
    record Wheel(String platform, List<String> pythons, List<String> requirements, Optional<String> cuda) {
        private static Wheel read(RowReader row) {
            return new Wheel(
                    row.text("platform"),
                    row.texts("python"),
                    row.texts("requires"),
                    row.optionalRow("constants", RegistryRelease::cuda).flatMap(found -> found));
        }

        /** The minor releases of Python that it has a wheel for, apart from those without a global lock. */
        List<Version> minors() {
            return pythons.stream()
                    .map(TAG::matcher)
                    .filter(tag -> tag.matches() && tag.group(2).isEmpty())
                    .map(tag -> Version.of(tag.group(1)))
                    .sorted()
                    .toList();
        }

        /** Whether some wheel serves every later Python too. */
        boolean isOpen() {
            return pythons.stream().anyMatch(tag -> tag.endsWith("+") || !tag.contains("."));
        }

        /** The version to which a requirement outside extras pins a package, by the beginning of the package's name. */
        Optional<Version> pin(String package_) {
            return requirements.stream()
                    .map(REQUIREMENT::matcher)
                    .filter(Matcher::matches)
                    .filter(line ->
                            line.group(1).startsWith(package_) && !line.group(3).contains("extra"))
                    .map(line -> line.group(2).strip())
                    .filter(bound -> bound.startsWith("==") && !bound.contains(","))
                    .flatMap(bound -> Version.parse(bound.substring(2).strip()).stream())
                    .findFirst();
        }
    }

    private static Optional<String> cuda(RowReader constants) {
        return Stream.of("cuda", "cuda_version", "cuda_version_number", "__cuda_version__")
                .flatMap(name -> constants.optionalText(name).stream())
                .findFirst();
    }

    static RegistryRelease read(RowReader row) {
        return new RegistryRelease(
                row.text("version"), row.optionalDate("released"), row.flag("yanked"), row.rows("wheels", Wheel::read));
    }

    /** Its version, unless it is a preview. */
    Optional<Version> version() {
        return FINAL.matcher(name).matches() ? Version.parse(name) : Optional.empty();
    }

    Optional<Wheel> wheel(String platform) {
        return wheels.stream()
                .filter(wheel -> wheel.platform().equals(platform))
                .findFirst();
    }

    /** What a set of Pythons and the tags of wheels disagree on; empty if on nothing. */
    static Optional<String> pythonProblem(VersionSet stated, List<Wheel> wheels) {
        List<Version> minors = wheels.stream()
                .flatMap(wheel -> wheel.minors().stream())
                .sorted()
                .toList();
        Optional<Version> refused =
                minors.stream().filter(minor -> !stated.admits(minor)).findFirst();
        if (refused.isPresent()) {
            return Optional.of("leaves out Python " + refused.get() + ", for which there is a wheel");
        }
        if (minors.isEmpty() || wheels.stream().anyMatch(Wheel::isOpen)) {
            return Optional.empty();
        }
        Version newest = minors.get(minors.size() - 1);
        Version next = Version.of(newest.major() + "." + (newest.minor() + 1));
        return stated.admits(next)
                ? Optional.of("has Python " + next + ", for which there is no wheel")
                : Optional.empty();
    }

    /** Whether a set is one exact version. */
    static Optional<Version> exact(VersionSet set) {
        return set.anyOf().size() == 1
                ? set.anyOf().get(0).bounds().stream()
                        .filter(bound -> bound.operator() == VersionRange.Operator.EXACTLY)
                        .map(VersionRange.Bound::version)
                        .findFirst()
                : Optional.empty();
    }
}
