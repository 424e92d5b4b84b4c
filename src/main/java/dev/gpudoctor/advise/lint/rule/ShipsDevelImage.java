package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Command;
import dev.gpudoctor.advise.lint.shell.PipInstall;
import dev.gpudoctor.advise.lint.shell.Word;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The shipped stage carries compilers and headers that nothing in it uses. */
final class ShipsDevelImage extends StageRule {
    /** A stage that compiles itself needs the compiler; splitting it is advice for another day. */
    private static final Set<String> COMPILERS = Set.of(
            "nvcc",
            "make",
            "cmake",
            "ninja",
            "meson",
            "scons",
            "gcc",
            "g++",
            "clang",
            "clang++",
            "bazel",
            "bazelisk",
            "cargo",
            "go",
            "colcon",
            "configure");
    /** Programs that install what a file of the project says, which may have to be compiled. */
    private static final Set<String> INSTALLERS =
            Set.of("uv", "poetry", "pdm", "pixi", "conda", "mamba", "micromamba", "source", ".", "bash", "sh");

    /** Packages that call nvcc when they are installed or when they run. */
    private static final Set<String> NEEDS_NVCC = Set.of(
            "flash-attn",
            "deepspeed",
            "apex",
            "mamba-ssm",
            "causal-conv1d",
            "vllm",
            "sglang",
            "flashinfer-python",
            "transformer-engine",
            "xformers",
            "triton",
            "cupy",
            "numba",
            "pycuda",
            "llama-cpp-python",
            "tensorrt-llm",
            "detectron2",
            "gsplat",
            "auto-gptq",
            "exllamav2");

    ShipsDevelImage() {
        super("docker.image.devel-shipped");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean compiles = stage.stage().commands().anyMatch(ShipsDevelImage::mayCompile)
                || stage.requirements().anyMatch(wheel -> NEEDS_NVCC.contains(wheel.name()));
        return stage.stage().isFinal()
                        && !compiles
                        && stage.base().filter(BaseImage::isDevel).isPresent()
                ? Stream.of(issue(
                        stage.stage().place(),
                        Map.of("image", stage.base().get().image().text())))
                : Stream.empty();
    }

    /** Scripts, source trees and lists of requirements may compile; only what the file itself shows does not. */
    private static boolean mayCompile(Command command) {
        String program = command.program();
        boolean ownCode = command.words().stream()
                .map(Word::value)
                .anyMatch(word -> word.endsWith("setup.py")
                        || word.endsWith(".sh")
                        || word.startsWith("git+")
                        || word.startsWith("."));
        boolean list = PipInstall.of(command).isPresent()
                && command.words().stream()
                        .anyMatch(word -> word.is("-r") || word.is("-e") || word.startsWith("--requirement"));
        return program.isEmpty() || COMPILERS.contains(program) || INSTALLERS.contains(program) || ownCode || list;
    }
}
