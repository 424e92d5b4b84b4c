package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Requirement;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** TensorFlow takes CUDA from the image, and its wheel is built for another CUDA major. */
final class FrameworkIsForOtherCuda extends StageRule {
    FrameworkIsForOtherCuda() {
        super("docker.pip.tensorflow-other-cuda");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean ownWheels = stage.requirements().anyMatch(wheel -> wheel.name().startsWith("nvidia-cu"));
        if (ownWheels || stage.isForJetson()) {
            return Stream.empty();
        }
        return stage.cuda().stream().flatMap(cuda -> stage.requirements()
                .filter(wheel ->
                        wheel.name().equals("tensorflow") || wheel.name().equals("tensorflow-gpu"))
                .filter(wheel -> !wheel.extras().contains("and-cuda"))
                .flatMap(wheel -> wantedCuda(wheel, context)
                        .filter(build -> new FrameworkLaw(context.matrix())
                                .withCuda(build, cuda)
                                .isForbidden())
                        .map(build -> issue(
                                wheel.word().place(),
                                Map.of(
                                        "requirement",
                                        wheel.word().value(),
                                        "other",
                                        build.cuda().get().toString(),
                                        "cuda",
                                        cuda.toString()),
                                build.sources()))
                        .stream()));
    }

    /** The build of that release, where all that the matrix lists agree on the CUDA major. */
    private static Optional<FrameworkBuild> wantedCuda(Requirement wheel, LintContext context) {
        Optional<Version> release = wheel.version();
        List<FrameworkBuild> builds = release.stream()
                .flatMap(version -> context.matrix().frameworkBuilds("tensorflow", version).stream())
                .filter(build -> build.cuda().isPresent())
                .toList();
        long majors = builds.stream()
                .map(build -> build.cuda().get().prefix(1))
                .distinct()
                .count();
        return majors == 1 ? Optional.of(builds.get(0)) : Optional.empty();
    }
}
