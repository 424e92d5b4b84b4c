package dev.gpudoctor.rules;

import dev.gpudoctor.machine.DeviceNode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The device nodes that CUDA opens, among all that lie below /dev. */
public final class DeviceNodes {
    private static final Pattern NEEDED = Pattern.compile("/dev/nvidia(ctl|-uvm|\\d+)");

    private DeviceNodes() {}

    /** Nodes of NVIDIA's kernel module that this user may not open although every CUDA program must. */
    public static Stream<DeviceNode> closed(List<DeviceNode> nodes) {
        return nodes.stream()
                .filter(node -> NEEDED.matcher(node.path()).matches())
                .filter(node -> !node.accessible().toOptional().orElse(true));
    }

    /** Whether the mode lets everybody read and write, so that something else keeps us out. */
    public static boolean isOpenToAll(DeviceNode node) {
        return node.mode()
                .toOptional()
                .map(mode -> mode.endsWith("6") || mode.endsWith("7"))
                .orElse(false);
    }

    /** The node with mode and owner, for people. */
    public static String shown(DeviceNode node) {
        return node.path() + " (" + node.mode().toOptional().orElse("?") + " "
                + node.owner().toOptional().orElse("?") + ")";
    }
}
