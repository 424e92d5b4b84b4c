package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Choice;
import dev.gpudoctor.advise.solve.Component;
import dev.gpudoctor.advise.solve.Constraint;
import dev.gpudoctor.advise.solve.Given;
import dev.gpudoctor.advise.solve.Problem;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Puts a question about stacks as components, rules and givens. */
final class StackProblem {
    static final String CUDA = "cuda";
    static final String CUDNN = "cudnn";
    static final String TENSORRT = "tensorrt";
    static final String PYTHON = "python";
    static final String DRIVER = "driver";
    static final String JETPACK = "jetpack";
    static final String GPU = "gpu";
    static final String OS = "os";

    private final Matrix matrix;
    private final Target target;
    private final Candidates candidates;
    private final Phrases phrases = new Phrases();
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final List<Constraint> rules = new ArrayList<>();
    private final List<Given> givens = new ArrayList<>();
    private final List<String> frameworks = new ArrayList<>();

    private StackProblem(Matrix matrix, Target target) {
        this.matrix = matrix;
        this.target = target;
        this.candidates = new Candidates(matrix);
    }

    /**
     * The problem that wishes and a machine pose.
     *
     * @throws WishException if a wish is about nothing that is known, or its versions cannot be read
     */
    static Problem of(List<Wish> wishes, Target target, Matrix matrix) throws WishException {
        return new StackProblem(matrix, target).build(wishes);
    }

    private Problem build(List<Wish> wishes) throws WishException {
        for (Wish wish : wishes) {
            String subject = WishCheck.subject(wish);
            if (!WishCheck.ABOUT_THE_MACHINE.contains(subject)) {
                demand(wish, subject);
            }
        }
        addWhatIsBelow();
        for (Wish wish : wishes) {
            if (wish.subject().equals("keep")) {
                keep(wish);
            }
        }
        addMachine();
        addSystem();
        addRules();
        return new Problem(List.copyOf(components.values()), rules, givens);
    }

    /** A wish for a framework or library: the component must be taken, in the versions wished for. */
    private void demand(Wish wish, String subject) throws WishException {
        VersionRange range = wish.range();
        if (!components.containsKey(subject) && !subject.equals(PYTHON) && !subject.equals(JETPACK)) {
            boolean jetson = target.module().isPresent();
            List<Choice> choices = new ArrayList<>(
                    switch (subject) {
                        case CUDA -> candidates.cuda();
                        case CUDNN -> candidates.cudnn();
                        case TENSORRT -> candidates.tensorRt(jetson);
                        default ->
                            jetson ? candidates.jetsonImages(subject) : candidates.builds(subject, target.system());
                    });
            if (!WishCheck.LIBRARIES.contains(subject)) {
                frameworks.add(subject);
            }
            if (!subject.equals(CUDA)) {
                choices.add(Part.NONE);
            }
            add(subject, choices, true);
        }
        givens.add(new Given(wish.text(), subject, choice -> admits(range, (Part) choice), true));
    }

    /** A row of fewer parts stands for all releases of its number: a wish for 2.10.1 is served by the row 2.10. */
    static boolean admits(VersionRange range, Part part) {
        return !part.isNone()
                && part.version().filter(version -> admits(range, version)).isPresent();
    }

    static boolean admits(VersionRange range, Version version) {
        return range.bounds().stream()
                .allMatch(bound -> new VersionRange(List.of(bound)).admits(version)
                        || bound.operator() == VersionRange.Operator.EXACTLY
                                && bound.version().isWithin(version));
    }

    private void addWhatIsBelow() {
        boolean jetson = target.module().isPresent();
        if (jetson) {
            add(JETPACK, candidates.jetPacks(), true);
        }
        if (!components.containsKey(CUDA)) {
            add(CUDA, candidates.cuda(), components.isEmpty());
        }
        boolean tensorRt = components.containsKey(TENSORRT);
        boolean needsCudnn = frameworks.stream().anyMatch(name -> !Wheels.bringCudnn(name));
        if (!components.containsKey(CUDNN) && (tensorRt || needsCudnn)) {
            List<Choice> choices = new ArrayList<>(candidates.cudnn());
            choices.add(0, Part.NONE);
            add(CUDNN, choices, false);
        }
        List<Choice> withPython = components.values().stream()
                .flatMap(component -> component.choices().stream())
                .toList();
        addPython(withPython);
        if (!jetson) {
            add(DRIVER, candidates.drivers(target.numbers(), target.driver().map(Target.Stated::value)), false);
        }
    }

    /** Where no wheel names a Python it plays no part, unless one is wished for. */
    private void addPython(List<Choice> parts) {
        Optional<Version> here = Optional.ofNullable(target.here().installed().get(PYTHON));
        boolean wished = givens.stream().anyMatch(given -> given.component().equals(PYTHON));
        Optional<Version> ofSystem = target.os().flatMap(os -> SystemRules.python(os.value(), matrix));
        if (!candidates.pythons(parts, Optional.empty(), ofSystem).isEmpty()) {
            add(PYTHON, candidates.pythons(parts, here, ofSystem), false);
        } else if (wished) {
            add(PYTHON, candidates.pythons(candidates.tensorRt(false), here, ofSystem), false);
        }
    }

