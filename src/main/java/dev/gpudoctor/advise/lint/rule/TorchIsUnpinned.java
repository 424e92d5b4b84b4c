package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Without a version and an index the newest default build decides which CUDA the image gets. */
final class TorchIsUnpinned extends StageRule {
    private static final Predicate<BaseImage> BRINGS_TORCH =
            image -> image.image().repository().endsWith("/pytorch");

    TorchIsUnpinned() {
        super("docker.pip.torch-unpinned");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.pip().stream()
                .filter(install -> stage.onGpuImage() && TorchIndex.of(install).isEmpty() && install.indexesKnown())
                .filter(install ->
                        install.indexes().isEmpty() && install.backend().isEmpty())
                .flatMap(install -> install.requirement("torch").stream())
                .filter(torch ->
                        torch.bounds().isEmpty() && torch.word().value().indexOf('@') < 0)
                .filter(torch -> !stage.base().filter(BRINGS_TORCH).isPresent())
                .map(torch -> issue(torch.word().place(), Map.of()));
    }
}
