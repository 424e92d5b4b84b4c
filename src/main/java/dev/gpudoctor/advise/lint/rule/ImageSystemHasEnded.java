package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.matrix.ImageGroup;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** No image of the newest CUDA major is made for this system any more. */
final class ImageSystemHasEnded extends ImageRule {
    ImageSystemHasEnded() {
        super("docker.image.os-ended");
    }

    @Override
    Optional<Issue> judge(BaseImage image, LintContext context) {
        if (image.origin() != BaseImage.Origin.CUDA || image.os().isEmpty()) {
            return Optional.empty();
        }
        String os = image.os().get();
        List<ImageGroup> groups = context.matrix().rows(Subject.CUDA_IMAGES);
        Optional<Version> newest = newest(groups.stream());
        Optional<Version> last =
                newest(groups.stream().filter(group -> group.os().contains(os)));
        return last.filter(here -> here.major() < newest.orElse(here).major())
                .map(here -> issue(
                        image.use().place(),
                        Map.of(
                                "os",
                                os,
                                "last",
                                here.toString(),
                                "newest",
                                newest.get().toString())));
    }

    private static Optional<Version> newest(Stream<ImageGroup> groups) {
        return groups.map(ImageGroup::release).max(Comparator.naturalOrder());
    }
}
