package dev.gpudoctor.compat;

import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.SmTarget;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a build of a framework goes with. An answer is empty where the build's row makes no such demand, or does not state
 * it and nothing else speaks against it.
 */
public final class FrameworkLaw {
    /** Packages without rows of their own that are compiled against torch; what torch names besides, it only uses. */
    private static final Set<String> OF_TORCH = Set.of("torchvision", "torchaudio");

    private static final int RELEASE_PARTS = 3;

    private final Matrix matrix;
    private final CudaLaw cudaLaw;

    public FrameworkLaw(Matrix matrix) {
        this.matrix = matrix;
        this.cudaLaw = new CudaLaw(matrix);
    }

    /** The CUDA it is built with; another release of that major serves too, as CUDA's libraries keep their interface. */
    public Compatibility withCuda(FrameworkBuild build, Version cuda) {
        if (build.cuda().filter(own -> cuda.isWithin(own.prefix(2))).isPresent()
                || build.cudaRange().filter(range -> range.admits(cuda)).isPresent()) {
            return Compatibility.supported(build);
        }
        if (build.cuda().isEmpty() && build.cudaRange().isEmpty()) {
            return Compatibility.unknown("the matrix does not name the CUDA of " + name(build), build);
        }
        Object wanted =
                build.cudaRange().<Object>map(range -> range).or(build::cuda).orElseThrow();
        return build.cuda().filter(own -> own.major() == cuda.major()).isPresent()
                ? Compatibility.limited(Reason.SAME_MAJOR, build.cuda().get(), build)
                : Compatibility.forbidden(Reason.OTHER_CUDA, wanted, build);
    }

    /**
     * The GPU code inside. Of a build whose code is not documented, its CUDA tells what it cannot have, and the builds of
     * neighbouring releases with the same CUDA whether there is PTX instead.
     */
    public Optional<Compatibility> onGpu(FrameworkBuild build, ComputeCapability gpu) {
        Optional<ComputeCapability> lowest = build.minCapability();
        if (lowest.filter(floor -> !gpu.isAtLeast(floor)).isPresent()) {
            return Optional.of(Compatibility.forbidden(Reason.TOO_OLD, lowest.get(), build));
        }
        Optional<Compatibility> tooNew = tooNew(build, gpu);
        if (tooNew.isPresent()) {
            return tooNew;
        }
        if (!build.gpuCode().isEmpty()) {
            return Optional.of(byCode(build, build.gpuCode(), gpu));
        }
        Optional<Compatibility> byCuda = build.cuda().map(cuda -> cudaLaw.runsOn(cuda, gpu));
        if (byCuda.isEmpty() || byCuda.get().isSupported() || byCuda.get() instanceof Compatibility.Limited) {
            return lowest.map(floor -> Compatibility.supported(build));
        }
        return Optional.of(
                byCuda.get().isForbidden()
                        ? byCuda.get()
                        : siblings(build).stream()
                                .map(sibling -> byCode(sibling, sibling.gpuCode(), gpu))
                                .filter(Compatibility::isForbidden)
                                .findFirst()
                                .filter(forbidden -> siblings(build).stream()
                                        .allMatch(sibling -> byCode(sibling, sibling.gpuCode(), gpu)
                                                .isForbidden()))
                                .orElseGet(() -> Compatibility.unknown(
                                        "what GPU code " + name(build) + " has is not documented, and its CUDA is older"
                                                + " than compute capability " + gpu,
                                        build)));
    }

    /** Whether the GPU code of most of the framework's CUDA builds is documented, so that a build without is a gap. */
    public boolean documentsGpuCode(String framework) {
        List<FrameworkBuild> builds = matrix.frameworkBuilds(framework).stream()
                .filter(build -> build.cuda().isPresent())
                .toList();
        long documented =
                builds.stream().filter(build -> !build.gpuCode().isEmpty()).count();
        return 2 * documented > builds.size();
    }

    /** A GPU on which a build was seen to fail, whatever the code in its files. */
    public static Optional<Compatibility> tooNew(FrameworkBuild build, ComputeCapability gpu) {
        return build.maxCapability()
                .filter(highest -> !highest.isAtLeast(gpu))
                .map(highest -> Compatibility.forbidden(Reason.TOO_NEW, highest, build));
    }

