package dev.gpudoctor.rules.framework;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.InstalledBuild;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.EachGpu;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Needs;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * A program runs on a GPU for which it contains machine code of the GPU's major, or PTX that the driver compiles. What
 * its files contain outranks what is documented for its release.
 */
public final class KernelsForGpu implements Rule<Consumer> {
    @Override
    public String id() {
        return "framework.gpu.no-kernel";
    }

    @Override
    public Scope<Consumer> scope() {
        return Scope.CONSUMERS;
    }

    @Override
    public List<String> followsFrom() {
        return List.of("cuda.gpu.dropped");
    }

    @Override
    public Judgement judge(Case<Consumer> facts) {
        Optional<CompiledCode> files = CompiledCode.of(facts.subject().gpuFiles());
        if (files.isPresent()) {
            return byFiles(facts, files.get());
        }
        if (!Scope.isFramework(facts.subject())) {
            return Judgement.notApplicable("it contains no GPU code");
        }
        if (facts.subject().gpuFiles().isFound() && facts.subject().dependencies() instanceof Observed.NotApplicable) {
            return Judgement.notApplicable("it is a build for the CPU");
        }
        return facts.find(Build.RELEASE).isEmpty()
                ? Judgement.undetermined("its version and its GPU code are not known")
                : byTable(facts);
    }

    private static Judgement byFiles(Case<Consumer> facts, CompiledCode code) {
        List<FrameworkBuild> documented = facts.find(Build.RELEASE).isPresent() ? Build.documented(facts) : List.of();
        return EachGpu.judge(
                facts,
                gpu -> code.runsOn(gpu)
                        ? seenToFail(facts, documented, gpu)
                        : Optional.of(failed(facts, code.toString())
                                .seenIn(code.evidence())
                                .seenIn(contradiction(documented, gpu))));
    }

    /** Code in the files is no proof where every build that this can be was seen to fail on such a GPU. */
    private static Optional<Judgement.Failed> seenToFail(
            Case<Consumer> facts, List<FrameworkBuild> documented, ComputeCapability gpu) {
        List<Compatibility> answers = documented.stream()
                .flatMap(build -> FrameworkLaw.tooNew(build, gpu).stream())
                .toList();
        return answers.size() == documented.size() && !answers.isEmpty()
                ? Optional.of(failed(facts, code((Compatibility.Forbidden) answers.get(0)))
                        .seenIn(facts.subject().programVersion().evidence())
                        .restingOn(answers.get(0).rows(), "maxCapability"))
                : Optional.empty();
    }

    /** Where the documentation says otherwise, the reader should know which of the two is believed. */
    private static List<Evidence> contradiction(List<FrameworkBuild> documented, ComputeCapability gpu) {
        return documented.stream().anyMatch(build -> runsOn(build, gpu))
                ? List.of(new Evidence(
                        Evidence.Source.FILE,
                        "compatibility table",
                        "lists code for " + gpu + ", which the installed files do not contain"))
                : List.of();
    }

    private static Judgement byTable(Case<Consumer> facts) {
        InstalledBuild installed = Build.of(facts);
        if (installed instanceof InstalledBuild.Undocumented undocumented) {
            return Judgement.undetermined(undocumented.missing());
        }
        if (installed instanceof InstalledBuild.OwnBuild) {
            return Judgement.notApplicable(facts.subject().program() + " is a build of its own");
        }
        Optional<Version> nightly = facts.find(Build.RELEASE).filter(Version::isPreRelease);
        if (nightly.isPresent()) {
            return Judgement.undetermined(facts.subject().program() + " " + nightly.get()
                    + " is a development build, whose GPU code only its files tell");
        }
        FrameworkLaw law = new FrameworkLaw(facts.matrix());
        List<FrameworkBuild> builds = taking(facts.find(Needs.CUDA), Build.documented(facts), law);
        List<ComputeCapability> gpus = facts.machine().gpus().toOptional().stream()
                .flatMap(List::stream)
                .flatMap(gpu -> gpu.capability().toOptional().stream())
                .toList();
        if (gpus.stream().noneMatch(gpu -> builds.stream()
                .anyMatch(build -> law.onGpu(build, gpu).isPresent()))) {
            String missing = "what GPU code this build of " + facts.subject().program() + " contains is not documented";
            return gpus.isEmpty() || !law.documentsGpuCode(facts.subject().program())
                    ? Judgement.notApplicable(missing)
                    : Judgement.undetermined(missing);
        }
        return EachGpu.judge(
                facts,
                gpu -> Compatibility.best(builds.stream()
                                .map(build -> law.onGpu(build, gpu).orElseGet(Compatibility::supported))
                                .toList())
                        .orElseThrow(),
                forbidden -> failed(facts, code(forbidden))
                        .seenIn(facts.subject().programVersion().evidence())
                        .restingOn(forbidden.rows(), "gpuCode", "minCapability", "maxCapability"));
    }

    /** The builds that take the CUDA here, where it tells them apart. */
    private static List<FrameworkBuild> taking(Optional<Version> cuda, List<FrameworkBuild> builds, FrameworkLaw law) {
        List<FrameworkBuild> taking = builds.stream()
                .filter(build -> cuda.filter(own -> law.withCuda(build, own).isForbidden())
                        .isEmpty())
                .toList();
        return taking.isEmpty() ? builds : taking;
    }

    private static String code(Compatibility.Forbidden forbidden) {
        return switch (forbidden.reason()) {
            case TOO_OLD -> "compute capability " + forbidden.needed() + " and newer";
            case TOO_NEW -> "compute capability " + forbidden.needed() + " and older";
            default -> forbidden.needed().toString();
        };
    }

    private static boolean runsOn(FrameworkBuild build, ComputeCapability gpu) {
        return build.gpuCode().stream().anyMatch(target -> target.runsOn(gpu));
    }

    private static Judgement.Failed failed(Case<Consumer> facts, String code) {
        return Judgement.fail()
                .with("framework", facts.subject().program())
                .with(
                        "release",
                        facts.find(Build.RELEASE).map(Version::toString).orElse("here"))
                .with("code", code);
    }
}
