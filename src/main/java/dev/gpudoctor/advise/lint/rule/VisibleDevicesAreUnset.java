package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.stream.Stream;

/** Where the NVIDIA runtime is the only way to the GPU, an image without the variable gets none. */
final class VisibleDevicesAreUnset extends StageRule {
    VisibleDevicesAreUnset() {
        super("docker.env.visible-devices-unset");
    }

    @Override
    Stream<Issue> judge(StageView stage, LintContext context) {
        boolean ships = stage.stage().isFinal() && stage.onPlainImage();
        boolean unset = stage.stage().environment("NVIDIA_VISIBLE_DEVICES").isEmpty();
        return ships && unset && (stage.installsGpuWheels() || stage.cuda().isPresent())
                ? Stream.of(issue(
                        stage.stage().place(),
                        Map.of("image", stage.base().get().image().text())))
                : Stream.empty();
    }
}
