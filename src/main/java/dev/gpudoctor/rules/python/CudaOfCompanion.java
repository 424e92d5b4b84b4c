package dev.gpudoctor.rules.python;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Optional;

/** Packages compiled against PyTorch must be compiled for the same CUDA major, or as it for the processor alone. */
public final class CudaOfCompanion implements Rule<InstalledPackage> {
    private static final List<String> COMPANIONS = List.of("torchvision", "torchaudio", "xformers", "torch-tensorrt");

    @Override
    public String id() {
        return "python.companion.other-cuda";
    }

    @Override
    public Scope<InstalledPackage> scope() {
        return InstalledPackage.ALL;
    }

    @Override
    public List<String> followsFrom() {
        return List.of("python.requirement.unmet");
    }

    @Override
    public Judgement judge(Case<InstalledPackage> facts) {
        PythonPackage item = facts.subject().item();
        Optional<PythonPackage> torch = facts.subject().beside("torch");
        if (!COMPANIONS.contains(item.name()) || torch.isEmpty()) {
            return Judgement.notApplicable("not a companion of PyTorch");
        }
        Optional<String> own = cuda(item);
        Optional<String> wanted = cuda(torch.get());
        if (own.isEmpty() || wanted.isEmpty()) {
            return Judgement.notApplicable("the builds do not name their CUDA");
        }
        return Judgement.failIf(!own.equals(wanted), () -> Judgement.fail()
                .with("package", item.name())
                .with("version", item.version())
                .with("built", named(item))
                .with("torch", torch.get().version())
                .with("wanted", named(torch.get()))
                .seenIn(List.of(
                        new Evidence(
                                Evidence.Source.PACKAGE_DATABASE, item.directory(), item.name() + " " + item.version()),
                        new Evidence(
                                Evidence.Source.PACKAGE_DATABASE,
                                torch.get().directory(),
                                "torch " + torch.get().version()))));
    }

    /** The CUDA major that a build names in its label, or that it is for the processor alone; nothing without label. */
    private static Optional<String> cuda(PythonPackage item) {
        String label = item.version().local();
        if (label.startsWith("cpu")) {
            return Optional.of("");
        }
        return item.cuda().toOptional().map(version -> version.prefix(1).toString());
    }

    private static String named(PythonPackage item) {
        return item.cuda()
                .toOptional()
                .filter(version -> !item.version().local().startsWith("cpu"))
                .map(version -> "CUDA " + version.prefix(2))
                .orElse("the CPU");
    }
}
