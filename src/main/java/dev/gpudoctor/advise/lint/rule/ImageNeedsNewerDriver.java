package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.ImageLaw;
import java.util.Map;
import java.util.Optional;

/** The driver it is to run on does not run the image's CUDA. */
final class ImageNeedsNewerDriver extends ImageRule {
    ImageNeedsNewerDriver() {
        super("docker.image.driver-too-old");
    }

    @Override
    Optional<Issue> judge(BaseImage image, LintContext context) {
        ImageLaw law = new ImageLaw(context.matrix());
        return image.cuda().flatMap(cuda -> context.driver()
                .flatMap(driver -> law.onDriver(image.row(), cuda, driver, context.dataCenter())
                                instanceof Compatibility.Forbidden forbidden
                        ? Optional.of(issue(
                                image.use().place(),
                                Map.of(
                                        "image", image.image().text(),
                                        "cuda", cuda.toString(),
                                        "driver", driver.toString(),
                                        "floor", forbidden.needed().toString()),
                                forbidden.sources()))
                        : Optional.empty()));
    }
}
