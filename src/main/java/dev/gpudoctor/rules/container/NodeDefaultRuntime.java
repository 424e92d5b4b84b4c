package dev.gpudoctor.rules.container;

import dev.gpudoctor.machine.ContainerTooling.Engine;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.Surroundings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the NVIDIA runtime is known and not the default, a pod gets it only by its RuntimeClass. */
public final class NodeDefaultRuntime implements Rule<Machine> {
    private static final Set<String> OF_KUBELETS = Set.of("containerd", "cri-o", "k3s", "rke2", "microk8s", "k0s");

    @Override
    public String id() {
        return "container.kubernetes.runtime-class";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Machine machine = facts.machine();
        boolean kubelet = machine.containerTooling().kubelet().toOptional().orElse(false);
        if (Surroundings.isContainer(machine) || !kubelet) {
            return Judgement.notApplicable("this is no node of Kubernetes");
        }
        Optional<Engine> engine = machine.containerTooling().engines().toOptional().orElse(List.of()).stream()
                .filter(one -> OF_KUBELETS.contains(one.name()))
                .filter(one -> one.registered().toOptional().orElse(false))
                .findFirst();
        if (engine.isEmpty()) {
            return Judgement.notApplicable("no engine of the kubelet knows the NVIDIA runtime");
        }
        String name = engine.get().defaultRuntime().toOptional().orElse("runc");
        return Judgement.failIf(!name.startsWith("nvidia"), () -> Judgement.fail()
                .with("engine", engine.get().name())
                .with("runtime", name)
                .seenIn(engine.get().registered().evidence()));
    }
}
