package dev.gpudoctor.cases;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.stack.GpuPart;
import dev.gpudoctor.advise.stack.StackLinks;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.InstalledBuild;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The agreement walk over the pairs of TensorRT and of frameworks; see {@link AgreementTest}. */
class LibraryAgreementTest {
    private static final Matrix MATRIX = Matrix.builtIn();
    private static final DocumentedStacks STACKS = new DocumentedStacks(MATRIX);
    private static final ComputeCapability ANY_GPU = ComputeCapability.of("8.6");
    private static final String GPU = "gpu";
    private static final String DRIVER = "driver";
    private static final String CUDA = "cuda";
    private static final String CUDNN = "cudnn";
    private static final String TENSORRT = "tensorrt";
    private static final String PYTHON = "python";
    private static final TensorRtLaw TENSORRT_LAW = new TensorRtLaw(MATRIX);
    private static final FrameworkLaw FRAMEWORK_LAW = new FrameworkLaw(MATRIX);
    private static final List<String> FRAMEWORKS = List.of(
            "torch",
            "tensorflow",
            "onnxruntime",
            "jax",
            "cupy",
            "ctranslate2",
            "bitsandbytes",
            "vllm",
            "xformers",
            "torch-tensorrt");

    private static StackLinks links(String... wishes) throws Exception {
        return StackLinks.of(MATRIX, wishes);
    }

    private static Stack bare(ComputeCapability gpu, String program) {
        return STACKS.moved(new Stack("a pair", "workstation", program, gpu, Map.of()), gpu);
    }

    private static Stack tensorRt(ComputeCapability gpu, TensorRtRelease release) {
        return bare(gpu, TENSORRT).with(Stack.TENSORRT, release.version());
    }

    private static List<GpuPart> gpus(StackLinks links) {
        return STACKS.of(links.candidates(GPU, GpuPart.class));
    }

    @Test
    void tensorRtAndGpu() throws Exception {
        Walk walk = new Walk("TensorRT and GPU", "tensorrt.gpu.too-old", "tensorrt.gpu.too-new");
        StackLinks links = links(TENSORRT, "gpu=8.6");
        List<TensorRtRelease> offered = links.candidates(TENSORRT, TensorRtRelease.class);
        for (TensorRtRelease release : MATRIX.rows(Subject.TENSORRT)) {
            for (GpuPart gpu : gpus(links)) {
                String pair = "TensorRT " + release.key() + " on " + gpu.capability();
                Compatibility answer = TENSORRT_LAW.onGpu(release, Optional.empty(), gpu.capability());
                walk.law(answer).check(pair, answer, tensorRt(gpu.capability(), release));
                if (offered.contains(release)) {
                    walk.suggest(pair, answer, links.fit("tensorrt-gpu", TENSORRT, release, GPU, gpu));
                }
            }
        }
        walk.ends();
    }

    /** Packages are made for a CUDA; what is installed among CUDA libraries goes by the CUDA it was built for. */
    @Test
    void tensorRtAndCuda() throws Exception {
        Walk walk = new Walk("TensorRT's package and CUDA");
        Walk installed = new Walk("TensorRT among CUDA libraries", "tensorrt.cuda.other-major");
        StackLinks links = links(TENSORRT, "gpu=8.6");
        for (TensorRtRelease release : links.candidates(TENSORRT, TensorRtRelease.class)) {
            for (CudaRelease cuda : minors(links)) {
                String pair = "TensorRT " + release.key() + " with CUDA " + cuda.key();
                Compatibility answer = TENSORRT_LAW.withCuda(release, "linux-x86_64", cuda.version());
                walk.law(answer).suggest(pair, answer, links.fit("tensorrt-cuda", TENSORRT, release, CUDA, cuda));
                for (Version built : release.builtWithCuda()) {
                    Compatibility among = TENSORRT_LAW.amongLibraries(release, Optional.of(built), cuda.version());
                    installed
                            .law(among)
                            .check(
                                    pair + " built with " + built,
                                    among,
                                    tensorRt(ANY_GPU, release)
                                            .with(Stack.TENSORRT_CUDA, built)
                                            .with(Stack.CUDA, cuda.version()));
                }
            }
        }
        walk.ends();
        installed.ends();
    }

