package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.CondaInstall;
import dev.gpudoctor.compat.CudaLaw;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Two packages of one conda environment name different CUDA majors. */
final class CondaPinsContradict extends StageRule {
    private static final Set<String> NAMES_CUDA =
            Set.of("cudatoolkit", "pytorch-cuda", "cuda-version", "cuda-toolkit", "cuda", "cuda-runtime");

    CondaPinsContradict() {
        super("docker.conda.cuda-contradicts");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        return stage.stage()
                .commands()
                .flatMap(command -> CondaInstall.of(command).stream())
                .flatMap(this::contradiction);
    }

    private Stream<Issue> contradiction(CondaInstall install) {
        List<CondaInstall.Spec> named = install.specs().stream()
                .filter(spec ->
                        NAMES_CUDA.contains(spec.name()) && spec.version().isPresent())
                .toList();
        return named.stream()
                .skip(1)
                .filter(spec -> CudaLaw.amongLibraries(
                                named.get(0).version().get(), spec.version().get())
                        .isForbidden())
                .limit(1)
                .map(spec -> issue(
                        spec.word().place(),
                        Map.of(
                                "one",
                                named.get(0).word().value(),
                                "other",
                                spec.word().value())));
    }
}
