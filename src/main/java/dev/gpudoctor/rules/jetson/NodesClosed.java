package dev.gpudoctor.rules.jetson;

import dev.gpudoctor.machine.DeviceNode;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.DeviceNodes;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The user who runs CUDA programs must be allowed to open the board's device nodes. */
public final class NodesClosed implements Rule<Machine> {
    private static final Pattern NEEDED = Pattern.compile("/dev/(nvmap|nvhost-.*|nvgpu/.*)");

    @Override
    public String id() {
        return "jetson.nodes.closed";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.NODES);
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        if (!Surroundings.isJetson(facts.machine())) {
            return Judgement.notApplicable("this is no Jetson");
        }

        List<DeviceNode> closed = facts.get(Needs.NODES).stream()
                .filter(node -> NEEDED.matcher(node.path()).matches())
                .filter(node -> !node.accessible().toOptional().orElse(true))
                .toList();
        return Judgement.failIf(!closed.isEmpty(), () -> Judgement.fail()
                .with("nodes", closed.stream().map(DeviceNodes::shown).collect(Collectors.joining(", ")))
                .with(
                        "group",
                        closed.get(0)
                                .owner()
                                .toOptional()
                                .map(owner -> owner.substring(owner.indexOf(':') + 1))
                                .orElse("video")));
    }
}