    private void add(String name, List<Choice> choices, boolean leading) {
        Optional<Version> here = name.equals(DRIVER)
                ? target.here().driver()
                : Optional.ofNullable(target.here().installed().get(name));
        boolean known = !target.isElsewhere() && !target.here().equals(KnownMachine.UNKNOWN);
        Predicate<Choice> changes = choice -> known
                && !((Part) choice).isNone()
                && here.filter(version -> isThere((Part) choice, version)).isEmpty();
        components.put(name, new Component(name, choices, changes, leading));
    }

    /** Whether the part is what is installed, compared as far as both numbers go. */
    private static boolean isThere(Part part, Version installed) {
        return part.version()
                .filter(version -> installed.isWithin(version) || version.isWithin(installed))
                .isPresent();
    }

    private void keep(Wish wish) throws WishException {
        String name = WishCheck.OTHER_NAMES.getOrDefault(wish.value(), wish.value());
        Optional<Version> here = name.equals(DRIVER)
                ? target.driver().map(Target.Stated::value)
                : Optional.ofNullable(target.here().installed().get(name));
        if (here.isEmpty() || !components.containsKey(name)) {
            throw new WishException("nothing to keep: no " + name + " is known here");
        }
        givens.add(new Given(
                wish.text() + " (" + here.get() + ")", name, choice -> isThere((Part) choice, here.get()), true));
    }

    private void addMachine() {
        int number = 0;
        for (Target.Stated<GpuPart> gpu : target.gpus()) {
            String name = number++ == 0 ? GPU : GPU + " " + number;
            List<Choice> choices = target.module().isPresent()
                    ? candidates.modules(target.module().get())
                    : candidates.gpus(gpu.value());
            Choice stated = choices.get(0);
            components.put(name, new Component(name, choices, choice -> false, false));
            givens.add(new Given(gpu.text(), name, stated::equals, gpu.isWish()));
        }
        if (components.containsKey(DRIVER)) {
            target.driver()
                    .ifPresent(driver -> givens.add(new Given(
                            driver.text(),
                            DRIVER,
                            choice -> ((Part) choice)
                                    .version()
                                    .filter(driver.value()::equals)
                                    .isPresent(),
                            driver.isWish())));
        }
        target.jetPack()
                .filter(version -> components.containsKey(JETPACK))
                .ifPresent(version -> givens.add(new Given(
                        "this machine's JetPack " + version,
                        JETPACK,
                        choice -> isThere((Part) choice, version),
                        false)));
    }

    private void addSystem() {
        target.os().ifPresent(os -> {
            List<Choice> systems = candidates.systems(os.value());
            Choice stated = systems.get(0);
            components.put(OS, new Component(OS, systems, choice -> false, false));
            givens.add(new Given(os.text(), OS, stated::equals, os.isWish()));
        });
    }

    /** Wheels bring their CUDA along; all else takes what is published for the system. */
    private void addSystemRules() {
        Wheels wheels = new Wheels(matrix);
        SystemRules system = new SystemRules(
                matrix, phrases, target.os().filter(Target.Stated::isWish).isPresent());
        for (String name : frameworks) {
            rules.add(StackRule.among(
                    name,
                    FrameworkBuild.class,
                    CUDA,
                    CudaRelease.class,
                    OS,
                    SystemPart.class,
                    (build, cuda, os) -> wheels.bringCuda(build)
                            ? Optional.empty()
                            : system.cudaOnSystem(FrameworkLaw.name(build), cuda, os)));
        }
        rules.add(StackRule.among(
                TENSORRT,
                TensorRtRelease.class,
                CUDA,
                CudaRelease.class,
                OS,
                SystemPart.class,
                (release, cuda, os) -> wheels.exist(release)
                        ? Optional.empty()
                        : system.cudaOnSystem("TensorRT " + release.version(), cuda, os)));
        if (frameworks.isEmpty() && !components.containsKey(TENSORRT)) {
            rules.add(StackRule.between(
                    CUDA,
                    CudaRelease.class,
                    OS,
                    SystemPart.class,
                    (cuda, os) -> system.cudaOnSystem("This stack", cuda, os)));
        }
        rules.add(StackRule.between(PYTHON, Version.class, OS, SystemPart.class, system::pythonOnSystem));
    }

