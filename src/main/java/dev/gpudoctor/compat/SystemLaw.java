package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.ImageGroup;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** Another Python than the system's own is installed beside it. */
    public static Compatibility withPython(JetPackRelease sameSystem, Version python) {
        Version own = sameSystem.python().orElseThrow().prefix(2);
        return own.equals(python)
                ? Compatibility.supported(sameSystem)
                : Compatibility.limited(Reason.OTHER_RELEASE, own, sameSystem);
    }

    /** Whether images are still made for a system: it has ended where none has the newest CUDA major. */
    public Compatibility isServed(String system) {
        List<ImageGroup> groups = matrix.rows(Subject.CUDA_IMAGES);
        Optional<ImageGroup> last =
                newest(groups.stream().filter(group -> group.os().contains(system)));
        if (last.isEmpty()) {
            return Compatibility.unknown("no image on " + system + " is known");
        }
        return last.get().release().major() < newest().major()
                ? Compatibility.forbidden(Reason.DROPPED, last.get().release(), last.get())
                : Compatibility.supported(last.get());
    }

    /** The newest CUDA with images on any system. */
    public Version newest() {
        return newest(matrix.rows(Subject.CUDA_IMAGES).stream()).orElseThrow().release();
    }

    private static Optional<ImageGroup> newest(Stream<ImageGroup> groups) {
        return groups.max(Comparator.comparing(ImageGroup::release));
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
