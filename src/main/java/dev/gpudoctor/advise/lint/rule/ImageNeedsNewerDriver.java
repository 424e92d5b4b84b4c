package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.version.Version;
import java.util.Map;
import java.util.Optional;

/** The driver it is to run on is below the floor of the image's CUDA family. */
final class ImageNeedsNewerDriver extends ImageRule {
    ImageNeedsNewerDriver() {
        super("docker.image.driver-too-old");
    }

    @Override
    Optional<Issue> judge(BaseImage image, LintContext context) {
        Optional<Version> floor =
                image.cuda().flatMap(cuda -> context.matrix().minorCompatibilityFloor(cuda.major(), Platform.LINUX));
        return context.driver()
                .filter(driver -> floor.isPresent() && driver.isBelow(floor.get()))
                .map(driver -> issue(
                        image.use().place(),
                        Map.of(
                                "image", image.image().text(),
                                "cuda", image.cuda().get().toString(),
                                "driver", driver.toString(),
                                "floor", floor.get().toString()),
                        image.sources()));
    }
}
