package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.SystemLaw;
import java.util.Map;
import java.util.Optional;

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
        SystemLaw law = new SystemLaw(context.matrix());
        return law.isServed(os) instanceof Compatibility.Forbidden ended
                ? Optional.of(issue(
                        image.use().place(),
                        Map.of(
                                "os",
                                os,
                                "last",
                                ended.needed().toString(),
                                "newest",
                                law.newest().toString())))
                : Optional.empty();
    }
}
