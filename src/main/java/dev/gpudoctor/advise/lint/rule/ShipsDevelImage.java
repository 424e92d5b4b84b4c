package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The shipped stage carries compilers and headers that nothing in it uses. */
final class ShipsDevelImage extends StageRule {
    /** A stage that compiles itself needs the compiler; splitting it is advice for another day. */
    private static final Set<String> COMPILERS =
            Set.of("nvcc", "make", "cmake", "ninja", "gcc", "g++", "bazel", "bazelisk", "cargo");

    private static final Set<String> NEEDS_NVCC = Set.of("flash-attn", "deepspeed", "apex", "mamba-ssm");

    ShipsDevelImage() {
        super("docker.image.devel-shipped");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean compiles = stage.stage().commands().anyMatch(command -> COMPILERS.contains(command.program()))
                || stage.requirements().anyMatch(wheel -> NEEDS_NVCC.contains(wheel.name()));
        return stage.stage().isFinal()
                        && !compiles
                        && stage.base().filter(BaseImage::isDevel).isPresent()
                ? Stream.of(issue(
                        stage.stage().place(),
                        Map.of("image", stage.base().get().image().text())))
                : Stream.empty();
    }
}