    @Test
    void tensorRtAndDriver() throws Exception {
        Walk walk = new Walk("TensorRT and driver", "tensorrt.driver.too-old");
        StackLinks links = links(TENSORRT, "gpu=8.6");
        List<CudaRelease> cudas = Stream.of("11.8", "12.9", "13.0")
                .map(minor -> MATRIX.cudaMinor(Version.of(minor)).orElseThrow())
                .toList();
        for (TensorRtRelease release : links.candidates(TENSORRT, TensorRtRelease.class)) {
            for (CudaRelease cuda : cudas) {
                for (Version driver : links.candidates(DRIVER, Version.class)) {
                    Optional<Version> level = STACKS.levelOf(driver);
                    int major = cuda.version().major();
                    if (release.minDriver(major, Platform.LINUX).isEmpty() || level.isEmpty()) {
                        continue; // the release asks for no driver of its own
                    }
                    String pair = "TensorRT " + release.key() + " for CUDA " + major + " on " + driver;
                    Compatibility answer = TENSORRT_LAW.onDriver(release, cuda.version(), driver, Platform.LINUX);
                    Stack stack = STACKS.withDriver(
                            tensorRt(ANY_GPU, release).with(Stack.TENSORRT_CUDA, cuda.version()), driver, level.get());
                    walk.law(answer).check(pair, answer, stack);
                    walk.suggest(
                            pair, answer, links.fit("tensorrt-driver", TENSORRT, release, CUDA, cuda, DRIVER, driver));
                }
            }
        }
        walk.ends();
    }

    @Test
    void tensorRtAndPython() throws Exception {
        Walk walk = new Walk("TensorRT and Python", "tensorrt.python.not-supported");
        StackLinks links = links(TENSORRT, "gpu=8.6", PYTHON);
        List<TensorRtRelease> offered = links.candidates(TENSORRT, TensorRtRelease.class);
        for (TensorRtRelease release : MATRIX.rows(Subject.TENSORRT)) {
            for (Version python : links.candidates(PYTHON, Version.class)) {
                String pair = "TensorRT " + release.key() + " in Python " + python;
                Compatibility answer = TENSORRT_LAW.withPython(release, python);
                walk.law(answer).check(pair, answer, tensorRt(ANY_GPU, release).with(Stack.PYTHON, python));
                if (offered.contains(release)) {
                    walk.suggest(pair, answer, links.fit("tensorrt-python", TENSORRT, release, PYTHON, python));
                }
            }
        }
        walk.ends();
    }

    @Test
    void tensorRtAndCudnn() throws Exception {
        Walk walk = new Walk("TensorRT and cuDNN", "tensorrt.cudnn.other-release");
        StackLinks links = links(TENSORRT, CUDNN, "gpu=8.6");
        List<TensorRtRelease> offered = links.candidates(TENSORRT, TensorRtRelease.class);
        for (TensorRtRelease release : MATRIX.rows(Subject.TENSORRT)) {
            for (CudnnRelease cudnn : links.candidates(CUDNN, CudnnRelease.class)) {
                String pair = "TensorRT " + release.key() + " with cuDNN " + cudnn.key();
                Compatibility answer = TENSORRT_LAW.withCudnn(release, Optional.of(cudnn.version()));
                walk.law(answer).check(pair, answer, tensorRt(ANY_GPU, release).with(Stack.CUDNN, cudnn.version()));
                if (offered.contains(release)) {
                    Optional<Fit> fit = links.fit("tensorrt-cudnn", TENSORRT, release, CUDNN, cudnn);
                    boolean independent = !release.cudnnRequired().orElse(false);
                    walk.suggest(pair, answer, independent && fit.isEmpty() ? Optional.of(Fit.SUPPORTED) : fit);
                }
            }
        }
        walk.ends();
    }

    /** Builds that an installation of their release, label, CUDA and processor can only be. */
    private static List<FrameworkBuild> alone(StackLinks links, String framework) {
        return links.candidates(framework, FrameworkBuild.class).stream()
                .filter(build ->
                        InstalledBuild.of(framework, releaseOf(build), builtWith(build), Optional.of("x86_64"), MATRIX)
                                        instanceof InstalledBuild.Documented documented
                                && documented.builds().equals(List.of(build)))
                .toList();
    }

    private static Optional<Version> builtWith(FrameworkBuild build) {
        return build.cuda().or(() -> build.cudaRange().flatMap(range -> MATRIX.rows(Subject.CUDA).stream()
                .map(cuda -> cuda.version().prefix(2))
                .filter(range::admits)
                .findFirst()));
    }

    /** One release of each CUDA minor. */
    private static List<CudaRelease> minors(StackLinks links) {
        return links.candidates(CUDA, CudaRelease.class).stream()
                .filter(cuda -> MATRIX.cudaMinor(cuda.version().prefix(2))
                        .filter(cuda::equals)
                        .isPresent())
                .toList();
    }

    private static List<CudnnRelease> newestOfEachMinor(StackLinks links) {
        Map<Version, CudnnRelease> newest = new LinkedHashMap<>();
        links.candidates(CUDNN, CudnnRelease.class)
                .forEach(row -> newest.putIfAbsent(row.version().prefix(2), row));
        return List.copyOf(newest.values());
    }

