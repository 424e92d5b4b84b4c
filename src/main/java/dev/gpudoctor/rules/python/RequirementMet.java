package dev.gpudoctor.rules.python;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.version.PythonRequirement;
import dev.gpudoctor.version.PythonSpecifier;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A package works with the releases of other GPU packages that its own metadata asks for. */
public final class RequirementMet implements Rule<InstalledPackage> {
    /** Packages that others are compiled against. */
    private static final Set<String> FRAMEWORKS =
            Set.of("torch", "tensorflow", "tensorflow-gpu", "jaxlib", "jax-cuda12-plugin", "jax-cuda13-plugin");

    private static final Pattern GPU_PACKAGE = Pattern.compile("torch|torchvision|torchaudio|triton|xformers|flash-attn"
            + "|vllm|jax|jaxlib|jax-cuda.*|tensorflow|tensorflow-gpu|tensorrt.*|cupy-.*|onnxruntime-gpu"
            + "|ctranslate2|nvidia-.*|cuda-bindings|numba-cuda");
    private static final Pattern VENDOR = Pattern.compile("nvidia-.*");
    private static final Pattern PUBLISHED = Pattern.compile("(?:cu\\d{2,3}|cpu)?");
    private static final String TORCH = "torch";

    /** A requirement and what is there instead. */
    private record Unmet(PythonRequirement requirement, PythonPackage installed, Severity severity) {}

    @Override
    public String id() {
        return "python.requirement.unmet";
    }

    @Override
    public Scope<InstalledPackage> scope() {
        return InstalledPackage.ALL;
    }

    @Override
    public Judgement judge(Case<InstalledPackage> facts) {
        InstalledPackage subject = facts.subject();
        List<PythonRequirement> declared = subject.requirements(facts.machine());
        Optional<Unmet> torch = documented(facts);
        Stream<Unmet> broken = declared.stream()
                .filter(requirement -> GPU_PACKAGE.matcher(requirement.name()).matches())
                .flatMap(requirement -> subject
                        .beside(requirement.name())
                        .filter(installed -> !requirement.specifier().admits(installed.version()))
                        .map(installed -> new Unmet(requirement, installed, severity(requirement, installed, torch)))
                        .stream());
        boolean declaresTorch =
                declared.stream().anyMatch(requirement -> requirement.name().equals(TORCH));
        List<Unmet> unmet = Stream.concat(broken, torch.stream().filter(law -> !declaresTorch))
                .sorted(Comparator.comparing(Unmet::severity).reversed())
                .toList();
        if (unmet.isEmpty()) {
            return declared.isEmpty() ? Judgement.notApplicable("it asks for no GPU package") : Judgement.pass();
        }
        Unmet worst = unmet.get(0);
        return Judgement.fail()
                .with("package", subject.item().name())
                .with("version", subject.item().version())
                .with("requirement", worst.requirement())
                .with("other", worst.installed().name())
                .with(
                        "found",
                        worst.installed().name() + " " + worst.installed().version())
                .seenIn(unmet.stream()
                        .map(each -> new Evidence(
                                Evidence.Source.PACKAGE_DATABASE,
                                each.installed().directory(),
                                each.requirement() + " is required, "
                                        + each.installed().version() + " is installed"))
                        .toList())
                .atMost(worst.severity());
    }

    /**
     * The torch that a package was compiled against, where the tables know it: metadata may be missing, or name a range.
     * Builds from source and of coming releases are not in the tables.
     */
    private static Optional<Unmet> documented(Case<InstalledPackage> facts) {
        PythonPackage item = facts.subject().item();
        return facts.subject()
                .beside(TORCH)
                .filter(torch -> !item.name().equals(TORCH))
                .filter(torch -> !item.version().isPreRelease())
                .filter(torch -> !torch.version().isPreRelease() || isPublished(item))
                .flatMap(torch -> new FrameworkLaw(facts.matrix())
                        .besideTorch(item.name(), item.version(), torch.version())
                        .filter(Compatibility.Forbidden.class::isInstance)
                        .flatMap(answer -> PythonSpecifier.parse("==" + ((Compatibility.Forbidden) answer).needed()))
                        .map(specifier ->
                                new Unmet(new PythonRequirement(TORCH, specifier, ""), torch, Severity.ERROR)));
    }

    /**
     * Whether it is the project's own wheel, which is compiled against the released torch and pins it. What was built
     * from source, for instance beside NVIDIA's builds of a coming torch, names torch without a version.
     */
    private static boolean isPublished(PythonPackage item) {
        return PUBLISHED.matcher(item.version().local()).matches()
                && item.requires().stream()
                        .filter(line -> line.matches("torch\\b(?!-).*"))
                        .allMatch(line -> line.contains("=="));
    }

    private static Severity severity(
            PythonRequirement requirement, PythonPackage installed, Optional<Unmet> documented) {
        PythonSpecifier specifier = requirement.specifier();
        if (VENDOR.matcher(requirement.name()).matches()) {
            return specifier.isAbove(installed.version()) ? Severity.WARNING : Severity.INFO;
        }
        boolean compiledAgainst = requirement.name().equals(TORCH) && documented.isPresent();
        boolean pinned = FRAMEWORKS.contains(requirement.name()) && specifier.isPinned();
        return compiledAgainst || pinned && !isSameRelease(specifier, installed.version())
                ? Severity.ERROR
                : Severity.WARNING;
    }

    /** Whether it differs from the release by its build alone, as NVIDIA's builds of a coming release do. */
    private static boolean isSameRelease(PythonSpecifier specifier, Version installed) {
        return specifier.admits(installed.prefix(installed.precision()));
    }
}
