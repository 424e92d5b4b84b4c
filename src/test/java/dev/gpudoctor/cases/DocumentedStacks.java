package dev.gpudoctor.cases;

import dev.gpudoctor.advise.stack.GpuPart;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.matrix.Capability;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Stacks that the rows of the matrix say to work. */
final class DocumentedStacks {
    private static final String ARM = "linux-aarch64";

    private final Matrix matrix;

    DocumentedStacks(Matrix matrix) {
        this.matrix = matrix;
    }

    /** NGC rows that name driver, CUDA, cuDNN, TensorRT and lowest GPU. */
    List<Image> ngcRows() {
        return matrix.rows(Subject.NGC_IMAGES).stream()
                .filter(image -> image.minDriver().isPresent()
                        && image.cuda().isPresent()
                        && image.cudnn().isPresent()
                        && image.tensorRt().isPresent()
                        && image.minCapability().isPresent())
                .toList();
    }

    /** An NGC image under its own driver and, with its compatibility libraries, under each older one of its note. */
    List<Stack> ngc(Image image) {
        List<Stack> stacks = new ArrayList<>();
        Version cuda = image.cuda().orElseThrow().prefix(3);
        Version own = driverOf(image.minDriver().orElseThrow());
        Version level = levelOf(own).orElseThrow();
        for (ComputeCapability gpu : gpus(image.minCapability().orElseThrow(), cuda, level)) {
            stacks.add(underDriver(image, cuda, gpu, own));
        }
        for (Version older : image.compatDrivers()) {
            Version driver = driverOf(older);
            if (driver.isBelow(own)) {
                gpus(image.minCapability().orElseThrow(), cuda, levelOf(driver).orElseThrow())
                        .forEach(gpu -> stacks.add(underDriver(image, cuda, gpu, driver)));
            }
        }
        return stacks;
    }

    /** Above a driver that is older than its CUDA an image puts its own compatibility library in front. */
    private Stack underDriver(Image image, Version cuda, ComputeCapability gpu, Version driver) {
        Version level = levelOf(driver).orElseThrow();
        Stack stack = image(image, cuda, gpu);
        return level.isBelow(cuda.prefix(2))
                ? withDriver(stack, driver, cuda.prefix(2))
                        .with(Stack.COMPAT, image.bundledDriver().orElse(driver))
                : withDriver(stack, driver, level);
    }

    /** Frameworks of NVIDIA's images are its own builds, which the local part of their versions tells. */
    private Stack image(Image image, Version cuda, ComputeCapability gpu) {
        String program = image.repository().endsWith("/pytorch")
                ? "torch"
                : image.repository().endsWith("/tensorflow") ? "tensorflow" : "tensorrt";
        boolean framework =
                !program.equals("tensorrt") && image.frameworkVersion().isPresent();
        Stack stack = new Stack(image.key(), "workstation", framework ? program : "tensorrt", gpu, Map.of());
        if (framework) {
            Version release = image.frameworkVersion().get();
            String label = "nv" + image.month().orElseThrow();
            stack = stack.with(Stack.RELEASE, release.local().isEmpty() ? Version.of(release + "+" + label) : release)
                    .with(Stack.PYTHON, image.python());
        }
        return libraries(stack, cuda, image.cudnn(), image.tensorRt());
    }

    /** The builds of a framework for Linux whose CUDA the matrix has. */
    List<FrameworkBuild> builds(String framework) {
        return matrix.frameworkBuilds(framework).stream()
                .filter(build -> build.platform()
                        .filter(name -> !name.startsWith("linux"))
                        .isEmpty())
                .filter(build -> !build.cpuOnly())
                .filter(build -> cudaOf(build).isPresent())
                .toList();
    }

