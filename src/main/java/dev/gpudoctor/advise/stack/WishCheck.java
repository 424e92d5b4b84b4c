package dev.gpudoctor.advise.stack;

import dev.gpudoctor.compat.NearNames;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
    }

    private List<String> stackSubjects() {
        List<String> known = new ArrayList<>(OTHER_NAMES.keySet());
        known.addAll(ABOUT_THE_MACHINE);
        known.addAll(LIBRARIES);
        Subject.frameworks().forEach(subject -> known.add(subject.shortName()));
        return known;
    }

    private static void check(List<Wish> wishes, List<String> known) throws WishException {
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
            if (!ABOUT_THE_MACHINE.contains(wish.subject()) && !wish.subject().equals(IMAGE)) {
                wish.range();
            }
        }
    }
}