    private static Compatibility byCode(FrameworkBuild build, List<SmTarget> code, ComputeCapability gpu) {
        Optional<Reason> limit = CudaLaw.limits(code, gpu);
        if (limit.isEmpty()) {
            return Compatibility.supported(build);
        }
        String codes = code.stream().map(SmTarget::toString).collect(Collectors.joining(", "));
        return limit.get() == Reason.PTX
                ? Compatibility.limited(Reason.PTX, codes, build)
                : Compatibility.forbidden(Reason.NO_CODE, codes, build);
    }

    /** Builds of other releases with the same CUDA for the same platform, whose code is documented. */
    private List<FrameworkBuild> siblings(FrameworkBuild build) {
        return matrix.frameworkBuilds(build.framework()).stream()
                .filter(other -> !other.gpuCode().isEmpty() && other.platform().equals(build.platform()))
                .filter(other -> other.cuda()
                        .flatMap(
                                cuda -> build.cuda().filter(own -> own.prefix(2).equals(cuda.prefix(2))))
                        .isPresent())
                .toList();
    }

    /** The driver that its own documentation asks for. */
    public Optional<Compatibility> onDriver(FrameworkBuild build, Version driver, Platform platform) {
        return build.minDriver(platform)
                .map(floor -> driver.isAtLeast(floor)
                        ? Compatibility.supported(build)
                        : Compatibility.forbidden(Reason.TOO_OLD, floor, build));
    }

    /** The Pythons that it has wheels for. */
    public Compatibility withPython(FrameworkBuild build, Version python) {
        Version minor = python.prefix(2);
        if (build.python().isEmpty()) {
            return Compatibility.unknown("the matrix does not name the Python versions of " + name(build), build);
        }
        if (build.python().get().admits(minor)) {
            return Compatibility.supported(build);
        }
        return build.experimentalPython().filter(set -> set.admits(minor)).isPresent()
                ? Compatibility.limited(Reason.NEWER_THAN_TESTED, build.python().get(), build)
                : Compatibility.forbidden(Reason.OTHER_RELEASE, build.python().get(), build);
    }

    /**
     * The cuDNN it was tested with, or a newer one of that major.
     *
     * @param cudnn the release and, where known, its build number
     */
    public Optional<Compatibility> withCudnn(FrameworkBuild build, List<Version> cudnn) {
        return build.cudnn().map(tested -> {
            if (cudnn.isEmpty()) {
                return Compatibility.forbidden(Reason.MISSING, tested, build);
            }
            if (cudnn.stream().anyMatch(tested::admits)) {
                return Compatibility.supported(build);
            }
            return bounds(tested)
                            .anyMatch(bound -> bound.major() == cudnn.get(0).major()
                                    && cudnn.get(0).isAtLeast(bound.prefix(2)))
                    ? Compatibility.limited(Reason.NEWER_THAN_TESTED, tested, build)
                    : Compatibility.forbidden(Reason.OTHER_RELEASE, tested, build);
        });
    }

    /**
     * The cuDNN that a build says it was compiled with: of that major, the same minor or a newer one. XLA and PyTorch
     * compare the same numbers when they start.
     */
    public static Compatibility withCudnnOfBuild(Version compiledWith, Version cudnn) {
        boolean serves = compiledWith.major() == cudnn.major() && cudnn.isAtLeast(compiledWith.prefix(2));
        return serves
                ? Compatibility.supported()
                : Compatibility.forbidden(Reason.OTHER_RELEASE, ">=" + compiledWith.prefix(2));
    }

    /** The versions that a set names; one that it ends before is not among them. */
    private static Stream<Version> bounds(VersionSet set) {
        return set.anyOf().stream()
                .flatMap(range -> range.bounds().stream())
                .filter(bound -> bound.operator() != VersionRange.Operator.BELOW
                        && bound.operator() != VersionRange.Operator.NOT)
                .map(VersionRange.Bound::version);
    }

