package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.AptInstall;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.version.Version;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A package built for another CUDA major loads that major's libraries. */
final class AptPackageIsForOtherCuda extends StageRule {
    AptPackageIsForOtherCuda() {
        super("docker.apt.other-cuda");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.base().flatMap(BaseImage::cuda).stream().flatMap(cuda -> stage.aptPackages()
                .filter(apt -> built(apt)
                        .filter(other -> CudaLaw.amongLibraries(other, cuda).isForbidden())
                        .isPresent())
                .map(apt -> issue(
                        apt.word().place(),
                        Map.of(
                                "package",
                                apt.word().value(),
                                "other",
                                built(apt).get().toString(),
                                "cuda",
                                cuda.toString()))));
    }

    private static Optional<Version> built(AptInstall.Package apt) {
        return CudaPackages.builtFor(apt.name(), apt.version().orElse(""));
    }
}
