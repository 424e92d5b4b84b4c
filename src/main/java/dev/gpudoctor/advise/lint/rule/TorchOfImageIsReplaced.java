package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The torch that NVIDIA built into the image, with all that was compiled against it, is replaced by another build. */
final class TorchOfImageIsReplaced extends StageRule {
    private static final Set<String> REPLACED = Set.of("torch", "torchvision", "torchaudio", "torch-tensorrt");

    TorchOfImageIsReplaced() {
        super("docker.pip.torch-replaced");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        Optional<BaseImage> image = stage.base()
                .filter(base -> base.origin() == BaseImage.Origin.NGC)
                .filter(base -> base.image().repository().endsWith("/pytorch"));
        return image.stream().flatMap(base -> stage.requirements()
                .filter(wheel ->
                        REPLACED.contains(wheel.name()) && !wheel.bounds().isEmpty())
                .limit(1)
                .map(wheel -> issue(
                        wheel.word().place(),
                        Map.of(
                                "requirement",
                                wheel.word().value(),
                                "image",
                                base.image().text()))));
    }
}
