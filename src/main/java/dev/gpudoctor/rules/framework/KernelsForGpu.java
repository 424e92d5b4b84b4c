package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.SmTarget;
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
import java.util.stream.Collectors;

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
        if (!Scope.FRAMEWORKS.contains(facts.machine(), facts.subject())) {
            return Judgement.notApplicable("it contains no GPU code");
        }
        return facts.find(Build.RELEASE).isEmpty()
                ? Judgement.undetermined("its version and its GPU code are not known")
                : byTable(facts);
    }

    private static Judgement byFiles(Case<Consumer> facts, CompiledCode code) {
        List<FrameworkBuild> documented = facts.find(Build.RELEASE).isPresent() ? Build.withGpuCode(facts) : List.of();
        return EachGpu.judge(
                facts,
                gpu -> code.runsOn(gpu)
                        ? Optional.empty()
                        : Optional.of(failed(facts, code.toString())
                                .seenIn(code.evidence())
                                .seenIn(contradiction(documented, gpu))));
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
        if (Build.of(facts).isEmpty()) {
            return Build.undocumented(facts);
        }
        List<FrameworkBuild> builds = Build.withGpuCode(facts);
        Optional<Version> cuda = facts.find(Needs.CUDA);
        if (builds.isEmpty() || Build.of(facts).stream().anyMatch(build -> isUnknown(build, cuda))) {
            return Judgement.notApplicable(
                    "what GPU code " + facts.subject().program() + " contains is not documented");
        }
        String code = builds.get(0).gpuCode().stream().map(SmTarget::toString).collect(Collectors.joining(", "));
        return EachGpu.judge(
                facts,
                gpu -> builds.stream().anyMatch(build -> runsOn(build, gpu))
                        ? Optional.empty()
                        : Optional.of(failed(facts, code)
                                .seenIn(facts.subject().programVersion().evidence())
                                .restingOn(builds, "gpuCode")));
    }

    /** A build without documented code that neither a label nor its CUDA tells apart, so that it may be the installed one. */
    private static boolean isUnknown(FrameworkBuild build, Optional<Version> cuda) {
        return build.gpuCode().isEmpty()
                && !build.cpuOnly()
                && cuda.map(own -> takes(build, own)).orElse(true)
                && build.variant().filter(variant -> variant.matches("cu\\d+")).isEmpty();
    }

    private static boolean takes(FrameworkBuild build, Version cuda) {
        return build.cudaRange()
                .map(range -> range.admits(cuda.prefix(2)))
                .or(() -> build.cuda().map(own -> own.major() == cuda.major()))
                .orElse(true);
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