    private static List<Version> newestOfEachBranch(StackLinks links) {
        Map<Integer, Version> newest = new LinkedHashMap<>();
        links.candidates(DRIVER, Version.class).stream()
                .filter(driver -> STACKS.levelOf(driver).isPresent())
                .forEach(driver -> newest.putIfAbsent(driver.major(), driver));
        return List.copyOf(newest.values());
    }

    private static Version releaseOf(FrameworkBuild build) {
        boolean labelled = build.framework().equals("torch")
                && build.variant().filter(name -> name.startsWith("cu")).isPresent();
        return labelled ? Version.of(build.release() + "+" + build.variant().orElseThrow()) : build.release();
    }

    private static Stack with(FrameworkBuild build, ComputeCapability gpu) {
        return bare(gpu, build.framework())
                .with(Stack.RELEASE, releaseOf(build))
                .with(Stack.BUILT_WITH, builtWith(build))
                .with(Stack.CUDA, build.cuda().map(cuda -> cuda.precision() == 1 ? Version.of(cuda + ".0") : cuda));
    }

    @Test
    void frameworkAndPython() throws Exception {
        Walk walk = new Walk("framework and Python", "framework.python.not-supported");
        for (String framework : FRAMEWORKS) {
            StackLinks links = links(framework, "gpu=8.6", PYTHON);
            for (FrameworkBuild build : alone(links, framework)) {
                for (Version python : links.candidates(PYTHON, Version.class)) {
                    String pair = build.key() + " in Python " + python;
                    Compatibility answer = FRAMEWORK_LAW.withPython(build, python);
                    walk.law(answer)
                            .checkInstalled(pair, answer, with(build, ANY_GPU).with(Stack.PYTHON, python));
                    walk.suggest(pair, answer, links.fit("framework-python", framework, build, PYTHON, python));
                }
            }
        }
        walk.ends();
    }

    @Test
    void frameworkAndDriver() throws Exception {
        Walk walk = new Walk("framework and driver", "framework.driver.too-old");
        for (String framework : FRAMEWORKS) {
            StackLinks links = links(framework, "gpu=8.6");
            for (FrameworkBuild build : alone(links, framework)) {
                for (Version driver : newestOfEachBranch(links)) {
                    Optional<Compatibility> answer = FRAMEWORK_LAW.onDriver(build, driver, Platform.LINUX);
                    if (answer.isPresent()) {
                        String pair = build.key() + " on " + driver;
                        Stack stack = STACKS.withDriver(
                                with(build, ANY_GPU),
                                driver,
                                STACKS.levelOf(driver).orElseThrow());
                        walk.law(answer.get()).check(pair, answer.get(), stack);
                        walk.suggest(
                                pair, answer.get(), links.fit("framework-driver", framework, build, DRIVER, driver));
                    }
                }
            }
        }
        walk.ends();
    }

    /** Packages that are compiled against torch, beside the first build of each release of torch. */
    @Test
    void companionAndTorch() throws Exception {
        Walk walk = new Walk("companion and torch", "python.requirement.unmet");
        for (String companion : List.of("vllm", "xformers", "torch-tensorrt", "torchvision", "torchaudio")) {
            boolean offered = MATRIX.frameworkBuilds(companion).size() > 0;
            StackLinks links = offered ? links(companion, "torch", "gpu=8.6") : links("torch", "gpu=8.6");
            List<FrameworkBuild> torches = firstOfEachRelease(links.candidates("torch", FrameworkBuild.class));
            for (Version release : releases(companion, links)) {
                for (FrameworkBuild torch : torches) {
                    Optional<Compatibility> known = FRAMEWORK_LAW.besideTorch(companion, release, torch.release());
                    if (known.isEmpty()) {
                        continue;
                    }
                    String pair = companion + " " + release + " with torch " + torch.release();
                    Compatibility answer = known.get();
                    walk.law(answer)
                            .check(
                                    pair,
                                    answer,
                                    bare(ANY_GPU, companion)
                                            .with(Stack.RELEASE, release)
                                            .with(Stack.TORCH, torch.release()));
                    walk.lint(
                            pair,
                            answer,
                            AgreementTest.lintPins(
                                            "torch==" + torch.release() + "\n" + companion + "==" + release + "\n")
                                    .contains("docker.pip.pins-contradict"));
                    if (offered) {
                        for (FrameworkBuild build : links.candidates(companion, FrameworkBuild.class)) {
                            if (build.release().equals(release)) {
                                walk.suggest(
                                        pair, answer, links.fit("framework-torch", companion, build, "torch", torch));
                            }
                        }
                    }
                }
            }
        }
        walk.ends();
    }

    private static List<FrameworkBuild> firstOfEachRelease(List<FrameworkBuild> builds) {
        Map<Version, FrameworkBuild> firsts = new LinkedHashMap<>();
        builds.forEach(build -> firsts.putIfAbsent(build.release(), build));
        return List.copyOf(firsts.values());
    }

