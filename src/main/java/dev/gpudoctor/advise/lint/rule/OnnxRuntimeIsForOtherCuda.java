package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Requirement;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.matrix.FrameworkBuild;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The default wheel of this release is built for another CUDA major than the image has. */
final class OnnxRuntimeIsForOtherCuda extends StageRule {
    OnnxRuntimeIsForOtherCuda() {
        super("docker.pip.onnxruntime-other-cuda");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.base().flatMap(BaseImage::cuda).stream().flatMap(cuda -> stage.pip().stream()
                .filter(install -> install.indexes().isEmpty() && install.indexesKnown())
                .flatMap(install -> install.requirement("onnxruntime-gpu").stream())
                .flatMap(wheel -> defaultBuild(wheel, context)
                        .filter(build -> build.cuda().isPresent()
                                && new FrameworkLaw(context.matrix())
                                        .withCuda(build, cuda)
                                        .isForbidden())
                        .map(build -> issue(
                                wheel.word().place(),
                                Map.of(
                                        "release",
                                        wheel.version().get().toString(),
                                        "other",
                                        build.cuda().get().toString(),
                                        "cuda",
                                        cuda.toString()),
                                build.sources()))
                        .stream()));
    }

    private static Optional<FrameworkBuild> defaultBuild(Requirement wheel, LintContext context) {
        return wheel.version().flatMap(release -> context.matrix().frameworkBuilds("onnxruntime", release).stream()
                .filter(build -> build.isDefault().orElse(false))
                .findFirst());
    }
}
