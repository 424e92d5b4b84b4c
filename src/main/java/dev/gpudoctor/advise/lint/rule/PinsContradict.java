package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Requirement;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Two pins of one install that the packages' own requirements do not allow together. */
final class PinsContradict extends StageRule {
    /** Packages that belong to one release of torch each. */
    private static final List<String> OF_TORCH = List.of("vllm", "torch-tensorrt");

    PinsContradict() {
        super("docker.pip.pins-contradict");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        Optional<Requirement> torch = requirement(stage, "torch");
        Optional<Version> release = torch.flatMap(Requirement::version).filter(version -> !version.isPreRelease());
        return release.stream()
                .flatMap(version -> Stream.concat(
                        OF_TORCH.stream().flatMap(name -> wantsOther(stage, name, version, context)),
                        companions(stage, version, context)));
    }

    private Stream<Issue> wantsOther(StageView stage, String name, Version torch, LintContext context) {
        return requirement(stage, name).stream().flatMap(wheel -> wheel.version().stream()
                .flatMap(version -> context.matrix().frameworkBuilds(name, version).stream())
                .filter(build -> build.torch().isPresent())
                .limit(1)
                .filter(build -> !isOfOne(build.torch().get(), torch))
                .map(build -> contradiction(wheel, "torch " + build.torch().get(), "torch " + torch, build)));
    }

    private Stream<Issue> companions(StageView stage, Version torch, LintContext context) {
        return context.matrix().frameworkBuilds("torch", torch).stream()
                .filter(build -> !build.companions().isEmpty())
                .limit(1)
                .flatMap(build -> build.companions().entrySet().stream()
                        .flatMap(companion -> requirement(stage, companion.getKey()).stream()
                                .filter(wheel -> differs(wheel, companion.getValue()))
                                .map(wheel -> contradiction(
                                        wheel,
                                        companion.getKey() + " " + companion.getValue(),
                                        "torch " + torch,
                                        build))));
    }

    private Issue contradiction(Requirement wheel, String wanted, String pinned, FrameworkBuild build) {
        return issue(
                wheel.word().place(),
                Map.of("requirement", wheel.word().value(), "wanted", wanted, "pinned", pinned),
                build.sources());
    }

    private static boolean differs(Requirement wheel, String wanted) {
        Optional<Version> pinned = wheel.version();
        return pinned.isPresent()
                && Version.parse(wanted)
                        .filter(version -> !isOfOne(version, pinned.get()))
                        .isPresent();
    }

    /** Whether both are patches of one minor, which the packages treat as one. */
    private static boolean isOfOne(Version one, Version other) {
        return one.prefix(2).equals(other.prefix(2));
    }

    private static Optional<Requirement> requirement(StageView stage, String name) {
        return stage.requirements()
                .filter(wheel -> wheel.name().equals(name) && wheel.bounds().startsWith("=="))
                .findFirst();
    }
}
