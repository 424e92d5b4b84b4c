package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.ImageLaw;
import dev.gpudoctor.compat.Reason;
import java.util.Map;
import java.util.Optional;

/** The libraries of the image hold no code for the GPU it is to run on. */
final class ImageNeedsNewerGpu extends ImageRule {
    ImageNeedsNewerGpu() {
        super("docker.image.gpu-too-old");
    }

    @Override
    Optional<Issue> judge(BaseImage image, LintContext context) {
        ImageLaw law = new ImageLaw(context.matrix());
        return context.gpu()
                .flatMap(gpu -> law.onGpu(image.row(), image.cuda(), gpu) instanceof Compatibility.Forbidden forbidden
                        ? Optional.of(issue(
                                image.use().place(),
                                Map.of(
                                        "image",
                                        image.image().text(),
                                        "gpu",
                                        gpu.toString(),
                                        "needed",
                                        needed(forbidden)),
                                forbidden.sources()))
                        : Optional.empty());
    }

    private static String needed(Compatibility.Forbidden forbidden) {
        return forbidden.reason() == Reason.DROPPED
                ? "CUDA " + forbidden.needed() + " or older"
                : "compute capability " + forbidden.needed() + " or higher";
    }
}