    /** A build on the lowest driver for it and with the oldest and the newest Python, on each GPU it has code for. */
    List<Stack> build(FrameworkBuild build) {
        CudaRelease cuda = cudaOf(build).orElseThrow();
        Version driver = build.minDriverLinux()
                .or(() -> matrix.minorCompatibilityFloor(cuda.version().major(), Platform.LINUX))
                .or(cuda::minDriverLinux)
                .map(this::driverOf)
                .orElseThrow();
        Optional<Version> level = levelOf(driver);
        if (level.isEmpty()) {
            return List.of();
        }
        ComputeCapability lowest = build.minCapability().orElse(ComputeCapability.of("6.0"));
        List<Stack> stacks = new ArrayList<>();
        for (ComputeCapability gpu : gpus(lowest, cuda.version(), level.get())) {
            Optional<Version> cudnn =
                    build.cudnn().flatMap(set -> cudnnOf(set, gpu).or(() -> cudnnOf(set)));
            Optional<Version> tensorRt = build.tensorRt()
                    .flatMap(set -> tensorRtOf(set, cuda.version().major(), driver, cudnn));
            boolean runs = new FrameworkLaw(matrix)
                    .onGpu(build, gpu)
                    .filter(Compatibility::isForbidden)
                    .isEmpty();
            if (runs && libraryRuns(cudnn, cuda.version(), gpu) && tensorRtRuns(tensorRt, gpu)) {
                for (Optional<Version> python : pythonsOf(build)) {
                    Stack stack = new Stack(build.key(), "workstation", program(build), gpu, Map.of())
                            .with(Stack.RELEASE, releaseOf(build))
                            .with(Stack.PYTHON, python);
                    if (build.platform().filter(ARM::equals).isPresent()) {
                        stack = stack.with(Stack.AARCH64, Version.of("1"));
                    }
                    stacks.add(withDriver(
                            libraries(stack, cuda.version().prefix(3), cudnn, tensorRt), driver, level.get()));
                }
            }
        }
        return stacks;
    }

    /** Every toolkit on the driver that belongs to it. */
    List<Stack> toolkit(CudaRelease cuda) {
        Optional<Version> driver = cuda.minDriverLinux().map(this::driverOf);
        Optional<Version> level = driver.flatMap(this::levelOf);
        return level.isEmpty()
                ? List.of()
                : gpus(ComputeCapability.of("3.0"), cuda.version(), level.get()).stream()
                        .filter(gpu -> cuda.targets().stream().anyMatch(target -> target.runsOn(gpu)))
                        .map(gpu -> new Stack("CUDA " + cuda.key(), "workstation", "", gpu, Map.of()))
                        .map(stack -> withDriver(
                                stack.with(Stack.CUDA, cuda.version().prefix(3)), driver.orElseThrow(), level.get()))
                        .toList();
    }

    /** Every toolkit inside WSL on the Windows driver that belongs to it. */
    List<Stack> toolkitInWsl(CudaRelease cuda) {
        boolean offered = cuda.minDriverWindows()
                .filter(driver -> driver.isAtLeast(matrix.bound("wsl.driver").orElseThrow()))
                .isPresent();
        return offered
                ? toolkit(cuda).stream()
                        .map(stack -> new Stack(stack.title(), "wsl", "", stack.gpu(), stack.parts())
                                .with(Stack.DRIVER, cuda.minDriverWindows())
                                .with(Stack.LEVEL, cuda.version().prefix(2)))
                        .toList()
                : List.of();
    }

    /** A JetPack on each module that it serves, under each of its Jetson Linux releases. */
    List<Stack> jetPack(JetPackRelease release) {
        List<Stack> stacks = new ArrayList<>();
        for (JetsonModule module : matrix.rows(Subject.JETSON_MODULES)) {
            boolean serves =
                    module.jetPackMin().filter(release.version()::isAtLeast).isPresent()
                            && module.jetPackMax()
                                    .filter(last -> release.version().isBelow(last)
                                            || release.version().isWithin(last))
                                    .isPresent();
            for (Version l4t : serves && release.tensorRt().isPresent() ? release.l4t() : List.<Version>of()) {
                Version cuda = release.cuda().orElseThrow();
                Stack stack = new Stack(
                                "JetPack " + release.name() + " on " + module.name(),
                                "jetson-orin",
                                "tensorrt",
                                module.capability(),
                                Map.of())
                        .with(Stack.L4T, l4t)
                        .with(Stack.JETPACK, release.version())
                        .with(Stack.LEVEL, cuda.prefix(2))
                        .with(Stack.PYTHON, release.python());
                stacks.add(libraries(stack, cuda.prefix(2), release.cudnn(), release.tensorRt()));
            }
        }
        return stacks;
    }

