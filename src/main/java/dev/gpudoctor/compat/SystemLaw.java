package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.ImageGroup;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import java.util.List;

/** What NVIDIA publishes for an operating system, told by the tags of its images. */
public final class SystemLaw {
    private final Matrix matrix;

    public SystemLaw(Matrix matrix) {
        this.matrix = matrix;
    }

    /** The images of a CUDA minor. */
    public List<ImageGroup> images(Version cuda) {
        Version minor = cuda.prefix(2);
        return matrix.rows(Subject.CUDA_IMAGES).stream()
                .filter(group -> group.release().isWithin(minor))
                .toList();
    }

    /**
     * CUDA on a system; what only some images of a release are known of decides nothing.
     *
     * @param system such as {@code ubuntu22.04}
     */
    public Compatibility publishes(Version cuda, String system) {
        List<ImageGroup> groups = images(cuda);
        Row[] used = groups.toArray(Row[]::new);
        if (groups.stream().anyMatch(group -> group.os().contains(system))) {
            return Compatibility.supported(used);
        }
        boolean known = matrix.rows(Subject.CUDA_IMAGES).stream()
                .anyMatch(group -> group.os().contains(system));
        return known && groups.stream().anyMatch(group -> !group.partial())
                ? Compatibility.forbidden(Reason.MISSING, "another system", used)
                : Compatibility.unknown("whether CUDA " + cuda + " is published for " + system + " is not known", used);
    }
}
