package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.ContainerTooling.SystemContainer;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What LXC gives to a container must name the device numbers that the driver has now, and all the nodes that CUDA opens. */
public final class SystemContainerDevices implements Rule<Machine> {
    private static final String UVM = "nvidia-uvm";
    private static final List<String> DRIVER = List.of("nvidia", "nvidia-frontend", UVM);

    @Override
    public String id() {
        return "container.lxc.devices";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        List<SystemContainer> containers =
                machine.containerTooling().systemContainers().toOptional().orElse(List.of());
        if (Surroundings.isContainer(machine) || containers.isEmpty()) {
            return Judgement.notApplicable("no container of LXC is given a GPU by settings in files");
        }
        List<String> majors = machine.containerTooling().majors().toOptional().orElse(List.of());
        for (SystemContainer container : containers) {
            Optional<String> wrong = denied(container, majors).or(() -> without(container));
            if (wrong.isPresent()) {
                return Judgement.fail()
                        .with("file", container.file())
                        .with("what", wrong.get())
                        .with("majors", String.join(", ", majors))
                        .seenIn(List.of(new Evidence(
                                Evidence.Source.FILE, container.file(), String.join("; ", container.allowed()))))
                        .seenIn(machine.containerTooling().majors().evidence());
            }
        }
        return Judgement.pass();
    }

    /** The device numbers that the settings leave out. */
    private static Optional<String> denied(SystemContainer container, List<String> majors) {
        String missing = majors.stream()
                .map(text -> text.split(" "))
                .filter(major -> DRIVER.contains(major[0]))
                .filter(major -> container.allowed().stream().noneMatch(rule -> allows(rule, major[1])))
                .map(major -> major[1] + " (" + major[0] + ")")
                .distinct()
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? Optional.empty() : Optional.of("device number " + missing + " is not allowed");
    }

    /** A rule such as {@code c 195:* rwm}, or {@code a} for everything. */
    private static boolean allows(String rule, String major) {
        String[] words = rule.split("\\s+");
        return words[0].equals("a")
                || words.length > 1
                        && words[0].equals("c")
                        && Stream.of(major, "*").anyMatch(number -> words[1].startsWith(number + ":"));
    }

    private static Optional<String> without(SystemContainer container) {
        boolean gpu = container.nodes().stream().anyMatch(node -> node.matches("/dev/nvidia\\d+"));
        return gpu && !container.nodes().contains("/dev/" + UVM)
                ? Optional.of("/dev/nvidia-uvm is not mounted, without which CUDA does not start")
                : Optional.empty();
    }
}
