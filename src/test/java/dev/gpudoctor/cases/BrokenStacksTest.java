package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudaSupport;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A documented stack with one part a step out of its documented range: exactly the rule of that range fails. */
class BrokenStacksTest {
    private static final Matrix MATRIX = Matrix.builtIn();
    private static final DocumentedStacks STACKS = new DocumentedStacks(MATRIX);
    private static final RuleRunner RUNNER = new RuleRunner(new Catalog(), MATRIX);

    /** The first stack of every row: what differs among stacks of one row plays no part in most steps. */
    private static final List<Stack> NGC = firsts(STACKS.ngcRows(), STACKS::ngc);

    private static final List<Stack> TOOLKITS = firsts(MATRIX.rows(Subject.CUDA), STACKS::toolkit);
    private static final List<Stack> TENSORRTS = firsts(MATRIX.rows(Subject.TENSORRT), STACKS::tensorRt);
    private static final List<FrameworkBuild> BUILDS = Stream.of("tensorflow", "torch", "onnxruntime")
            .flatMap(name -> STACKS.builds(name).stream())
            .filter(build -> !STACKS.build(build).isEmpty())
            .toList();
    private static final List<Stack> FRAMEWORKS = firsts(BUILDS, STACKS::build);

    /**
     * One kind of step.
     *
     * @param rule the rule that must fail
     */
    private record Step(String name, String rule, List<Stack> stacks) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static <T> List<Stack> firsts(List<T> rows, Function<T, List<Stack>> stacks) {
        return rows.stream().flatMap(row -> stacks.apply(row).stream().limit(1)).toList();
    }

    private static Stream<Stack> all() {
        return Stream.of(NGC, TOOLKITS, TENSORRTS, FRAMEWORKS).flatMap(List::stream);
    }

    static List<Step> steps() {
        return List.of(
                step("driver one branch too old for CUDA", "cuda.driver.too-old", all().flatMap(s -> olderDriver(s))),
                step("Windows driver too old for CUDA", "cuda.driver.too-old", windows()),
                step("driver too old or too new for the GPU", "driver.gpu.not-supported", wrongBranch()),
                step("the other kernel module", "driver.flavour.wrong", wrongModule()),
                step("GPU dropped by CUDA", "cuda.gpu.dropped", all().flatMap(s -> droppedGpu(s))),
                step(
                        "GPU newer than the toolkit",
                        "cuda.gpu.newer-than-toolkit",
                        TOOLKITS.stream().flatMap(s -> newerGpu(s))),
                step(
                        "cuDNN of the other CUDA major",
                        "cudnn.cuda.other-major",
                        all().flatMap(s -> otherMajor(s, Stack.CUDNN, Stack.CUDNN_CUDA))),
                step("GPU out of cuDNN's range", "cudnn.gpu.not-supported", cudnnGpus()),
                step(
                        "TensorRT of the other CUDA major",
                        "tensorrt.cuda.other-major",
                        all().filter(s -> s.part(Stack.TENSORRT)
                                        .flatMap(MATRIX::tensorRt)
                                        .flatMap(TensorRtRelease::cudnnRequired)
                                        .equals(Optional.of(true)))
                                .flatMap(s -> otherMajor(s, Stack.TENSORRT, Stack.TENSORRT_CUDA))
                                .filter(s -> !new TensorRtLaw(MATRIX)
                                        .onGpu(
                                                s.part(Stack.TENSORRT)
                                                        .flatMap(MATRIX::tensorRt)
                                                        .orElseThrow(),
                                                s.part(Stack.TENSORRT_CUDA),
                                                s.gpu())
                                        .isForbidden())),
                step(
                        "GPU too old for TensorRT",
                        "tensorrt.gpu.too-old",
                        TENSORRTS.stream().flatMap(s -> tooOldForTensorRt(s))),
                step("driver too old for TensorRT", "tensorrt.driver.too-old", olderThanTensorRt()),
                step(
                        "cuDNN that TensorRT does not take",
                        "tensorrt.cudnn.other-release",
                        TENSORRTS.stream().flatMap(s -> cudnnOutside(s))),
                step(
                        "driver too old for the framework",
                        "framework.driver.too-old",
                        BUILDS.stream().flatMap(b -> olderThanFramework(b))),
                step("package for another torch", "python.requirement.unmet", otherTorch()),
                step(
                        "parser of another release",
                        "tensorrt.parser.other-version",
                        all().flatMap(s -> neighbours(s, Stack.PARSER))),
                step(
                        "plugins of another release",
                        "tensorrt.plugin.other-version",
                        all().flatMap(s -> neighbours(s, Stack.PLUGIN))),
                step(
                        "Python out of TensorRT's range",
                        "tensorrt.python.not-supported",
                        TENSORRTS.stream().flatMap(s -> tensorRtPython(s))),
                step(
                        "Python out of the framework's range",
                        "framework.python.not-supported",
                        BUILDS.stream().flatMap(b -> frameworkPython(b))),
                step(
                        "GPU without code in the framework",
                        "framework.gpu.no-kernel",
                        BUILDS.stream().flatMap(b -> codeless(b))),
                step(
                        "CUDA major that the framework does not load",
                        "framework.cuda.other-major",
                        BUILDS.stream().flatMap(b -> otherCuda(b))),
                step(
                        "cuDNN major that the framework does not load",
                        "framework.cudnn.not-supported",
                        BUILDS.stream().flatMap(b -> otherCudnn(b))),
                step(
                        "TensorRT major that the framework does not load",
                        "framework.tensorrt.not-supported",
                        BUILDS.stream().flatMap(b -> otherTensorRt(b))),
                step(
                        "TensorRT of another JetPack",
                        "jetson.components.other-jetpack",
                        MATRIX.rows(Subject.JETPACK).stream().flatMap(j -> otherJetPack(j))),
                step(
                        "Python of another JetPack",
                        "tensorrt.python.not-supported",
                        firsts(MATRIX.rows(Subject.JETPACK), STACKS::jetPack).stream()
                                .filter(s -> s.part(Stack.TENSORRT)
                                        .flatMap(MATRIX::tensorRt)
                                        .isPresent())
                                .flatMap(s -> around(s.part(Stack.PYTHON).orElseThrow())
                                        .map(python -> s.with(Stack.PYTHON, python)))));
    }

