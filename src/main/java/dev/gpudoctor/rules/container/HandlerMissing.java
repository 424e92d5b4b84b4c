package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.ContainerTooling.Engine;
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

/** The engine that the kubelet uses must know the NVIDIA runtime; what Docker was told does not count. */
public final class HandlerMissing implements Rule<Machine> {
    private static final Set<String> OF_KUBELETS = Set.of("containerd", "cri-o", "k3s", "rke2", "microk8s", "k0s");

    @Override
    public String id() {
        return "container.kubernetes.no-handler";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public List<Need<? super Machine, ?>> needs() {
        return List.of(Needs.TOOLKIT.orAbsence(), Needs.CDI_SPECS.orAbsence());
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        if (Surroundings.isContainer(machine) || !Surroundings.showsGpu(machine)) {
            return Judgement.notApplicable("this is asked on a host with a GPU");
        }
        boolean kubelet = machine.containerTooling().kubelet().toOptional().orElse(false);
        List<Engine> all = machine.containerTooling().engines().toOptional().orElse(List.of());
        List<Engine> own = all.stream()
                .filter(engine -> OF_KUBELETS.contains(engine.name()))
                .toList();
        // A node of the time of dockershim, or with cri-dockerd: Docker has no handlers, so its default counts.
        List<Engine> engines = own.isEmpty()
                ? all.stream().filter(engine -> engine.name().equals("docker")).toList()
                : own;
        if (!kubelet || engines.isEmpty() || facts.find(Needs.TOOLKIT).isEmpty()) {
            return Judgement.notApplicable("no kubelet with an engine that needs the toolkit is known here");
        }
        if (engines.stream().anyMatch(engine -> engine.registered().isUnreadable())) {
            return Judgement.notApplicable("the settings of the engine are closed to this user");
        }
        boolean known = engines.stream()
                .anyMatch(engine -> !engine.name().equals("docker")
                                && engine.registered().toOptional().orElse(false)
                        || engine.defaultRuntime()
                                .toOptional()
                                .filter(name -> name.startsWith("nvidia"))
                                .isPresent()
                        || engine.cdi().toOptional().orElse(false)
                                && facts.find(Needs.CDI_SPECS).isPresent());
        Engine engine = engines.get(engines.size() - 1);
        return Judgement.failIf(!known, () -> Judgement.fail()
                .with("engine", engine.name())
                .with(
                        "files",
                        engine.files().isEmpty() ? "it has no settings of its own" : String.join(", ", engine.files()))
                .seenIn(engine.registered().evidence()));
    }
}
