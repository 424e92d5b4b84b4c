package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.Dockerfile;
import dev.gpudoctor.advise.lint.file.ImageReference;
import dev.gpudoctor.advise.lint.file.ImageUse;
import dev.gpudoctor.advise.lint.file.Instruction;
import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.Stage;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** CUDA libraries of another stage's major are copied over those of the image. */
final class CopiesOtherCuda extends RuleBase {
    private static final Pattern CUDA_FILES = Pattern.compile(
            "/usr/local/cuda(-[0-9.]+)?(/(lib64|targets).*|/?)|.*/lib(cudart|cublas|cublasLt|cudnn|nvinfer)[a-z_]*\\.so.*");

    CopiesOtherCuda() {
        super("docker.copy.other-cuda");
    }

    @Override
    public List<Issue> check(LintFile file, LintContext context) {
        if (!(file instanceof Dockerfile dockerfile)) {
            return List.of();
        }
        List<Issue> issues = new ArrayList<>();
        for (StageView stage : StageView.of(dockerfile, context.matrix())) {
            for (Instruction copy : stage.stage().all("COPY").toList()) {
                Optional<Version> from =
                        copy.flag("from").flatMap(flag -> cudaOf(flag.afterEquals(), dockerfile, context));
                boolean cudaFiles = copy.words().stream()
                        .anyMatch(word -> CUDA_FILES.matcher(word.value()).matches());
                if (cudaFiles
                        && from.isPresent()
                        && stage.cuda()
                                .filter(cuda ->
                                        CudaLaw.amongLibraries(from.get(), cuda).isForbidden())
                                .isPresent()) {
                    issues.add(issue(
                            copy.place(),
                            Map.of(
                                    "other",
                                    from.get().toString(),
                                    "cuda",
                                    stage.cuda().get().toString())));
                }
            }
        }
        return issues;
    }

    /** The CUDA of what {@code --from} names: a stage by name or number, or an image. */
    private static Optional<Version> cudaOf(String name, Dockerfile file, LintContext context) {
        for (int i = 0; i < file.stages().size(); i++) {
            Stage stage = file.stages().get(i);
            if (stage.name().equalsIgnoreCase(name) || String.valueOf(i).equals(name)) {
                return StageView.of(stage, context.matrix()).cuda();
            }
        }
        return ImageReference.parse(name).flatMap(image -> BaseImage.of(
                        new ImageUse(image, file.stages().get(0).place(), Optional.empty()), context.matrix())
                .cuda());
    }
}
