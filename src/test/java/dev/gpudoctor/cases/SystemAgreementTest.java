package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.advise.image.DockerfileWriter;
import dev.gpudoctor.advise.image.ImageAdvice;
import dev.gpudoctor.advise.image.ImageAdvisor;
import dev.gpudoctor.advise.image.NoImageException;
import dev.gpudoctor.advise.stack.Answer;
import dev.gpudoctor.advise.stack.GpuPart;
import dev.gpudoctor.advise.stack.KnownMachine;
import dev.gpudoctor.advise.stack.StackLinks;
import dev.gpudoctor.advise.stack.StackSolver;
import dev.gpudoctor.advise.stack.SystemPart;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.compat.JetPackLaw;
import dev.gpudoctor.compat.SystemLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The agreement walk over systems, boards and Dockerfiles; see {@link AgreementTest}. */
class SystemAgreementTest {
    private static final Matrix MATRIX = Matrix.builtIn();
    private static final DocumentedStacks STACKS = new DocumentedStacks(MATRIX);
    private static final List<String> SYSTEMS = List.of("ubuntu20.04", "ubuntu22.04", "ubuntu24.04", "rockylinux8");

    private static List<CudaRelease> minors() {
        return MATRIX.rows(Subject.CUDA).stream()
                .filter(cuda -> MATRIX.cudaMinor(cuda.version().prefix(2))
                        .filter(cuda::equals)
                        .isPresent())
                .filter(cuda -> !cuda.stage().equals(Optional.of(CudaRelease.Stage.PREVIEW)))
                .toList();
    }

    /** CUDA on a system, by itself and below a TensorRT that has no wheels. */
    @Test
    void cudaAndSystem() throws Exception {
        Walk walk = new Walk("CUDA and system");
        Walk below = new Walk("TensorRT and system");
        SystemLaw law = new SystemLaw(MATRIX);
        for (String name : SYSTEMS) {
            StackLinks links = StackLinks.of(MATRIX, "cuda", "gpu=8.6", "os=" + name);
            StackLinks tensorRt = StackLinks.of(MATRIX, "tensorrt", "gpu=8.6", "os=" + name);
            SystemPart system = links.candidates("os", SystemPart.class).get(0);
            SystemPart same = tensorRt.candidates("os", SystemPart.class).get(0);
            for (CudaRelease cuda : minors()) {
                Compatibility answer = law.publishes(cuda.version(), name);
                String pair = "CUDA " + cuda.key() + " on " + name;
                walk.law(answer).suggest(pair, answer, links.fit("system-cuda", "cuda", cuda, "os", system));
                for (TensorRtRelease release : tensorRt.candidates("tensorrt", TensorRtRelease.class)) {
                    Optional<dev.gpudoctor.advise.solve.Fit> fit =
                            tensorRt.fit("system-cuda", "tensorrt", release, "cuda", cuda, "os", same);
                    if (fit.isPresent()) { // else its wheels bring the CUDA along
                        below.law(answer).suggest("TensorRT " + release.key() + " with " + pair, answer, fit);
                    }
                }
            }
        }
        walk.ends();
        below.ends();
    }

    private static StackLinks board(String... wishes) throws Exception {
        List<String> all = new ArrayList<>(List.of(wishes));
        all.add("platform=jetson-agx-orin");
        return StackLinks.of(MATRIX, all.toArray(String[]::new));
    }

    @Test
    void jetPackAndModule() throws Exception {
        Walk walk = new Walk("JetPack and module");
        StackLinks links = board("cuda");
        for (JetPackRelease jetPack : links.candidates("jetpack", JetPackRelease.class)) {
            for (JetsonModule module : links.candidates("gpu", JetsonModule.class)) {
                Compatibility answer = JetPackLaw.onModule(jetPack, module);
                walk.law(answer)
                        .suggest(
                                jetPack.key() + " on " + module.name(),
                                answer,
                                links.fit("jetpack-module", "jetpack", jetPack, "gpu", module));
            }
        }
        walk.ends();
        int images = 0;
        List<String> apart = new ArrayList<>();
        for (JetsonModule module : MATRIX.rows(Subject.JETSON_MODULES)) {
            String slug = module.name().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            if (!slug.startsWith("jetson")) {
                continue; // a platform wish names a Jetson
            }
            for (ImageAdvice advice :
                    new ImageAdvisor(MATRIX).advise(List.of(Wish.parse("platform=" + slug)), KnownMachine.UNKNOWN)) {
                Optional<JetPackRelease> jetPack = advice.image().family() == Image.Family.L4T
                        ? MATRIX.rows(Subject.JETPACK).stream()
                                .filter(row ->
                                        JetPackLaw.image(advice.image(), row).isSupported())
                                .findFirst()
                        : Optional.empty();
                if (jetPack.isPresent()) {
                    images++;
                    boolean forbidden =
                            JetPackLaw.onModule(jetPack.get(), module).isForbidden();
                    if (forbidden != (advice.run() == ImageAdvice.Run.NOT)) {
                        apart.add(advice.image().reference() + " on " + module.name() + ": " + advice.run());
                    }
                }
            }
        }
        assertThat(apart).isEmpty();
        PinnedCounts.assertEquals("JetPack's images and module", "%d pairs".formatted(images));
    }

