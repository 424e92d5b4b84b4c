package dev.gpudoctor.rules;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.version.ComputeCapability;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges one subject against every GPU of the machine: unfit for all of them is a failure, for some a warning. */
public final class EachGpu {
    private EachGpu() {}

    /**
     * @param flaw what is wrong with a GPU of that capability; empty if nothing is
     */
    public static Judgement judge(Case<?> facts, Function<ComputeCapability, Optional<Judgement.Failed>> flaw) {
        Optional<List<Gpu>> gpus = facts.machine().gpus().toOptional();
        if (gpus.isEmpty() || gpus.get().isEmpty()) {
            return Judgement.notApplicable("no GPU is known");
        }
        List<Gpu> known =
                gpus.get().stream().filter(gpu -> gpu.capability().isFound()).toList();
        List<Gpu> unfit = known.stream()
                .filter(gpu -> flaw.apply(capability(gpu)).isPresent())
                .toList();
        if (unfit.isEmpty()) {
            return known.size() == gpus.get().size()
                    ? Judgement.pass()
                    : Judgement.undetermined("a GPU's compute capability is not known");
        }
        String names = unfit.stream()
                .map(gpu -> gpu.name().toOptional().orElse("GPU " + gpu.index()) + " (" + capability(gpu) + ")")
                .distinct()
                .collect(Collectors.joining(", "));
        Judgement.Failed failed = flaw.apply(capability(unfit.get(0)))
                .orElseThrow()
                .with("gpu", names)
                .with("capability", capability(unfit.get(0)))
                .seenIn(unfit.get(0).capability().evidence());
        return unfit.size() < gpus.get().size() ? failed.atMost(Severity.WARNING) : failed;
    }

    /**
     * The same by a law.
     *
     * @param law asked about a GPU of that capability
     * @param failure tells what is wrong
     */
    public static Judgement judge(
            Case<?> facts,
            Function<ComputeCapability, Compatibility> law,
            Function<Compatibility.Forbidden, Judgement.Failed> failure) {
        Judgement judgement = judge(
                facts,
                gpu -> law.apply(gpu) instanceof Compatibility.Forbidden forbidden
                        ? Optional.of(failure.apply(forbidden))
                        : Optional.empty());
        return judgement instanceof Judgement.Passed
                ? capabilities(facts)
                        .flatMap(gpu -> law.apply(gpu) instanceof Compatibility.Unknown unknown
                                ? Stream.of(Judgement.undetermined(unknown.missing()))
                                : Stream.empty())
                        .findFirst()
                        .orElse(judgement)
                : judgement;
    }

    private static Stream<ComputeCapability> capabilities(Case<?> facts) {
        return facts.machine().gpus().toOptional().stream()
                .flatMap(List::stream)
                .flatMap(gpu -> gpu.capability().toOptional().stream());
    }

    private static ComputeCapability capability(Gpu gpu) {
        return gpu.capability().toOptional().orElseThrow();
    }
}