    static Stack libraries(Stack stack, Version cuda, Optional<Version> cudnn, Optional<Version> tensorRt) {
        return stack.with(Stack.CUDA, cuda)
                .with(Stack.CUDNN, cudnn)
                .with(Stack.CUDNN_CUDA, cuda.prefix(1))
                .with(Stack.TENSORRT, tensorRt)
                .with(Stack.TENSORRT_CUDA, cuda.prefix(2))
                .with(Stack.PARSER, tensorRt.map(version -> version.prefix(3)))
                .with(Stack.PLUGIN, tensorRt.map(version -> version.prefix(3)));
    }

    /** The stack under that driver, with the flavour of the kernel module that the GPU and the branch leave. */
    Stack withDriver(Stack stack, Version driver, Version level) {
        boolean open = matrix.capability(stack.gpu())
                .flatMap(Capability::openKernelModule)
                .filter(rule -> rule == Capability.OpenKernelModule.REQUIRED)
                .isPresent();
        Stack under = stack.with(Stack.DRIVER, driver).with(Stack.LEVEL, level);
        return open ? under.with(Stack.OPEN, Version.of("1")) : under;
    }

    /** GPUs from that one on which the toolkit makes code for and a driver of that CUDA level knows. */
    List<ComputeCapability> gpus(ComputeCapability lowest, Version cuda, Version level) {
        return matrix.rows(Subject.CAPABILITIES).stream()
                .filter(row -> !row.tegra() && row.capability().isAtLeast(lowest))
                .filter(row -> row.firstCuda()
                        .filter(first -> cuda.isAtLeast(first) && level.isAtLeast(first))
                        .isPresent())
                .filter(row -> row.lastCuda().filter(cuda.prefix(2)::isAbove).isEmpty())
                .filter(row -> row.lastDriverBranch()
                        .filter(last -> matrix.rows(Subject.DRIVER_BRANCHES).stream()
                                .anyMatch(branch ->
                                        branch.branch() > last && branch.cuda().equals(Optional.of(level))))
                        .isEmpty())
                .map(Capability::capability)
                .toList();
    }

    /** A driver that people have: a branch alone stands for its newest. */
    Version driverOf(Version stated) {
        if (stated.precision() > 1) {
            return stated;
        }
        Optional<Version> latest = matrix.driverBranch(stated.major()).flatMap(DriverBranch::latestLinux);
        return latest.or(() -> matrix.rows(Subject.CUDA).stream()
                        .flatMap(row -> row.minDriverLinux().stream())
                        .filter(driver -> driver.major() == stated.major())
                        .max(Comparator.naturalOrder()))
                .orElse(stated);
    }

    /** The CUDA level of a driver. */
    Optional<Version> levelOf(Version driver) {
        return matrix.driverBranch(driver.major()).flatMap(DriverBranch::cuda);
    }

    /** The newest driver that serves a GPU. */
    Version newestDriver(ComputeCapability gpu) {
        Optional<Integer> last = matrix.capability(gpu).flatMap(Capability::lastDriverBranch);
        return matrix.rows(Subject.DRIVER_BRANCHES).stream()
                .filter(branch -> branch.cuda().isPresent())
                .filter(branch -> last.filter(end -> branch.branch() > end).isEmpty())
                .max(Comparator.comparingInt(DriverBranch::branch))
                .map(branch -> driverOf(Version.of(String.valueOf(branch.branch()))))
                .orElseThrow();
    }

    /** The same stack on that GPU under the newest driver for it. */
    Stack moved(Stack stack, ComputeCapability gpu) {
        Version driver = newestDriver(gpu);
        return withDriver(
                stack.without(Stack.COMPAT).without(Stack.OPEN).on(gpu),
                driver,
                levelOf(driver).orElseThrow());
    }