    @Test
    void jetPackAndImage() throws Exception {
        Walk walk = new Walk("JetPack and image");
        StackLinks links = board("torch");
        for (Image image : links.candidates("torch", Image.class)) {
            for (JetPackRelease jetPack : links.candidates("jetpack", JetPackRelease.class)) {
                Compatibility answer = JetPackLaw.image(image, jetPack);
                walk.law(answer)
                        .suggest(
                                image.reference() + " on " + jetPack.key(),
                                answer,
                                links.fit("jetpack-image", "torch", image, "jetpack", jetPack));
            }
        }
        walk.ends();
    }

    /** What a JetPack brings: a stack takes it to the release, a board may have a patch of the same minor. */
    @Test
    void jetPackSets() throws Exception {
        Walk walk = new Walk("JetPack and its TensorRT");
        Walk installed = new Walk("board and its TensorRT", "jetson.components.other-jetpack");
        StackLinks links = board("tensorrt", "cuda");
        for (JetPackRelease jetPack : links.candidates("jetpack", JetPackRelease.class)) {
            for (TensorRtRelease release : links.candidates("tensorrt", TensorRtRelease.class)) {
                String pair = jetPack.key() + " with TensorRT " + release.key();
                Compatibility answer = JetPackLaw.brings(jetPack, "TensorRT", jetPack.tensorRt(), release.version(), 3);
                walk.law(answer)
                        .suggest(pair, answer, links.fit("jetpack-content", "jetpack", jetPack, "tensorrt", release));
                for (Version l4t : jetPack.l4t()) {
                    if (MATRIX.jetPackByL4t(l4t).filter(jetPack::equals).isPresent()
                            && jetPack.tensorRt().isPresent()) {
                        Compatibility here =
                                JetPackLaw.brings(jetPack, "TensorRT", jetPack.tensorRt(), release.version(), 2);
                        installed
                                .law(here)
                                .check(
                                        pair + " of Jetson Linux " + l4t,
                                        here,
                                        new Stack(
                                                        pair,
                                                        "jetson-orin",
                                                        "tensorrt",
                                                        ComputeCapability.of("8.7"),
                                                        Map.of(Stack.L4T, l4t, Stack.JETPACK, jetPack.version()))
                                                .with(Stack.TENSORRT, release.version()));
                    }
                }
            }
            for (CudaRelease cuda : links.candidates("cuda", CudaRelease.class)) {
                Compatibility answer = JetPackLaw.brings(jetPack, "CUDA", jetPack.cuda(), cuda.version(), 2);
                walk.law(answer)
                        .suggest(
                                jetPack.key() + " with CUDA " + cuda.key(),
                                answer,
                                links.fit("jetpack-content", "jetpack", jetPack, "cuda", cuda));
            }
        }
        walk.ends();
        installed.ends();
    }

    /** A Dockerfile is written for what no law forbids; where NVIDIA has no image of a CUDA it says so instead. */
    @Test
    void dockerfileOfCudaAndDriver() throws Exception {
        int written = 0;
        int refused = 0;
        int withoutImage = 0;
        List<String> apart = new ArrayList<>();
        DriverLaw law = new DriverLaw(MATRIX, Platform.LINUX);
        CudaLaw cudaLaw = new CudaLaw(MATRIX);
        ComputeCapability gpu = ComputeCapability.of("8.6");
        for (Version driver : newestOfEachBranch()) {
            for (CudaRelease cuda : minors()) {
                boolean forbidden = law.runsCuda(driver, Optional.empty(), cuda.version(), false)
                                .isForbidden()
                        || law.runsGpu(driver, gpu).isForbidden()
                        || cudaLaw.runsOn(cuda.version(), gpu).isForbidden();
                String pair = "CUDA " + cuda.version() + " on " + driver;
                List<Wish> wishes = List.of(
                        Wish.parse("cuda=" + cuda.version()), Wish.parse("gpu=8.6"), Wish.parse("driver=" + driver));
                Answer answer = new StackSolver(MATRIX).solve(wishes, KnownMachine.UNKNOWN, 1);
                if (answer instanceof Answer.Stacks stacks) {
                    try {
                        DockerfileWriter writer = new DockerfileWriter(MATRIX);
                        String file = writer.write(
                                stacks.stacks().get(0),
                                writer.kindFor(stacks.stacks().get(0)),
                                stacks.wishes());
                        boolean own = file.contains(
                                "FROM nvidia/cuda:" + cuda.version().prefix(2));
                        if (forbidden || !own) {
                            apart.add(pair + ": "
                                    + file.lines()
                                            .filter(line -> line.startsWith("FROM"))
                                            .toList());
                        }
                        written++;
                    } catch (NoImageException none) {
                        withoutImage++;
                    }
                } else {
                    refused++;
                    if (!forbidden) {
                        apart.add(pair + ": refused");
                    }
                }
            }
        }
        assertThat(apart).isEmpty();
        PinnedCounts.assertEquals(
                "dockerfile of CUDA and driver",
                "%d written, %d refused, %d without image".formatted(written, refused, withoutImage));
    }

    private static List<Version> newestOfEachBranch() throws Exception {
        StackLinks links = StackLinks.of(MATRIX, "cuda", "gpu=8.6");
        assertThat(links.candidates("gpu", GpuPart.class)).isNotEmpty();
        Map<Integer, Version> newest = new TreeMap<>();
        links.candidates("driver", Version.class).stream()
                .filter(driver -> STACKS.levelOf(driver).isPresent())
                .forEach(driver -> newest.merge(driver.major(), driver, (a, b) -> a.isAtLeast(b) ? a : b));
        return List.copyOf(newest.values());
    }
}
