package dev.gpudoctor.advise.lint.rule;

import dev.gpudoctor.advise.lint.shell.Command;
import java.util.Map;
import java.util.stream.Stream;

/** An image build has no GPU, so this fails or decides wrongly. */
final class NeedsGpuDuringBuild extends StageRule {
    NeedsGpuDuringBuild() {
        super("docker.run.gpu-at-build");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean mayBeForJetson = stage.base().isEmpty() || stage.isForJetson();
        if (mayBeForJetson) {
            // Builds on a board usually run under the NVIDIA runtime, which gives them the GPU.
            return Stream.empty();
        }
        return stage.stage()
                .all("RUN")
                .filter(run -> !run.onBuild())
                .flatMap(run -> run.commands().stream())
                .filter(NeedsGpuDuringBuild::asksGpu)
                .map(command -> issue(command.place(), Map.of("command", command.program())));
    }

    private static boolean asksGpu(Command command) {
        boolean builds = command.program().equals("trtexec")
                && command.arguments().stream()
                        .anyMatch(word -> word.startsWith("--onnx") || word.startsWith("--loadEngine"));
        return builds || command.program().equals("nvidia-smi");
    }
}
