package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Requirement;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * This release of torch was not built for that CUDA, so the index has no such wheel. A CUDA between those that are known
 * for the release may have a wheel that no document lists; only one outside their range is certainly missing.
 */
final class TorchBuildDoesNotExist extends StageRule {
    TorchBuildDoesNotExist() {
        super("docker.pip.torch-build-missing");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.pip().stream().flatMap(install -> {
            Optional<Requirement> torch = install.requirement("torch");
            Optional<Version> release = torch.flatMap(Requirement::version);
            Optional<String> variant =
                    TorchIndex.of(install).filter(name -> TorchIndex.cuda(name).isPresent());
            return release.isPresent() && variant.isPresent()
                    ? missing(torch.get(), release.get(), variant.get(), context).stream()
                    : Stream.empty();
        });
    }

    private static boolean isWithin(List<String> variants, Version cuda) {
        List<Version> known = variants.stream()
                .flatMap(name -> TorchIndex.cuda(name).stream())
                .sorted()
                .toList();
        return known.isEmpty()
                || !cuda.isBelow(known.get(0)) && !known.get(known.size() - 1).isBelow(cuda);
    }

    private Optional<Issue> missing(Requirement torch, Version release, String variant, LintContext context) {
        // Rows without a CUDA are of announced releases, of which not every build is known.
        List<FrameworkBuild> builds = context.matrix().frameworkBuilds("torch", release).stream()
                .filter(build -> build.cuda().isPresent())
                .toList();
        List<String> variants = builds.stream()
                .flatMap(build -> build.variant().stream())
                .distinct()
                .toList();
        return isWithin(variants, TorchIndex.cuda(variant).get())
                ? Optional.empty()
                : Optional.of(issue(
                        torch.word().place(),
                        Map.of(
                                "release",
                                release.toString(),
                                "variant",
                                variant,
                                "variants",
                                String.join(", ", variants)),
                        builds.get(0).sources()));
    }
}
