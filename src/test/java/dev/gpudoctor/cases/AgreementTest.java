package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.advise.image.ImageAdvice;
import dev.gpudoctor.advise.image.ImageAdvisor;
import dev.gpudoctor.advise.lint.LintFiles;
import dev.gpudoctor.advise.lint.Linter;
import dev.gpudoctor.advise.lint.rule.LintContext;
import dev.gpudoctor.advise.stack.GpuPart;
import dev.gpudoctor.advise.stack.KnownMachine;
import dev.gpudoctor.advise.stack.StackLinks;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.compat.GpuNames;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The agreement walk: every pair of rows that a law covers is put to the law and to the commands. What the law forbids no
 * stack and no image may have, and {@code check} and {@code lint} must call it an error; what it does not forbid they may
 * not. The pairs are counted, so that a table which shrinks shows.
 */
class AgreementTest {
    private static final Matrix MATRIX = Matrix.builtIn();
    private static final Catalog CATALOG = new Catalog();
    private static final Linter ANYWHERE =
            new Linter(CATALOG, new LintContext(MATRIX, Optional.empty(), false, Optional.empty()));
    private static final DocumentedStacks STACKS = new DocumentedStacks(MATRIX);
    private static final ComputeCapability ANY_GPU = ComputeCapability.of("8.6");
    private static final String GPU = "gpu";
    private static final String DRIVER = "driver";
    private static final String CUDA = "cuda";
    private static final String CUDNN = "cudnn";
    private static final String TENSORRT = "tensorrt";

    private static StackLinks links(String... wishes) throws Exception {
        return StackLinks.of(MATRIX, wishes);
    }

    private static Stack bare(ComputeCapability gpu, String program) {
        return STACKS.moved(new Stack("a pair", "workstation", program, gpu, Map.of()), gpu);
    }

    /** The GPUs of a question: the one stated, then one of each capability. */
    private static List<GpuPart> gpus(StackLinks links) {
        return STACKS.of(links.candidates(GPU, GpuPart.class));
    }

    private static List<Version> drivers(StackLinks links) {
        return links.candidates(DRIVER, Version.class).stream()
                .filter(driver -> STACKS.levelOf(driver).isPresent())
                .toList();
    }

    private static Stack under(ComputeCapability gpu, String program, Version driver) {
        return STACKS.withDriver(
                new Stack("a pair", "workstation", program, gpu, Map.of()),
                driver,
                STACKS.levelOf(driver).orElseThrow());
    }

    @Test
    void driverAndGpu() throws Exception {
        Walk walk = new Walk("driver and GPU", "driver.gpu.not-supported");
        DriverLaw law = new DriverLaw(MATRIX, Platform.LINUX);
        StackLinks links = links("cuda", "gpu=8.6");
        for (Version driver : drivers(links)) {
            for (GpuPart gpu : gpus(links)) {
                Compatibility answer = law.runsGpu(driver, gpu.capability());
                String pair = driver + " on " + gpu.capability();
                walk.law(answer).check(pair, answer, under(gpu.capability(), TENSORRT, driver));
                walk.suggest(pair, answer, links.fit("gpu-driver", GPU, gpu, DRIVER, driver));
            }
        }
        walk.ends();
    }

    @Test
    void moduleAndGpu() throws Exception {
        Walk walk = new Walk("kernel module and GPU", "driver.flavour.wrong");
        DriverLaw law = new DriverLaw(MATRIX, Platform.LINUX);
        for (GpuPart gpu : gpus(links("cuda", "gpu=8.6"))) {
            for (boolean open : new boolean[] {true, false}) {
                Compatibility answer = law.module(open, gpu.capability());
                Stack stack = under(gpu.capability(), TENSORRT, Version.of("580.65.06"))
                        .without(Stack.OPEN)
                        .with(Stack.OPEN, open ? Optional.of(Version.of("1")) : Optional.empty());
                walk.law(answer)
                        .checkInstalled((open ? "open" : "proprietary") + " on " + gpu.capability(), answer, stack);
            }
        }
        walk.ends();
    }