    /** Capabilities outside Tegra for which a driver of a known CUDA level is in the matrix, lowest first. */
    Stream<Capability> capabilities() {
        return matrix.rows(Subject.CAPABILITIES).stream()
                .filter(row -> !row.tegra())
                .filter(row -> row.lastDriverBranch().isEmpty()
                        || matrix.rows(Subject.DRIVER_BRANCHES).stream()
                                .anyMatch(branch -> branch.cuda().isPresent()
                                        && branch.branch()
                                                <= row.lastDriverBranch().get()))
                .sorted(Comparator.comparing(Capability::capability));
    }

    /** Those of some GPUs, one of each capability, for which there is a driver of known CUDA level. */
    List<GpuPart> of(List<GpuPart> gpus) {
        List<ComputeCapability> known =
                capabilities().map(Capability::capability).toList();
        return gpus.stream()
                .skip(1)
                .filter(gpu -> known.contains(gpu.capability()))
                .toList();
    }

    /** A TensorRT release with a toolkit it is made for, as one consumer with each Python at its bounds. */
    List<Stack> tensorRt(TensorRtRelease release) {
        Optional<CudaRelease> cuda = release.builtWithCuda().stream()
                .flatMap(built -> matrix.cuda(built).stream())
                .filter(row -> row.minDriverLinux().isPresent())
                .findFirst();
        if (cuda.isEmpty() || release.minCapability().filter(this::isForBoards).isPresent()) {
            return List.of();
        }
        Version driver = driverOf(cuda.get().minDriverLinux().orElseThrow());
        ComputeCapability lowest = release.minCapability().orElse(ComputeCapability.of("7.5"));
        return gpus(lowest, cuda.get().version(), levelOf(driver).orElseThrow()).stream()
                .map(gpu -> new Stack("TensorRT " + release.key(), "workstation", "tensorrt", gpu, Map.of()))
                .map(stack -> libraries(stack, cuda.get().version(), Optional.empty(), Optional.of(release.version())))
                .map(stack -> withDriver(stack, driver, levelOf(driver).orElseThrow()))
                .flatMap(stack -> pythonsOf(release.python()).stream().map(python -> stack.with(Stack.PYTHON, python)))
                .toList();
    }

    /** Packages that are compiled against torch, beside the torch that they name. */
    List<Stack> companion(FrameworkBuild build) {
        return build(build).stream()
                .map(stack -> stack.with(Stack.TORCH, build.torch()).with(Stack.BUILT_WITH, build.cuda()))
                .toList();
    }

    /** Builds for the CUDA of the torch that {@link Stack} puts beside them. */
    List<FrameworkBuild> companions() {
        return Stream.of("vllm", "xformers", "torch-tensorrt")
                .flatMap(name -> builds(name).stream())
                .filter(build -> build.torch().isPresent())
                .filter(build -> build.cuda()
                        .filter(cuda -> cuda.isWithin(Version.of("13.0")))
                        .isPresent())
                .toList();
    }

    /** The last driver of the branch before that driver's. */
    Optional<Version> branchBefore(Version driver) {
        return matrix.rows(Subject.DRIVER_BRANCHES).stream()
                .filter(branch ->
                        branch.branch() < driver.major() && branch.cuda().isPresent())
                .max(Comparator.comparingInt(DriverBranch::branch))
                .map(branch -> driverOf(Version.of(String.valueOf(branch.branch()))));
    }

    private Optional<CudaRelease> cudaOf(FrameworkBuild build) {
        return build.cuda()
                .flatMap(cuda -> matrix.cuda(cuda.precision() == 1 ? Version.of(cuda + ".0") : cuda))
                .or(() -> build.cudaRange().flatMap(range -> matrix.rows(Subject.CUDA).stream()
                        .filter(row -> row.minDriverLinux().isPresent())
                        .filter(row -> range.admits(row.version().prefix(2)))
                        .findFirst()));
    }

    private Optional<Version> cudnnOf(VersionSet set) {
        return newest(matrix.rows(Subject.CUDNN).stream(), set);
    }

