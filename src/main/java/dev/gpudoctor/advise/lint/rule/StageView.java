package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.file.Dockerfile;
import dev.gpudoctor.advise.lint.file.Stage;
import dev.gpudoctor.advise.lint.shell.AptInstall;
import dev.gpudoctor.advise.lint.shell.Command;
import dev.gpudoctor.advise.lint.shell.PipInstall;
import dev.gpudoctor.advise.lint.shell.Requirement;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A stage seen with what it installs and what CUDA it ends up with. */
record StageView(Stage stage, Optional<BaseImage> base, List<AptInstall> apt, List<PipInstall> pip) {
    /** Wheels whose only purpose is a GPU, whatever index they come from. */
    private static final Pattern GPU_WHEEL = Pattern.compile(
            "tensorflow-gpu|onnxruntime-gpu|tensorrt(-cu\\d+|-llm)?|torch-tensorrt"
                    + "|nvidia-tensorrt|nvidia-.*-cu\\d+|vllm|sglang|cupy-cuda\\d+x|flash-attn|bitsandbytes|jax-cuda\\d+-plugin");

    static List<StageView> of(Dockerfile file, Matrix matrix) {
        return file.stages().stream().map(stage -> of(stage, matrix)).toList();
    }

    static StageView of(Stage stage, Matrix matrix) {
        List<Command> commands = stage.commands().toList();
        return new StageView(
                stage,
                stage.image().map(use -> BaseImage.of(use, matrix)),
                AptInstall.among(commands),
                PipInstall.among(commands));
    }

    Stream<AptInstall.Package> aptPackages() {
        return apt.stream().flatMap(install -> install.packages().stream());
    }

    Stream<Requirement> requirements() {
        return pip.stream().flatMap(install -> install.requirements().stream());
    }

    /** Whether the stage starts from an image with a GPU stack inside. */
    boolean onGpuImage() {
        return base.filter(BaseImage::isGpuImage).isPresent();
    }

    boolean onPlainImage() {
        return base.filter(BaseImage::isPlain).isPresent();
    }

    boolean isForJetson() {
        return base.filter(BaseImage::isForJetson).isPresent();
    }

    /** The CUDA of the image, else of the toolkit that apt installs here. */
    Optional<Version> cuda() {
        return base.flatMap(BaseImage::cuda).or(this::installedCuda);
    }

    private Optional<Version> installedCuda() {
        return aptPackages()
                .flatMap(apt -> CudaPackages.cudaOf(apt.name()).stream())
                .findFirst();
    }

    /** Whether the file says that this stage is meant to use a GPU. */
    boolean wantsGpu() {
        return onGpuImage()
                || installsGpuWheels()
                || stage.environment("NVIDIA_VISIBLE_DEVICES").isPresent();
    }

    boolean installsGpuWheels() {
        return pip.stream()
                .anyMatch(install -> install.indexes().stream().anyMatch(TorchIndex::isCuda)
                        || install.requirements().stream().anyMatch(StageView::isGpuWheel));
    }

    private static boolean isGpuWheel(Requirement requirement) {
        return GPU_WHEEL.matcher(requirement.name()).matches()
                || requirement.extras().contains("and-cuda")
                || requirement.extras().stream().anyMatch(extra -> extra.matches("cuda[0-9]*(-local)?"))
                || requirement
                        .version()
                        .filter(version -> version.local().startsWith("cu"))
                        .isPresent();
    }
}
