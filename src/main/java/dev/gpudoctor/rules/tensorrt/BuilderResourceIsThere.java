package dev.gpudoctor.rules.tensorrt;

import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.EachGpu;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Need;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;

/** Building an engine needs the builder resource library of the GPU's architecture. */
public final class BuilderResourceIsThere implements Rule<TensorRt> {
    private static final Need<TensorRt, List<String>> RESOURCES = Need.<TensorRt, List<String>>of(
                    "builder resources", TensorRt::builderResources)
            .orAbsence();

    @Override
    public String id() {
        return "tensorrt.builder-resource.missing";
    }

    @Override
    public Scope<TensorRt> scope() {
        return Scope.TENSORRTS;
    }

    @Override
    public List<Need<? super TensorRt, ?>> needs() {
        return List.of(RESOURCES);
    }

    @Override
    public List<String> followsFrom() {
        return List.of("tensorrt.gpu.too-old");
    }

    @Override
    public Judgement judge(Case<TensorRt> facts) {
        Optional<List<String>> found = facts.find(RESOURCES);
        boolean hasPackageDirectory = facts.subject().main().origin() == Origin.WHEEL;
        if (found.isEmpty() && (hasPackageDirectory || !opensOne(facts))) {
            return Judgement.notApplicable("no builder resources here");
        }
        List<String> resources = found.orElse(List.of());
        if (resources.contains("all")) {
            return Judgement.pass();
        }
        return EachGpu.judge(facts, gpu -> Optional.of(gpu.sm().replace("_", ""))
                .filter(wanted -> !resources.contains(wanted))
                .map(wanted -> Judgement.fail()
                        .with(
                                "tensorrt",
                                facts.subject()
                                        .version()
                                        .toOptional()
                                        .map(Version::toString)
                                        .orElse("here"))
                        .with("wanted", wanted)
                        .with("present", resources.isEmpty() ? "none" : String.join(", ", resources))
                        .seenIn(facts.observed(RESOURCES).evidence())));
    }

    /** Whether the release keeps what building needs in a library of its own. */
    private static boolean opensOne(Case<TensorRt> facts) {
        return facts.subject()
                .version()
                .toOptional()
                .filter(version -> facts.matrix().rows(Subject.OPENS).stream()
                        .anyMatch(row -> row.isOf("tensorrt", version)
                                && row.sonames().stream().anyMatch(name -> name.startsWith("libnvinfer_builder"))))
                .isPresent();
    }
}
