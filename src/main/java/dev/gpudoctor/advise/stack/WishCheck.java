package dev.gpudoctor.advise.stack;

import dev.gpudoctor.compat.NearNames;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What wishes can be about. They are checked before anything is answered. */
public final class WishCheck {
    static final Map<String, String> OTHER_NAMES = Map.of(
            "tensorflow-gpu", "tensorflow",
            "tf", "tensorflow",
            "pytorch", "torch",
            "onnxruntime-gpu", "onnxruntime",
            "ort", "onnxruntime",
            "trt", "tensorrt");
    static final Set<String> ABOUT_THE_MACHINE = Set.of("gpu", "driver", "platform", "os", "keep");
    static final Set<String> LIBRARIES = Set.of("cuda", "cudnn", "tensorrt", "python", "jetpack");
    /** What images alone can be asked for. */
    private static final String IMAGE = "image";

    private final Matrix matrix;

    public WishCheck(Matrix matrix) {
        this.matrix = matrix;
    }

    /** The name that the matrix has for what a wish is about. */
    static String subject(Wish wish) {
        return OTHER_NAMES.getOrDefault(wish.subject(), wish.subject());
    }

    /**
     * Checks wishes for a stack.
     *
     * @throws WishException if one is about nothing that is known, or its versions cannot be read
     */
    void stack(List<Wish> wishes) throws WishException {
        check(wishes, stackSubjects());
    }

    /**
     * Checks wishes for an image, which may hold frameworks that no stack has.
     *
     * @throws WishException as for a stack
     */
    public void image(List<Wish> wishes) throws WishException {
        List<String> known = new ArrayList<>(stackSubjects());
        known.add(IMAGE);
        matrix.images().stream()
                .flatMap(image -> image.framework().stream())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .forEach(known::add);
        check(wishes, known);
        for (Wish wish : wishes) {
            if (wish.subject().equals(IMAGE)) {
                repository(wish);
            }
        }
    }

    private void repository(Wish wish) throws WishException {
        List<String> known = matrix.images().stream()
                .map(Image::repository)
                .distinct()
                .flatMap(name -> Stream.of(name, name.substring(name.lastIndexOf('/') + 1)))
                .distinct()
                .toList();
        List<String> near = NearNames.of(wish.value(), known);
        if (!near.isEmpty() && !known.contains(wish.value())) {
            throw new WishException(
                    "no image is called '" + wish.value() + "'; did you mean " + String.join(" or ", near) + "?");
        }
    }

    /**
     * Sees that there is a release of what is wished for, whatever the machine.
     *
     * @throws WishException if no row satisfies a wish
     */
    public void releases(List<Wish> wishes) throws WishException {
        Candidates candidates = new Candidates(matrix);
        for (Wish wish : wishes) {
            String subject = subject(wish);
            if (!wish.condition().isEmpty()
                    && !ABOUT_THE_MACHINE.contains(subject)
                    && stackSubjects().contains(subject)) {
                exists(wish, subject, candidates.releases(subject));
                if (!LIBRARIES.contains(subject)) {
                    isDescribed(wish, subject, candidates);
                }
            }
        }
    }

    /** Of a driver that is newer than every known branch nothing can be said; on Windows a branch has several numbers. */
    private void driverExists(Wish wish) throws WishException {
        int newest = matrix.rows(Subject.DRIVER_BRANCHES).stream()
                .flatMap(row -> Stream.concat(
                        Stream.of(row.branch()), row.latestWindows().stream().map(Version::major)))
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow();
        Optional<Version> stated = Version.parse(wish.value());
        if (stated.filter(version -> version.major() > newest).isPresent()) {
            throw new WishException("no driver branch " + stated.get().major() + " is known; the newest known is "
                    + newest + " (matrix as of " + matrix.manifest().asOf() + ")");
        }
    }

    /** An old Python that no wheel names any more is one all the same. */
    private void exists(Wish wish, String subject, List<Version> newestFirst) throws WishException {
        VersionRange range = wish.range();
        boolean exists = newestFirst.stream().anyMatch(version -> StackProblem.admits(range, version));
        Optional<Version> nearest =
                newestFirst.stream().filter(version -> isBelow(version, range)).findFirst();
        Version newest = newestFirst.get(0);
        boolean old = subject.equals(StackProblem.PYTHON) && !nearest.equals(Optional.of(newest));
        if (!exists && !old) {
            throw new WishException(
                    "no release of " + subject + " satisfies '" + wish.text() + "'; the newest known is "
                            + newest
                            + nearest.filter(version -> !version.equals(newest))
                                    .map(version -> ", and the nearest before it " + version)
                                    .orElse("")
                            + " (matrix as of " + matrix.manifest().asOf() + ")");
        }
    }

    private void isDescribed(Wish wish, String framework, Candidates candidates) throws WishException {
        VersionRange range = wish.range();
        List<Version> meant = candidates.releases(framework).stream()
                .filter(version -> StackProblem.admits(range, version))
                .toList();
        if (meant.stream().noneMatch(version -> candidates.isDescribed(framework, version))) {
            throw new WishException("what " + framework + " " + meant.get(0) + " goes with is not known (matrix as of "
                    + matrix.manifest().asOf() + ")");
        }
    }

    private static boolean isBelow(Version version, VersionRange range) {
        return range.bounds().stream()
                .filter(bound -> bound.operator() != VersionRange.Operator.BELOW
                        && bound.operator() != VersionRange.Operator.AT_MOST
                        && bound.operator() != VersionRange.Operator.NOT)
                .allMatch(bound -> version.isBelow(bound.version()));
    }

    /** A distribution that is nearly spelt like a known one; what is like none may be one that the matrix does not know. */
    private void system(String name) throws WishException {
        List<String> known = matrix.rows(Subject.CUDA_IMAGES).stream()
                .flatMap(group -> group.os().stream())
                .map(os -> SystemPart.of(os).distribution())
                .distinct()
                .toList();
        String distribution = SystemPart.of(name).distribution();
        List<String> near = NearNames.of(distribution, known);
        if (!near.isEmpty() && !known.contains(distribution)) {
            throw new WishException("no system is called '" + name + "'; did you mean " + near.get(0)
                    + name.substring(distribution.length()) + "?");
        }
    }

    private List<String> stackSubjects() {
        List<String> known = new ArrayList<>(OTHER_NAMES.keySet());
        known.addAll(ABOUT_THE_MACHINE);
        known.addAll(LIBRARIES);
        Subject.frameworks().forEach(subject -> known.add(subject.shortName()));
        return known;
    }

    private void check(List<Wish> wishes, List<String> known) throws WishException {
        for (Wish wish : wishes) {
            if (!known.contains(wish.subject())) {
                List<String> near = NearNames.of(wish.subject(), known);
                throw new WishException("nothing is known about '" + wish.subject() + "'"
                        + (near.isEmpty()
                                ? " (known are "
                                        + String.join(
                                                ", ",
                                                known.stream()
                                                        .sorted()
                                                        .distinct()
                                                        .toList()) + ")"
                                : "; did you mean " + String.join(" or ", near) + "?"));
            }
            if (wish.subject().equals(StackProblem.OS)) {
                system(wish.value());
            }
            if (wish.subject().equals("driver")) {
                driverExists(wish);
            }
            if (!ABOUT_THE_MACHINE.contains(wish.subject()) && !wish.subject().equals(IMAGE)) {
                wish.range();
            }
        }
    }
}
