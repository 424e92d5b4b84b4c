package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.matrix.Subject;
import java.util.Map;
import java.util.Optional;

/** The matrix has no row for the tag of an NVIDIA image, so nothing can be said about it. */
final class ImageIsUnlisted extends ImageRule {
    ImageIsUnlisted() {
        super("docker.image.unlisted");
    }

    @Override
    Optional<Issue> judge(BaseImage image, LintContext context) {
        boolean named =
                image.image().tag().isPresent() && !image.image().tagWords().contains("latest");
        return named
                        && image.row().isEmpty()
                        && (isOfUnknownCuda(image, context) || isOfKnownRepository(image, context))
                ? Optional.of(issue(
                        image.use().place(),
                        Map.of(
                                "image", image.image().text(),
                                "matrix",
                                        context.matrix()
                                                .manifest()
                                                .dataVersion()
                                                .toString(),
                                "date", context.matrix().manifest().asOf().toString())))
                : Optional.empty();
    }

    /** A CUDA image of a release without rows; a known release is judged by the list of its tags. */
    private static boolean isOfUnknownCuda(BaseImage image, LintContext context) {
        return image.origin() == BaseImage.Origin.CUDA
                && context.matrix().rows(Subject.CUDA_IMAGES).stream()
                        .noneMatch(group ->
                                !group.partial() && Optional.of(group.release()).equals(image.cuda()));
    }

    private static boolean isOfKnownRepository(BaseImage image, LintContext context) {
        return image.origin() == BaseImage.Origin.NGC
                && context.matrix().rows(Subject.NGC_IMAGES).stream()
                        .anyMatch(row -> row.repository().equals(image.image().name()));
    }
}