    @Test
    void driverAndCuda() throws Exception {
        Walk walk = new Walk("driver and CUDA", "cuda.driver.too-old");
        DriverLaw law = new DriverLaw(MATRIX, Platform.LINUX);
        StackLinks links = links("cuda", "gpu=8.6");
        GpuPart gpu = links.candidates(GPU, GpuPart.class).get(0);
        for (Version driver : drivers(links)) {
            for (CudaRelease cuda : links.candidates(CUDA, CudaRelease.class)) {
                Compatibility answer = law.runsCuda(driver, STACKS.levelOf(driver), cuda.version(), false);
                String pair = cuda.key() + " on " + driver;
                walk.law(answer).check(pair, answer, under(ANY_GPU, "", driver).with(Stack.CUDA, cuda.version()));
                walk.suggest(
                        pair,
                        law.runsCuda(driver, Optional.empty(), cuda.version(), false),
                        links.fit("driver-cuda", DRIVER, driver, CUDA, cuda, GPU, gpu));
            }
        }
        walk.ends();
    }

    /** A program that uses a CUDA release, and a compiler that makes code: two laws of the same rows. */
    @Test
    void cudaAndGpu() throws Exception {
        Walk walk = new Walk("CUDA and GPU", "cuda.gpu.dropped");
        Walk compiles = new Walk("CUDA's compiler and GPU", "cuda.gpu.newer-than-toolkit", "cuda.gpu.dropped");
        CudaLaw law = new CudaLaw(MATRIX);
        StackLinks links = links("cuda", "gpu=8.6");
        for (CudaRelease cuda : links.candidates(CUDA, CudaRelease.class)) {
            for (GpuPart gpu : gpus(links)) {
                String pair = cuda.key() + " on " + gpu.capability();
                Compatibility answer = law.runsOn(cuda.version(), gpu.capability());
                Stack stack = bare(gpu.capability(), "").with(Stack.CUDA, cuda.version());
                walk.law(answer)
                        .check(pair, answer, bare(gpu.capability(), TENSORRT).with(Stack.CUDA, cuda.version()));
                walk.suggest(pair, answer, links.fit("gpu-cuda", GPU, gpu, CUDA, cuda));
                Compatibility compiler = law.compilesFor(cuda.version(), gpu.capability());
                compiles.law(compiler).check(pair, compiler, stack);
                compiles.lint(pair, compiler, refusesToCompile(cuda, gpu.capability()));
            }
        }
        walk.ends();
        compiles.ends();
    }

    private static boolean refusesToCompile(CudaRelease cuda, ComputeCapability gpu) throws Exception {
        return lint("FROM nvidia/cuda:" + cuda.version() + "-devel-ubuntu22.04\nRUN nvcc -arch=" + gpu.sm() + " a.cu\n")
                .contains("docker.build.architecture-unknown");
    }

    private static List<String> lint(String dockerfile) throws Exception {
        return lint(ANYWHERE, "Dockerfile", dockerfile);
    }

    /** The same pins as {@code pip install -r} takes them. */
    static List<String> lintPins(String pins) throws Exception {
        return lint(ANYWHERE, "requirements.txt", pins);
    }

    private static List<String> lint(String dockerfile, LintContext context) throws Exception {
        return lint(new Linter(CATALOG, context), "Dockerfile", dockerfile);
    }

    private static List<String> lint(Linter linter, String name, String text) throws Exception {
        return linter.lint(List.of(LintFiles.read(name, text, Map.of()))).findings().stream()
                .map(found -> found.finding().id())
                .toList();
    }

    @Test
    void cudnnAndCuda() throws Exception {
        Walk walk = new Walk("cuDNN and CUDA", "cudnn.cuda.other-major");
        CudnnLaw law = new CudnnLaw(MATRIX);
        StackLinks links = links("cudnn", "onnxruntime", "gpu=8.6");
        for (CudnnRelease cudnn : links.candidates(CUDNN, CudnnRelease.class)) {
            for (CudaRelease cuda : links.candidates(CUDA, CudaRelease.class)) {
                String pair = "cuDNN " + cudnn.key() + " with CUDA " + cuda.key();
                Compatibility answer = law.withCuda(cudnn.version(), Optional.empty(), cuda.version());
                walk.law(answer)
                        .checkInstalled(
                                pair,
                                answer,
                                bare(ANY_GPU, TENSORRT)
                                        .with(Stack.CUDNN, cudnn.version())
                                        .with(Stack.CUDA, cuda.version()));
                walk.suggest(pair, answer, links.fit("cudnn-cuda", CUDNN, cudnn, CUDA, cuda));
            }
        }
        walk.ends();
    }