    /** The TensorRT that its integration opens: of the major it was built with. */
    public Optional<Compatibility> loadsTensorRt(FrameworkBuild build, List<Version> tensorRt) {
        return build.tensorRt().map(own -> {
            if (tensorRt.stream().anyMatch(own::admits)) {
                return Compatibility.supported(build);
            }
            return bounds(own)
                            .anyMatch(bound -> bound.major() == tensorRt.get(0).major())
                    ? Compatibility.limited(Reason.SAME_MAJOR, own, build)
                    : Compatibility.forbidden(Reason.OTHER_RELEASE, own, build);
        });
    }

    /** Any TensorRT serves beside a framework, through ONNX; some it loads itself. */
    public Optional<Compatibility> besideTensorRt(FrameworkBuild build, List<Version> tensorRt) {
        boolean gone = build.framework().equals("tensorflow")
                && matrix.bound("tensorflow.tensorrt-gone")
                        .filter(build.release()::isAtLeast)
                        .isPresent();
        if (build.tensorRtNone() || gone) {
            return Optional.of(Compatibility.supported(build));
        }
        return build.tensorRt()
                .map(own -> tensorRt.stream().anyMatch(own::admits)
                        ? Compatibility.supported(build)
                        : Compatibility.limited(Reason.BESIDE, own, build));
    }

    /** JAX's plugins belong to the release of jaxlib. */
    public static Compatibility pluginOf(Version plugin, Version jaxlib) {
        return plugin.prefix(RELEASE_PARTS).equals(jaxlib.prefix(RELEASE_PARTS))
                ? Compatibility.supported()
                : Compatibility.forbidden(Reason.OTHER_RELEASE, jaxlib);
    }

    /** A companion of torch belongs to one release of it. */
    public Optional<Compatibility> withTorch(FrameworkBuild companion, Version torch) {
        return companion
                .torch()
                .map(own -> torch.isWithin(own) || own.isWithin(torch)
                        ? Compatibility.supported(companion)
                        : Compatibility.forbidden(Reason.OTHER_RELEASE, own, companion));
    }

    /**
     * A package that is compiled against torch beside a torch: by its own rows, or by the rows of torch that name it, as
     * they do with torchvision and torchaudio. Empty where neither knows the release. A pre-release of torch is another
     * build than the release that it leads to: NVIDIA's are compiled apart, with the other C++ ABI.
     */
    public Optional<Compatibility> besideTorch(String companion, Version release, Version torch) {
        List<Compatibility> own = matrix.frameworkBuilds(companion, release).stream()
                .flatMap(build -> (torch.isPreRelease() ? notReleased(build) : withTorch(build, torch)).stream())
                .toList();
        return Compatibility.best(own)
                .or(() -> OF_TORCH.contains(companion) ? namedByTorch(companion, release, torch) : Optional.empty());
    }

    private static Optional<Compatibility> notReleased(FrameworkBuild companion) {
        return companion.torch().map(own -> Compatibility.forbidden(Reason.OTHER_RELEASE, own, companion));
    }

    private Optional<Compatibility> namedByTorch(String companion, Version release, Version torch) {
        List<FrameworkBuild> naming = matrix.frameworkBuilds("torch").stream()
                .filter(build -> Optional.ofNullable(build.companions().get(companion))
                        .flatMap(Version::parse)
                        .filter(release::isWithin)
                        .isPresent())
                .toList();
        return naming.stream()
                .filter(build -> torch.isWithin(build.release()) && !torch.isPreRelease())
                .findFirst()
                .map(Compatibility::supported)
                .or(() -> naming.stream()
                        .findFirst()
                        .map(build -> Compatibility.forbidden(Reason.OTHER_RELEASE, build.release(), build)));
    }

    /** The release and what tells its builds apart. */
    public static String release(FrameworkBuild build) {
        return build.release()
                + build.variant()
                        .filter(variant -> !variant.equals(build.framework()))
                        .map(variant -> " (" + variant + ")")
                        .orElse("");
    }

    public static String name(FrameworkBuild build) {
        return build.framework() + " " + release(build);
    }
}
