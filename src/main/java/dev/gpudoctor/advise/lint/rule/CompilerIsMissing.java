package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Requirement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Something is compiled for the GPU on an image that has no nvcc. */
final class CompilerIsMissing extends StageRule {
    /** Packages whose source distribution calls nvcc while it is installed. */
    private static final Set<String> COMPILED = Set.of("apex", "tinycudann", "pycuda");

    CompilerIsMissing() {
        super("docker.image.no-compiler");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        Optional<BaseImage> image = stage.base()
                .filter(base -> base.origin() == BaseImage.Origin.CUDA)
                .filter(base -> base.flavour().isPresent() && !base.isDevel());
        boolean installed = stage.aptPackages()
                .anyMatch(apt -> apt.name().startsWith("cuda-nvcc")
                        || apt.name().startsWith("cuda-toolkit")
                        || apt.name().startsWith("cuda-compiler")
                        || apt.name().startsWith("cuda-minimal-build")
                        || apt.name().equals("nvidia-cuda-toolkit"));
        boolean copied = stage.stage().all("COPY").anyMatch(copy -> copy.words().stream()
                .anyMatch(word -> word.value().contains("/cuda")));
        return installed || copied
                ? Stream.empty()
                : image.stream()
                        .flatMap(base -> calls(stage)
                                .map(issue -> issue(
                                        issue.place(),
                                        Map.of(
                                                "command",
                                                issue.values().get("command"),
                                                "image",
                                                base.image().text()))))
                        .limit(1);
    }

    private Stream<Issue> calls(StageView stage) {
        Stream<Issue> nvcc = stage.stage()
                .commands()
                .filter(command -> command.program().equals("nvcc"))
                .map(command -> issue(command.place(), Map.of("command", "nvcc")));
        Stream<Issue> wheels = stage.requirements()
                .filter(wheel -> COMPILED.contains(wheel.name()) || isSource(wheel))
                .map(wheel -> issue(
                        wheel.word().place(),
                        Map.of("command", "pip install " + wheel.word().value())));
        return Stream.concat(nvcc, wheels);
    }

    private static boolean isSource(Requirement wheel) {
        return wheel.name().equals("flash-attn")
                && !wheel.word().value().contains(".whl")
                && !wheel.word().value().contains("@");
    }
}
