package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.version.ComputeCapability;
import java.util.Map;
import java.util.Optional;

/** The libraries of the image hold no code for the GPU it is to run on. */
final class ImageNeedsNewerGpu extends ImageRule {
    ImageNeedsNewerGpu() {
        super("docker.image.gpu-too-old");
    }

    @Override
    Optional<Issue> judge(BaseImage image, LintContext context) {
        Optional<ComputeCapability> floor = image.row().flatMap(Image::minCapability);
        return context.gpu()
                .filter(gpu -> floor.isPresent() && !gpu.isAtLeast(floor.get()))
                .map(gpu -> issue(
                        image.use().place(),
                        Map.of(
                                "image",
                                image.image().text(),
                                "gpu",
                                gpu.toString(),
                                "floor",
                                floor.get().toString()),
                        image.sources()));
    }
}
