package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The variable set by hand goes past the device plugin: the pod takes GPUs that were given to others. */
final class VisibleDevicesAreSetByHand extends ContainerRule {
    private static final Set<String> HARMLESS = Set.of("none", "void", "");

    VisibleDevicesAreSetByHand() {
        super("kubernetes.gpu.visible-devices-set");
    }

    @Override
    Stream<Issue> judge(ContainerView container) {
        if (container.pod().kind().equals("DaemonSet") || container.isPrivileged()) {
            // Agents of the node look at all its GPUs and take none.
            return Stream.empty();
        }
        return container.variable("NVIDIA_VISIBLE_DEVICES").stream()
                .filter(variable ->
                        variable.textAt("value").filter(HARMLESS::contains).isEmpty())
                .map(variable -> issue(
                        variable.place(),
                        Map.of("container", container.container().name())));
    }
}