    private static Step step(String name, String rule, Stream<Stack> stacks) {
        return new Step(name, rule, stacks.toList());
    }

    /** Each law about two parts of a stack forbids them in some broken stack. */
    @Test
    void everyLawForbidsSomeBrokenStack() {
        LawsOfStack laws = new LawsOfStack(MATRIX);
        Map<String, Integer> forbidden = new TreeMap<>();
        for (Step step : steps()) {
            step.stacks().stream()
                    .flatMap(stack -> laws.answers(stack).entrySet().stream())
                    .filter(answer -> answer.getValue().isForbidden())
                    .forEach(answer -> forbidden.merge(answer.getKey(), 1, Integer::sum));
        }
        System.out.println("laws that forbid broken stacks: " + forbidden);
        assertThat(LawsOfStack.untested(forbidden.keySet())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void brokenIsCaught(Step step) {
        List<String> wrong = new ArrayList<>();
        for (Stack stack : step.stacks()) {
            List<String> roots =
                    Diagnosis.of(RuleCatalog.rules(), RUNNER.run(RuleCatalog.rules(), stack.machine()))
                            .rootCauses()
                            .stream()
                            .filter(finding -> finding.severity() != Severity.INFO)
                            .map(Finding::id)
                            .toList();
            if (!roots.equals(List.of(step.rule()))) {
                wrong.add(stack + ": " + roots);
            }
        }
        System.out.printf("%s: %d machines, %s%n", step, step.stacks().size(), step.rule());
        assertThat(step.stacks()).isNotEmpty();
        assertThat(wrong).isEmpty();
    }

    /** The floor of the stack's CUDA, on Linux. */
    private static Optional<Version> floor(Version cuda, Platform platform) {
        return MATRIX.minorCompatibilityFloor(cuda.major(), platform)
                .or(() -> MATRIX.cuda(cuda).flatMap(row -> row.minDriver(platform)));
    }

    private static Stream<Stack> olderDriver(Stack stack) {
        return floor(stack.part(Stack.CUDA).orElseThrow(), Platform.LINUX).flatMap(STACKS::branchBefore).stream()
                .map(driver -> STACKS.withDriver(
                        stack.without(Stack.COMPAT),
                        driver,
                        STACKS.levelOf(driver).orElseThrow()));
    }

    /** Under WSL the numbers are Windows': between both floors lies a driver that only Linux' numbers would allow. */
    private static Stream<Stack> windows() {
        Version lowest = MATRIX.bound("wsl.driver").orElseThrow();
        return TOOLKITS.stream().flatMap(stack -> {
            Version floor = floor(stack.part(Stack.CUDA).orElseThrow(), Platform.WINDOWS)
                    .orElseThrow();
            return MATRIX.rows(Subject.CUDA).stream()
                    .filter(row -> row.minDriverWindows()
                            .filter(driver -> driver.isBelow(floor) && driver.isAtLeast(lowest))
                            .isPresent())
                    .max(Comparator.comparing(row -> row.minDriverWindows().orElseThrow()))
                    .stream()
                    .filter(row -> row.version().major()
                            < stack.part(Stack.CUDA).orElseThrow().major())
                    .map(row -> new Stack(stack.title(), "wsl", "", stack.gpu(), stack.parts())
                            .with(Stack.DRIVER, row.minDriverWindows())
                            .with(Stack.LEVEL, row.version().prefix(2)));
        });
    }

    /** A machine on which nothing but driver and GPU is known. */
    private static Stack bare(ComputeCapability gpu) {
        return new Stack("driver and GPU", "workstation", "tensorrt", gpu, Map.of());
    }

    private static Stream<Stack> wrongBranch() {
        return STACKS.capabilities().flatMap(row -> {
            Stream<Integer> early = row.firstDriverBranch().stream().flatMap(first -> branches()
                    .filter(branch -> branch < first)
                    .sorted(Comparator.reverseOrder())
                    .limit(1));
            Stream<Integer> late = row.lastDriverBranch().stream()
                    .flatMap(last ->
                            branches().filter(branch -> branch > last).sorted().limit(1));
            return Stream.concat(early, late)
                    .map(branch -> STACKS.driverOf(Version.of(String.valueOf(branch))))
                    .map(driver -> STACKS.withDriver(
                            bare(row.capability()),
                            driver,
                            STACKS.levelOf(driver).orElseThrow()));
        });
    }

    private static Stream<Integer> branches() {
        return MATRIX.rows(Subject.DRIVER_BRANCHES).stream()
                .filter(branch -> branch.cuda().isPresent())
                .map(DriverBranch::branch);
    }

    private static Stream<Stack> wrongModule() {
        return STACKS.capabilities().flatMap(row -> {
            Stack right = STACKS.moved(bare(row.capability()), row.capability());
            return row.openKernelModule().stream().flatMap(rule -> switch (rule) {
                case REQUIRED -> Stream.of(right.without(Stack.OPEN));
                case UNSUPPORTED -> Stream.of(right.with(Stack.OPEN, Version.of("1")));
                case SUPPORTED -> Stream.<Stack>empty();
            });
        });
    }

    private static Stream<Stack> droppedGpu(Stack stack) {
        Version cuda = stack.part(Stack.CUDA).orElseThrow().prefix(2);
        int branch = stack.part(Stack.DRIVER).orElseThrow().major();
        return STACKS
                .capabilities()
                .filter(row -> row.lastCuda().filter(cuda::isAbove).isPresent())
                .filter(row ->
                        row.lastDriverBranch().filter(last -> branch > last).isEmpty())
                .max(Comparator.comparing(Capability::capability))
                .stream()
                .map(row -> stack.without(Stack.OPEN).on(row.capability()));
    }

    private static Stream<Stack> newerGpu(Stack stack) {
        Version cuda = stack.part(Stack.CUDA).orElseThrow().prefix(2);
        return STACKS.capabilities()
                .filter(row -> row.firstCuda().filter(cuda::isBelow).isPresent())
                .limit(1)
                .map(row -> STACKS.moved(stack, row.capability()));
    }

    private static Stream<Stack> otherMajor(Stack stack, String library, String builtFor) {
        int cuda = stack.part(Stack.CUDA).orElseThrow().major();
        return stack.part(library).stream()
                .flatMap(version -> Stream.of(cuda - 1, cuda + 1))
                .map(major -> stack.with(builtFor, Version.of(String.valueOf(major))));
    }

    private static Stream<Stack> cudnnGpus() {
        return MATRIX.rows(Subject.CUDNN).stream().flatMap(row -> row.cuda().stream()
                .flatMap(support -> support.to().stream())
                .flatMap(to -> MATRIX.cudaReleases(to).stream().limit(1))
                .filter(cuda -> cuda.minDriverLinux().isPresent())
                .flatMap(cuda -> outside(row, cuda)));
    }

    private static Stream<Stack> outside(CudnnRelease row, CudaRelease cuda) {
        Version minor = cuda.version().prefix(2);
        Optional<CudaSupport> support = row.cuda().stream()
                .filter(entry -> entry.fit(minor) == CudaSupport.Fit.YES)
                .findFirst();
        Stream<Capability> low = support.flatMap(CudaSupport::minCapability).stream()
                .flatMap(lowest -> STACKS
                        .capabilities()
                        .filter(gpu -> !gpu.capability().isAtLeast(lowest))
                        .filter(gpu -> gpu.lastCuda().filter(minor::isAbove).isEmpty())
                        .max(Comparator.comparing(Capability::capability))
                        .stream());
        Stream<Capability> high = support.flatMap(CudaSupport::maxCapability).stream()
                .flatMap(highest -> STACKS.capabilities()
                        .filter(gpu -> gpu.capability().major() > highest.major())
                        .limit(1));
        return Stream.concat(low, high)
                .map(gpu -> STACKS.moved(
                        DocumentedStacks.libraries(
                                bare(gpu.capability()), cuda.version(), Optional.of(row.version()), Optional.empty()),
                        gpu.capability()));
    }

    private static Stream<Stack> tooOldForTensorRt(Stack stack) {
        Version cuda = stack.part(Stack.CUDA).orElseThrow().prefix(2);
        return MATRIX
                .tensorRt(stack.part(Stack.TENSORRT).orElseThrow())
                .flatMap(TensorRtRelease::minCapability)
                .stream()
                .flatMap(lowest -> STACKS
                        .capabilities()
                        .filter(row -> !row.capability().isAtLeast(lowest))
                        .filter(row -> row.lastCuda().filter(cuda::isAbove).isEmpty())
                        .max(Comparator.comparing(Capability::capability))
                        .stream())
                .map(row -> STACKS.moved(stack, row.capability()));
    }

    /** The branch before the one that a TensorRT asks for, where it still runs the CUDA of that TensorRT. */
    private static Stream<Stack> olderThanTensorRt() {
        return MATRIX.rows(Subject.TENSORRT).stream()
                .flatMap(release -> release.drivers().stream().flatMap(need -> {
                    Version cuda = Version.of(need.cudaMajor() + ".0");
                    return need.linux().flatMap(STACKS::branchBefore).stream()
                            .filter(driver -> floor(cuda, Platform.LINUX)
                                    .filter(driver::isAtLeast)
                                    .isPresent())
                            .map(driver -> STACKS.withDriver(
                                    DocumentedStacks.libraries(
                                            bare(ComputeCapability.of("8.6")),
                                            cuda,
                                            Optional.empty(),
                                            Optional.of(release.version())),
                                    driver,
                                    STACKS.levelOf(driver).orElseThrow()));
                }));
    }

    /** The newest cuDNN that runs here and that the law forbids to this TensorRT. */
    private static Stream<Stack> cudnnOutside(Stack stack) {
        Version cuda = stack.part(Stack.CUDA).orElseThrow();
        TensorRtLaw law = new TensorRtLaw(MATRIX);
        return MATRIX.tensorRt(stack.part(Stack.TENSORRT).orElseThrow()).stream()
                .flatMap(release -> MATRIX.rows(Subject.CUDNN).stream()
                        .map(CudnnRelease::version)
                        .filter(cudnn ->
                                law.withCudnn(release, Optional.of(cudnn)).isForbidden())
                        .filter(cudnn -> STACKS.libraryRuns(Optional.of(cudnn), cuda, stack.gpu()))
                        .max(Comparator.naturalOrder())
                        .stream())
                .map(cudnn -> stack.with(Stack.CUDNN, cudnn).with(Stack.CUDNN_CUDA, cuda.prefix(1)));
    }

    /** A build whose CUDA libraries were not found, on the branch before the one that it asks for. */
    private static Stream<Stack> olderThanFramework(FrameworkBuild build) {
        Stack stack = STACKS.build(build).get(0);
        DriverLaw law = new DriverLaw(MATRIX, Platform.LINUX);
        return build.minDriverLinux().map(STACKS::driverOf).flatMap(STACKS::branchBefore).stream()
                .filter(driver -> law.runsGpu(driver, stack.gpu()).isSupported())
                .map(driver -> STACKS.withDriver(
                        new Stack(stack.title(), "workstation", stack.program(), stack.gpu(), Map.of())
                                .with(Stack.RELEASE, stack.part(Stack.RELEASE))
                                .with(Stack.PYTHON, stack.part(Stack.PYTHON)),
                        driver,
                        STACKS.levelOf(driver).orElseThrow()));
    }

    /** A package beside the newest torch that the law forbids to it. */
    private static Stream<Stack> otherTorch() {
        FrameworkLaw law = new FrameworkLaw(MATRIX);
        return Stream.of("vllm", "xformers", "torch-tensorrt")
                .flatMap(name -> MATRIX.frameworkBuilds(name).stream())
                .flatMap(build -> MATRIX.frameworkBuilds("torch").stream()
                        .map(FrameworkBuild::release)
                        .filter(torch -> law.besideTorch(build.framework(), build.release(), torch)
                                .filter(Compatibility::isForbidden)
                                .isPresent())
                        .max(Comparator.naturalOrder())
                        .map(torch -> STACKS.moved(bare(ComputeCapability.of("9.0")), ComputeCapability.of("9.0"))
                                .with(Stack.RELEASE, build.release())
                                .with(Stack.TORCH, torch))
                        .map(stack ->
                                new Stack(build.key(), stack.base(), build.framework(), stack.gpu(), stack.parts()))
                        .stream());
    }

    /** The stack with that part of the TensorRT release before and after its own. */
    private static Stream<Stack> neighbours(Stack stack, String part) {
        if (stack.part(part).isEmpty()) {
            return Stream.empty();
        }
        Version own = stack.part(part).get();
        List<Version> releases = MATRIX.rows(Subject.TENSORRT).stream()
                .map(TensorRtRelease::version)
                .sorted()
                .toList();
        Stream<Version> before = releases.stream().filter(own::isAbove).max(Comparator.naturalOrder()).stream();
        Stream<Version> after = releases.stream().filter(own::isBelow).limit(1);
        return Stream.concat(before, after).map(other -> stack.with(part, other));
    }

    private static Stream<Stack> tensorRtPython(Stack stack) {
        return MATRIX.tensorRt(stack.part(Stack.TENSORRT).orElseThrow()).flatMap(TensorRtRelease::python).stream()
                .flatMap(range -> outside(range).filter(python -> !range.admits(python)))
                .map(python -> stack.with(Stack.PYTHON, python));
    }

    private static Stream<Stack> frameworkPython(FrameworkBuild build) {
        Stack stack = STACKS.build(build).get(0);
        return build.python().stream()
                .flatMap(range -> outside(range))
                .filter(python -> siblings(build)
                        .noneMatch(other ->
                                other.python().filter(set -> set.admits(python)).isPresent()
                                        || other.experimentalPython()
                                                .filter(set -> set.admits(python))
                                                .isPresent()))
                .map(python -> stack.with(Stack.PYTHON, python));
    }

    /** One below the lowest and one above the highest bound of a range. */
    private static Stream<Version> outside(VersionSet set) {
        List<Version> bounds = set.anyOf().stream()
                .flatMap(range -> range.bounds().stream())
                .map(VersionRange.Bound::version)
                .sorted()
                .toList();
        return Stream.concat(
                around(bounds.get(0)).limit(1),
                around(bounds.get(bounds.size() - 1)).skip(1));
    }

    private static Stream<Version> around(Version version) {
        return Stream.of(version.minor() - 1, version.minor() + 1)
                .map(minor -> Version.of(version.major() + "." + minor));
    }

    /** The builds that an installation can be of which only release and processor are known, or its label too. */
    private static Stream<FrameworkBuild> siblings(FrameworkBuild build) {
        return MATRIX.frameworkBuilds(build.framework(), build.release()).stream()
                .filter(other -> other.platform().isEmpty()
                        || build.platform().isEmpty()
                        || other.platform().equals(build.platform()))
                .filter(other ->
                        !build.framework().equals("torch") || other.variant().equals(build.variant()));
    }

    private static Stream<Stack> codeless(FrameworkBuild build) {
        Stack stack = STACKS.build(build).get(0);
        Version cuda = stack.part(Stack.CUDA).orElseThrow().prefix(2);
        return build.gpuCode().isEmpty()
                ? Stream.empty()
                : STACKS.capabilities()
                        .filter(row -> new FrameworkLaw(MATRIX)
                                .onGpu(build, row.capability())
                                .filter(Compatibility::isForbidden)
                                .isPresent())
                        .filter(row -> row.lastCuda().filter(cuda::isAbove).isEmpty())
                        .filter(row -> STACKS.tensorRtRuns(stack.part(Stack.TENSORRT), row.capability()))
                        .map(row -> STACKS.moved(stack, row.capability()));
    }

    private static Stream<Stack> otherCuda(FrameworkBuild build) {
        Stack stack = STACKS.moved(
                STACKS.build(build).get(0), STACKS.build(build).get(0).gpu());
        int own = stack.part(Stack.CUDA).orElseThrow().major();
        return Stream.of(own - 1, own + 1)
                .flatMap(major -> MATRIX.cudaMinor(Version.of(major + ".0")).stream())
                .map(CudaRelease::version)
                .filter(cuda -> siblings(build)
                        .noneMatch(other -> other.cuda()
                                        .filter(wanted -> wanted.major() == cuda.major())
                                        .isPresent()
                                || other.cudaRange()
                                        .filter(range -> range.admits(cuda))
                                        .isPresent()))
                .filter(cuda -> MATRIX.capability(stack.gpu())
                        .orElseThrow()
                        .lastCuda()
                        .filter(cuda.prefix(2)::isAbove)
                        .isEmpty())
                .filter(cuda -> STACKS.libraryRuns(stack.part(Stack.CUDNN), cuda, stack.gpu()))
                .map(cuda -> stack.with(Stack.CUDA, cuda)
                        .with(Stack.CUDNN_CUDA, cuda.prefix(1))
                        .with(Stack.TENSORRT_CUDA, cuda.prefix(2)));
    }

    private static Stream<Stack> otherCudnn(FrameworkBuild build) {
        Stack stack = STACKS.build(build).get(0);
        Version cuda = stack.part(Stack.CUDA).orElseThrow();
        return stack.part(Stack.CUDNN).stream()
                .flatMap(own -> Stream.of(own.major() - 1, own.major() + 1))
                .filter(major -> siblings(build).noneMatch(other -> names(other.cudnn(), major)))
                .flatMap(major -> newest(MATRIX.rows(Subject.CUDNN), CudnnRelease::version, major))
                .filter(cudnn -> STACKS.libraryRuns(Optional.of(cudnn), cuda, stack.gpu()))
                .map(cudnn -> stack.with(Stack.CUDNN, cudnn));
    }

    private static Stream<Stack> otherTensorRt(FrameworkBuild build) {
        Stack stack = STACKS.build(build).get(0);
        return stack.part(Stack.TENSORRT).stream()
                .flatMap(own -> Stream.of(own.major() - 1, own.major() + 1))
                .filter(major -> siblings(build).noneMatch(other -> names(other.tensorRt(), major)))
                .flatMap(major -> newest(MATRIX.rows(Subject.TENSORRT), TensorRtRelease::version, major))
                .filter(tensorRt -> STACKS.tensorRtRuns(Optional.of(tensorRt), stack.gpu()))
                .map(tensorRt -> stack.with(Stack.TENSORRT, tensorRt)
                        .with(Stack.PARSER, tensorRt)
                        .with(Stack.PLUGIN, tensorRt));
    }

    private static boolean names(Optional<VersionSet> set, int major) {
        return set.stream()
                .flatMap(ranges -> ranges.anyOf().stream())
                .flatMap(range -> range.bounds().stream())
                .anyMatch(bound -> bound.version().major() == major);
    }

    private static <T extends Row> Stream<Version> newest(List<T> rows, Function<T, Version> version, int major) {
        return rows.stream()
                .map(version)
                .filter(release -> release.major() == major)
                .max(Comparator.naturalOrder())
                .stream();
    }

    private static Stream<Stack> otherJetPack(JetPackRelease release) {
        List<Version> others = MATRIX.rows(Subject.JETPACK).stream()
                .flatMap(row -> row.tensorRt().stream())
                .filter(version -> MATRIX.tensorRt(version).isPresent())
                .distinct()
                .toList();
        return STACKS.jetPack(release).stream()
                .limit(1)
                .flatMap(stack -> {
                    Version own = stack.part(Stack.TENSORRT).orElseThrow().prefix(2);
                    Stream<Version> before = others.stream()
                            .filter(version -> version.prefix(2).isBelow(own))
                            .max(Comparator.naturalOrder())
                            .stream();
                    Stream<Version> after = others.stream()
                            .filter(version -> version.prefix(2).isAbove(own))
                            .min(Comparator.naturalOrder())
                            .stream();
                    return Stream.concat(before, after)
                            .filter(version -> STACKS.tensorRtRuns(Optional.of(version), stack.gpu()))
                            .map(version -> stack.without(Stack.PYTHON)
                                    .with(Stack.TENSORRT, version)
                                    .with(Stack.PARSER, version)
                                    .with(Stack.PLUGIN, version));
                });
    }
}