    private void addRules() {
        if (target.module().isPresent()) {
            addJetPackRules();
            return;
        }
        DriverRules driver = new DriverRules(matrix, phrases, target.numbers());
        FrameworkRules framework = new FrameworkRules(matrix, phrases, target.numbers());
        for (String name : frameworks) {
            addFrameworkRules(name, framework);
        }
        TensorRtRules tensorRt = new TensorRtRules(matrix, phrases, target.numbers(), target.system());
        boolean vouched = frameworks.stream().anyMatch(name -> !Wheels.bringCudnn(name));
        rules.add(StackRule.between(
                TENSORRT, TensorRtRelease.class, CUDA, CudaRelease.class, tensorRt::tensorRtWithCuda));
        rules.add(StackRule.among(
                TENSORRT,
                TensorRtRelease.class,
                CUDA,
                CudaRelease.class,
                DRIVER,
                Version.class,
                tensorRt::tensorRtOnDriver));
        rules.add(new StackRule(List.of(TENSORRT, CUDNN), parts -> parts.get(0)
                .as(TensorRtRelease.class)
                .flatMap(release -> tensorRt.tensorRtWithCudnn(release, parts.get(1)))));
        rules.add(StackRule.between(
                TENSORRT, TensorRtRelease.class, PYTHON, Version.class, tensorRt::tensorRtWithPython));
        rules.add(StackRule.between(
                CUDNN,
                CudnnRelease.class,
                CUDA,
                CudaRelease.class,
                (cudnn, cuda) -> tensorRt.cudnnWithCuda(cudnn, cuda, vouched)));
        for (String gpu : components.keySet().stream()
                .filter(name -> name.startsWith(GPU))
                .toList()) {
            rules.add(StackRule.between(
                    gpu, GpuPart.class, DRIVER, Version.class, (a, b) -> Optional.of(driver.gpuOnDriver(a, b))));
            rules.add(StackRule.between(
                    gpu, GpuPart.class, CUDA, CudaRelease.class, (a, b) -> Optional.of(driver.gpuWithCuda(a, b))));
            rules.add(StackRule.among(
                    DRIVER,
                    Version.class,
                    CUDA,
                    CudaRelease.class,
                    gpu,
                    GpuPart.class,
                    (version, cuda, part) -> Optional.of(driver.driverWithCuda(version, cuda, part))));
            rules.add(StackRule.between(TENSORRT, TensorRtRelease.class, gpu, GpuPart.class, tensorRt::tensorRtOnGpu));
            rules.add(StackRule.among(
                    CUDNN, CudnnRelease.class, CUDA, CudaRelease.class, gpu, GpuPart.class, tensorRt::cudnnOnGpu));
            for (String name : frameworks) {
                rules.add(StackRule.between(name, FrameworkBuild.class, gpu, GpuPart.class, framework::onGpu));
            }
        }
        addSystemRules();
    }

    private void addFrameworkRules(String name, FrameworkRules framework) {
        rules.add(StackRule.between(name, FrameworkBuild.class, CUDA, CudaRelease.class, framework::withCuda));
        rules.add(StackRule.between(name, FrameworkBuild.class, DRIVER, Version.class, framework::onDriver));
        rules.add(StackRule.between(name, FrameworkBuild.class, PYTHON, Version.class, framework::withPython));
        rules.add(StackRule.between(
                name, FrameworkBuild.class, TENSORRT, TensorRtRelease.class, framework::withTensorRt));
        if (!Wheels.bringCudnn(name)) {
            rules.add(new StackRule(List.of(name, CUDNN), parts -> parts.get(0)
                    .as(FrameworkBuild.class)
                    .flatMap(build -> framework.withCudnn(build, parts.get(1)))));
        }
        if (!name.equals("torch")) {
            rules.add(
                    StackRule.between(name, FrameworkBuild.class, "torch", FrameworkBuild.class, framework::withTorch));
        }
    }

    private void addJetPackRules() {
        JetPackRules jetPack = new JetPackRules(phrases);
        rules.add(StackRule.between(
                JETPACK,
                JetPackRelease.class,
                GPU,
                JetsonModule.class,
                (release, module) -> Optional.of(jetPack.onModule(release, module))));
        content(jetPack, CUDA, "CUDA", JetPackRelease::cuda);
        content(jetPack, CUDNN, "cuDNN", JetPackRelease::cudnn);
        content(jetPack, TENSORRT, "TensorRT", JetPackRelease::tensorRt);
        content(jetPack, PYTHON, "Python", JetPackRelease::python);
        rules.add(StackRule.between(
                JETPACK,
                JetPackRelease.class,
                OS,
                SystemPart.class,
                new SystemRules(matrix, phrases, true)::jetPackOnSystem));
        for (String name : frameworks) {
            rules.add(StackRule.between(name, Image.class, JETPACK, JetPackRelease.class, jetPack::image));
        }
    }

    private void content(
            JetPackRules jetPack,
            String component,
            String what,
            java.util.function.Function<JetPackRelease, Optional<Version>> content) {
        rules.add(new StackRule(List.of(JETPACK, component), parts -> parts.get(0)
                .as(JetPackRelease.class)
                .flatMap(release -> jetPack.brings(release, what, content.apply(release), parts.get(1)))));
    }
}