    /** The releases of a companion in its own rows, else those that torch's rows name. */
    private static List<Version> releases(String companion, StackLinks links) {
        Stream<Version> own = MATRIX.frameworkBuilds(companion).stream().map(FrameworkBuild::release);
        Stream<Version> named = links.candidates("torch", FrameworkBuild.class).stream()
                .flatMap(build -> Stream.ofNullable(build.companions().get(companion)))
                .flatMap(text -> Version.parse(text).stream());
        return Stream.concat(own, named).distinct().toList();
    }

    @Test
    void frameworkAndGpu() throws Exception {
        Walk walk = new Walk("framework and GPU", "framework.gpu.no-kernel");
        for (String framework : FRAMEWORKS) {
            StackLinks links = links(framework, "gpu=8.6");
            for (FrameworkBuild build : alone(links, framework)) {
                for (GpuPart gpu : gpus(links)) {
                    String pair = build.key() + " on " + gpu.capability();
                    Optional<Compatibility> answer = FRAMEWORK_LAW.onGpu(build, gpu.capability());
                    if (answer.isPresent()) {
                        walk.law(answer.get()).check(pair, answer.get(), with(build, gpu.capability()));
                        walk.suggest(pair, answer.get(), links.fit("framework-gpu", framework, build, GPU, gpu));
                    }
                }
            }
        }
        walk.ends();
    }

    @Test
    void frameworkAndCuda() throws Exception {
        Walk walk = new Walk("framework and CUDA", "framework.cuda.other-major");
        for (String framework : FRAMEWORKS) {
            StackLinks links = links(framework, "gpu=8.6");
            for (FrameworkBuild build : alone(links, framework)) {
                for (CudaRelease cuda : minors(links)) {
                    String pair = build.key() + " with CUDA " + cuda.key();
                    Compatibility answer = FRAMEWORK_LAW.withCuda(build, cuda.version());
                    walk.law(answer)
                            .checkInstalled(pair, answer, with(build, ANY_GPU).with(Stack.CUDA, cuda.version()));
                    walk.suggest(pair, answer, links.fit("framework-cuda", framework, build, CUDA, cuda));
                }
            }
        }
        walk.ends();
    }

    @Test
    void frameworkAndCudnn() throws Exception {
        Walk walk = new Walk("framework and cuDNN", "framework.cudnn.not-supported");
        for (String framework : FRAMEWORKS) {
            StackLinks links = links(framework, CUDNN, "gpu=8.6");
            for (FrameworkBuild build : alone(links, framework)) {
                for (CudnnRelease cudnn : newestOfEachMinor(links)) {
                    String pair = build.key() + " with cuDNN " + cudnn.key();
                    List<Version> numbers = Stream.concat(Stream.of(cudnn.version()), cudnn.build().stream())
                            .toList();
                    Optional<Compatibility> answer = FRAMEWORK_LAW.withCudnn(build, numbers);
                    if (answer.isPresent()) {
                        walk.law(answer.get())
                                .check(
                                        pair,
                                        answer.get(),
                                        with(build, ANY_GPU)
                                                .with(Stack.CUDNN, cudnn.build().orElse(cudnn.version())));
                        links.fit("framework-cudnn", framework, build, CUDNN, cudnn)
                                .ifPresent(fit -> walk.suggest(pair, answer.get(), Optional.of(fit)));
                    }
                }
            }
        }
        walk.ends();
    }

    @Test
    void frameworkAndTensorRt() throws Exception {
        Walk loads = new Walk("framework's integration and TensorRT", "framework.tensorrt.not-supported");
        Walk beside = new Walk("framework beside TensorRT");
        for (String framework : FRAMEWORKS) {
            StackLinks links = links(framework, TENSORRT, "gpu=8.6");
            for (FrameworkBuild build : alone(links, framework)) {
                for (TensorRtRelease release : links.candidates(TENSORRT, TensorRtRelease.class)) {
                    String pair = build.key() + " with TensorRT " + release.key();
                    List<Version> numbers = Stream.concat(Stream.of(release.version()), release.build().stream())
                            .toList();
                    FRAMEWORK_LAW
                            .loadsTensorRt(build, List.of(release.version()))
                            .ifPresent(answer -> loads.law(answer)
                                    .check(pair, answer, with(build, ANY_GPU).with(Stack.TENSORRT, release.version())));
                    FRAMEWORK_LAW.besideTensorRt(build, numbers).ifPresent(answer -> beside.law(answer)
                            .suggest(
                                    pair,
                                    answer,
                                    links.fit("framework-tensorrt", framework, build, TENSORRT, release)));
                }
            }
        }
        loads.ends();
        beside.ends();
    }
}
