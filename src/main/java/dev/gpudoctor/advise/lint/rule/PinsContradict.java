package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Requirement;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Two pins of one install that the packages' own requirements do not allow together. */
final class PinsContradict extends StageRule {
    /** Packages that are compiled against one release of torch each. */
    private static final List<String> OF_TORCH =
            List.of("torchvision", "torchaudio", "torch-tensorrt", "vllm", "sglang", "xformers");

    PinsContradict() {
        super("docker.pip.pins-contradict");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        FrameworkLaw law = new FrameworkLaw(context.matrix());
        return requirement(stage, "torch")
                .flatMap(Requirement::version)
                .filter(version -> !version.isPreRelease())
                .stream()
                .flatMap(torch -> OF_TORCH.stream()
                        .flatMap(name -> requirement(stage, name).stream())
                        .flatMap(wheel -> wheel
                                .version()
                                .flatMap(version -> law.besideTorch(wheel.name(), version, torch))
                                .filter(Compatibility.Forbidden.class::isInstance)
                                .map(answer -> contradiction(wheel, torch, (Compatibility.Forbidden) answer))
                                .stream()));
    }

    private Issue contradiction(Requirement wheel, Version torch, Compatibility.Forbidden answer) {
        return issue(
                wheel.word().place(),
                Map.of(
                        "requirement", wheel.word().value(),
                        "wanted", "torch " + answer.needed(),
                        "pinned", "torch " + torch),
                answer.sources());
    }

    private static Optional<Requirement> requirement(StageView stage, String name) {
        return stage.requirements()
                .filter(wheel -> wheel.name().equals(name) && wheel.bounds().startsWith("=="))
                .findFirst();
    }
}
