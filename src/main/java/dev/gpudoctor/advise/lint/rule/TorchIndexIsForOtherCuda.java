package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.compat.CudaLaw;
import java.util.Map;
import java.util.stream.Stream;

/** The wheels bring the libraries of another CUDA major than the image. */
final class TorchIndexIsForOtherCuda extends StageRule {
    TorchIndexIsForOtherCuda() {
        super("docker.pip.torch-other-cuda");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.base().flatMap(BaseImage::cuda).stream().flatMap(cuda -> stage.pip().stream()
                .filter(install -> install.requirement("torch").isPresent())
                .flatMap(install -> TorchIndex.of(install)
                        .filter(variant -> TorchIndex.cuda(variant)
                                .filter(other ->
                                        CudaLaw.amongLibraries(other, cuda).isForbidden())
                                .isPresent())
                        .map(variant -> issue(
                                install.requirement("torch").get().word().place(),
                                Map.of("variant", variant, "cuda", cuda.toString())))
                        .stream()));
    }
}