    private Optional<Version> cudnnOf(VersionSet set, ComputeCapability gpu) {
        return newest(
                matrix.rows(Subject.CUDNN).stream().filter(row -> runs(row.minCapability(), row.maxCapability(), gpu)),
                set);
    }

    private static boolean runs(
            Optional<ComputeCapability> lowest, Optional<ComputeCapability> highest, ComputeCapability gpu) {
        return lowest.filter(low -> !gpu.isAtLeast(low)).isEmpty()
                && highest.filter(high -> gpu.major() > high.major()).isEmpty();
    }

    private static Optional<Version> newest(Stream<CudnnRelease> rows, VersionSet set) {
        return rows.map(CudnnRelease::version)
                .filter(version -> admits(set, version))
                .max(Comparator.naturalOrder());
    }

    /** The newest release that a set names, that driver serves and that goes with that cuDNN. */
    private Optional<Version> tensorRtOf(VersionSet set, int cudaMajor, Version driver, Optional<Version> cudnn) {
        TensorRtLaw law = new TensorRtLaw(matrix);
        return matrix.rows(Subject.TENSORRT).stream()
                .filter(row -> cudnn.isEmpty() || !law.withCudnn(row, cudnn).isForbidden())
                .filter(row -> row.minDriver(cudaMajor, Platform.LINUX)
                        .filter(driver::isBelow)
                        .isEmpty())
                .filter(row -> row.minCapability()
                                .filter(lowest -> !isForBoards(lowest))
                                .isPresent()
                        || row.minCapability().isEmpty())
                .map(TensorRtRelease::version)
                .filter(version -> admits(set, version))
                .max(Comparator.naturalOrder());
    }

    boolean isForBoards(ComputeCapability capability) {
        return matrix.capability(capability).map(Capability::tegra).orElse(true);
    }

    /** A set may name a build, 9.10.2.21, of a release. */
    private static boolean admits(VersionSet set, Version release) {
        return set.admits(release)
                || set.anyOf().stream()
                        .flatMap(range -> range.bounds().stream())
                        .filter(bound -> bound.operator() != VersionRange.Operator.BELOW)
                        .map(VersionRange.Bound::version)
                        .anyMatch(version -> version.isWithin(release));
    }

    /** Whether the law does not forbid that cuDNN on that GPU. */
    boolean libraryRuns(Optional<Version> cudnn, Version cuda, ComputeCapability gpu) {
        CudnnLaw law = new CudnnLaw(matrix);
        return cudnn.filter(version -> matrix.cudnn(version).isPresent())
                .filter(version -> law.onGpu(version, Optional.of(cuda), gpu).isForbidden())
                .isEmpty();
    }

    /** Whether the law does not forbid that TensorRT on that GPU. */
    boolean tensorRtRuns(Optional<Version> tensorRt, ComputeCapability gpu) {
        TensorRtLaw law = new TensorRtLaw(matrix);
        return tensorRt.flatMap(matrix::tensorRt)
                .filter(release -> law.onGpu(release, Optional.empty(), gpu).isForbidden())
                .isEmpty();
    }

    private static String program(FrameworkBuild build) {
        return build.framework().equals("tensorflow") ? build.variant().orElse("tensorflow") : build.framework();
    }

    private static Version releaseOf(FrameworkBuild build) {
        return build.framework().equals("torch") && build.variant().isPresent()
                ? Version.of(build.release() + "+" + build.variant().get())
                : build.release();
    }

    /** The oldest and the newest Python of a build; one that is not stated where it states none. */
    static List<Optional<Version>> pythonsOf(FrameworkBuild build) {
        return pythonsOf(build.python());
    }

    private static List<Optional<Version>> pythonsOf(Optional<VersionSet> pythons) {
        List<Version> bounds = pythons.stream()
                .flatMap(set -> set.anyOf().stream())
                .flatMap(range -> range.bounds().stream())
                .map(VersionRange.Bound::version)
                .sorted()
                .toList();
        return bounds.isEmpty()
                ? List.of(Optional.empty())
                : Stream.of(bounds.get(0), bounds.get(bounds.size() - 1))
                        .distinct()
                        .map(Optional::of)
                        .toList();
    }
}
