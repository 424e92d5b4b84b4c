package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Optional;

/** A GPU image without a tag, or with {@code latest}, moves to another CUDA by itself. */
final class ImageIsUnpinned extends ImageRule {
    ImageIsUnpinned() {
        super("docker.image.unpinned");
    }

    @Override
    Optional<Issue> judge(BaseImage image, LintContext context) {
        boolean moves = image.image().digest().isEmpty()
                && (image.image().tag().isEmpty()
                        || image.image().tag().get().equals("latest")
                        || isBareFlavour(image));
        return image.isGpuImage() && moves
                ? Optional.of(
                        issue(image.use().place(), Map.of("image", image.image().text())))
                : Optional.empty();
    }

    /** {@code tensorflow:latest-gpu} and the like: no word of the tag is a version. */
    private static boolean isBareFlavour(BaseImage image) {
        return image.image().tagWords().contains("latest") && !image.isForJetson();
    }
}
