package dev.gpudoctor.rules.driver;

import dev.gpudoctor.machine.DeviceNode;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs reach the kernel module through device nodes, which must exist. */
public final class NodesMissing implements Rule<Machine> {
    @Override
    public String id() {
        return "driver.nodes.missing";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.LOADED_MODULE, Needs.NODES.orAbsence());
    }

    @Override
    public List<String> followsFrom() {
        return List.of("driver.branch.dropped-gpu");
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine) || !Surroundings.isPlainLinux(machine)) {
            return Judgement.notApplicable("device nodes come from outside");
        }
        Set<String> here = facts.find(Needs.NODES).orElse(List.of()).stream()
                .map(DeviceNode::path)
                .collect(Collectors.toSet());
        List<String> missing = wanted(facts)
                .filter(path -> !here.contains(path))
                .filter(path -> machine.answers().changes().stream().noneMatch(change -> change.endsWith(path)))
                .toList();
        return Judgement.failIf(!missing.isEmpty(), () -> Judgement.fail()
                .with("nodes", String.join(", ", missing))
                .seenIn(facts.observed(Needs.LOADED_MODULE).evidence()));
    }

    private static Stream<String> wanted(Case<Machine> facts) {
        Stream<String> gpus = facts.find(Needs.BOUND_GPUS).orElse(List.of()).stream()
                .filter(gpu -> !gpu.excluded().toOptional().orElse(false))
                .flatMap(gpu -> gpu.minor().toOptional().stream())
                .map(minor -> "/dev/nvidia" + minor);
        return Stream.concat(Stream.of("/dev/nvidiactl"), gpus);
    }
}