    @Test
    void cudnnAndGpu() throws Exception {
        Walk walk = new Walk("cuDNN and GPU", "cudnn.gpu.not-supported");
        CudnnLaw law = new CudnnLaw(MATRIX);
        StackLinks links = links("cudnn", "gpu=8.6");
        List<CudaRelease> cudas = Stream.of("10.2", "11.8", "12.9", "13.0")
                .map(minor -> MATRIX.cudaMinor(Version.of(minor)).orElseThrow())
                .toList();
        for (CudnnRelease cudnn : links.candidates(CUDNN, CudnnRelease.class)) {
            for (CudaRelease cuda : cudas) {
                for (GpuPart gpu : gpus(links)) {
                    String pair = "cuDNN " + cudnn.key() + " of CUDA " + cuda.key() + " on " + gpu.capability();
                    Compatibility answer = law.onGpu(cudnn.version(), Optional.of(cuda.version()), gpu.capability());
                    walk.law(answer)
                            .check(
                                    pair,
                                    answer,
                                    bare(gpu.capability(), TENSORRT)
                                            .with(Stack.CUDNN, cudnn.version())
                                            .with(Stack.CUDA, cuda.version()));
                    walk.suggest(pair, answer, links.fit("cudnn-gpu", CUDNN, cudnn, CUDA, cuda, GPU, gpu));
                }
            }
        }
        walk.ends();
    }

    private static List<Version> newestOfEachBranch() throws Exception {
        Map<Integer, Version> newest = new TreeMap<>();
        drivers(links("cuda", "gpu=8.6"))
                .forEach(driver -> newest.merge(driver.major(), driver, (a, b) -> a.isAtLeast(b) ? a : b));
        return List.copyOf(newest.values());
    }

    @Test
    void imageAndMachine() throws Exception {
        int pairs = 0;
        int refused = 0;
        List<String> apart = new ArrayList<>();
        for (String name : List.of("Tesla T4", "GeForce GTX 1080 Ti", "GeForce RTX 3060", "NVIDIA H100 PCIe")) {
            GpuNames.Match.One gpu = (GpuNames.Match.One) new GpuNames(MATRIX).find(name);
            for (Version driver : newestOfEachBranch()) {
                if (!new DriverLaw(MATRIX, Platform.LINUX)
                        .runsGpu(driver, gpu.capability())
                        .isSupported()) {
                    continue; // a fault of the machine, whatever the image
                }
                List<Wish> wishes = List.of(
                        Wish.parse("gpu=" + name),
                        Wish.parse("driver=" + driver),
                        Wish.parse("image=cuda"),
                        Wish.parse("os=ubuntu22.04"));
                LintContext context =
                        new LintContext(MATRIX, Optional.of(gpu.capability()), gpu.dataCenter(), Optional.of(driver));
                for (ImageAdvice advice : new ImageAdvisor(MATRIX).advise(wishes, KnownMachine.UNKNOWN)) {
                    if (advice.image().family() == Image.Family.CUDA
                            && advice.image().flavour().filter("base"::equals).isPresent()
                            && advice.run() != ImageAdvice.Run.UNKNOWN) {
                        pairs++;
                        boolean not = advice.run() == ImageAdvice.Run.NOT;
                        refused += not ? 1 : 0;
                        List<String> found = lint("FROM " + advice.image().reference() + "\n", context);
                        boolean refuses = found.contains("docker.image.driver-too-old")
                                || found.contains("docker.image.gpu-too-old");
                        if (refuses != not) {
                            apart.add(advice.image().reference() + " on " + name + " with " + driver + ": images "
                                    + advice.run() + ", lint " + (refuses ? "refuses" : "accepts"));
                        }
                    }
                }
            }
        }
        assertThat(apart).isEmpty();
        PinnedCounts.assertEquals("image and machine", "%d pairs, %d refused".formatted(pairs, refused));
    }
}
