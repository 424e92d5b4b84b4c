package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.stack.Installation.Step;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes down how to install a stack: driver, wheels with their index, packages with exact versions, images. */
final class Installer {
    private static final int MAX_IMAGES = 3;

    private final Matrix matrix;
    private final Wheels wheels;
    private final Target target;
    private final List<Wish> wishes;

    Installer(Matrix matrix, Target target, List<Wish> wishes) {
        this.matrix = matrix;
        this.wheels = new Wheels(matrix);
        this.target = target;
        this.wishes = wishes;
    }

    Installation installation(Map<String, Part> parts, List<String> changes) {
        List<Step> steps = new ArrayList<>();
        if (changes.contains(StackProblem.DRIVER)) {
            steps.add(new Step("Update the driver to " + parts.get(StackProblem.DRIVER) + ".", List.of(), true));
        }
        if (parts.containsKey(StackProblem.JETPACK)) {
            if (changes.contains(StackProblem.JETPACK)) {
                steps.add(new Step("Flash JetPack " + parts.get(StackProblem.JETPACK) + ".", List.of(), true));
            }
            return new Installation(steps, images(parts));
        }
        List<FrameworkBuild> builds = parts.values().stream()
                .flatMap(part -> part.as(FrameworkBuild.class).stream())
                .toList();
        CudaRelease cuda = part(parts, StackProblem.CUDA, CudaRelease.class).orElseThrow();
        boolean fromSystem = builds.stream().anyMatch(build -> !wheels.bringCuda(build))
                || builds.isEmpty() && !parts.containsKey(StackProblem.TENSORRT);
        if (fromSystem) {
            system(cuda, part(parts, StackProblem.CUDNN, CudnnRelease.class), steps);
        }
        builds.forEach(build -> steps.add(wheel(build)));
        part(parts, StackProblem.TENSORRT, TensorRtRelease.class)
                .ifPresent(tensorRt -> steps.add(tensorRt(tensorRt, cuda)));
        return new Installation(steps, images(parts));
    }

    private static <T> Optional<T> part(Map<String, Part> parts, String name, Class<T> kind) {
        return Optional.ofNullable(parts.get(name)).flatMap(part -> part.as(kind));
    }

    private void system(CudaRelease cuda, Optional<CudnnRelease> cudnn, List<Step> steps) {
        Version version = cuda.version();
        List<String> packages = new ArrayList<>();
        packages.add("cuda-libraries-" + version.major() + "-" + version.minor());
        cudnn.ifPresent(release -> packages.add(AptNames.cudnn(release, version, matrix)));
        steps.add(packages(
                cuda,
                "CUDA" + (cudnn.isPresent() ? " and cuDNN" : "") + " from NVIDIA's repository:",
                "CUDA " + version
                        + cudnn.map(release -> " and cuDNN " + release.version())
                                .orElse("")
                        + " from NVIDIA's repository",
                packages));
    }

    /** Packages as apt takes them; on a system without them what to take instead. */
    private Step packages(CudaRelease cuda, String text, String instead, List<String> packages) {
        Optional<SystemPart> system = target.os().map(Target.Stated::value).map(SystemPart::of);
        if (system.isPresent()) {
            String name = system.get().name();
            Optional<Boolean> published = SystemRules.publishes(cuda, name, matrix);
            if (published.isEmpty()) {
                return new Step(instead + ", if it has that for " + name + ".", List.of(), true);
            }
            if (!published.get()) {
                String elsewhere = ": run it in a container (gpudoctor images, gpudoctor dockerfile).";
                return new Step(instead + " does not exist for " + name + elsewhere, List.of(), false);
            }
            if (!system.get().hasApt()) {
                return new Step(instead + " for " + name + ".", List.of(), true);
            }
        }
        List<String> argv = new ArrayList<>(List.of("apt-get", "install", "--no-install-recommends"));
        argv.addAll(packages);
        return new Step(text, argv, true);
    }

    private Step wheel(FrameworkBuild build) {
        String release = pin(build);
        return switch (build.framework()) {
            case "torch" ->
                new Step(
                        "Wheels that bring their own CUDA:",
                        List.of("pip", "install", "torch==" + release, "--index-url", index(build)),
                        false);
            case "jax" -> pip("jax[" + build.variant().orElse("cuda") + "]==" + release);
            case "tensorflow" ->
                pip((wheels.haveCudaExtra(build) ? "tensorflow[and-cuda]" : tensorflow(build)) + "==" + release);
            case "onnxruntime" ->
                build.isDefault().orElse(true)
                        ? pip("onnxruntime-gpu==" + release)
                        : new Step(
                                "onnxruntime-gpu " + release + " ("
                                        + build.variant().orElse("other build")
                                        + ") is not on the default index; its release notes name the index.",
                                List.of(),
                                false);
            default -> pip(build.framework() + "==" + release);
        };
    }

    private static Step pip(String requirement) {
        return new Step("Wheels:", List.of("pip", "install", requirement), false);
    }

    private String tensorflow(FrameworkBuild build) {
        boolean onePackage = matrix.bound("tensorflow.one-package")
                .filter(build.release()::isAtLeast)
                .isPresent();
        return onePackage ? "tensorflow" : build.variant().orElse("tensorflow");
    }

    private static String index(FrameworkBuild build) {
        return "https://download.pytorch.org/whl/" + build.variant().orElse("");
    }

    /** The release wished for if it is finer than the matrix's, else any patch of it. */
    private String pin(FrameworkBuild build) {
        Optional<Version> wished = wishes.stream()
                .filter(wish -> wish.condition().startsWith("="))
                .flatMap(wish -> Version.parse(wish.value()).stream())
                .filter(version -> version.precision() > build.release().precision() && build.isOf(version))
                .findFirst();
        return wished.map(Version::toString)
                .orElse(
                        build.release().precision() < 3
                                ? build.release() + ".*"
                                : build.release().toString());
    }

    private Step tensorRt(TensorRtRelease release, CudaRelease cuda) {
        Version version = release.version();
        if (!wheels.exist(release)) {
            return packages(
                    cuda,
                    "TensorRT " + version + " for CUDA " + cuda.version() + ":",
                    "TensorRT " + version + " from NVIDIA's repository",
                    AptNames.tensorRt(release, cuda.version(), matrix));
        }
        boolean perCuda = matrix.bound("tensorrt.no-cuda-libraries")
                .filter(version::isAtLeast)
                .isPresent();
        String name = perCuda ? "tensorrt-cu" + cuda.version().major() : "tensorrt";
        return pip(name + "==" + version + ".*");
    }

    /** Images that hold the same versions of everything the stack names. */
    private List<String> images(Map<String, Part> parts) {
        Optional<Image> own = parts.values().stream()
                .flatMap(part -> part.as(Image.class).stream())
                .findFirst();
        if (own.isPresent()) {
            return List.of(own.get().reference());
        }
        boolean jetson = target.module().isPresent();
        return matrix.rows(jetson ? Subject.L4T_IMAGES : Subject.NGC_IMAGES).stream()
                .filter(image -> holds(image, parts))
                .map(Image::reference)
                .limit(MAX_IMAGES)
                .toList();
    }

    private boolean holds(Image image, Map<String, Part> parts) {
        boolean otherSystem = target.os()
                .filter(Target.Stated::isWish)
                .filter(os -> !image.os().equals(Optional.of(os.value())))
                .isPresent();
        if (image.status() == Image.Status.DELISTED || otherSystem) {
            return false;
        }
        Optional<FrameworkBuild> build = parts.values().stream()
                .flatMap(part -> part.as(FrameworkBuild.class).stream())
                .findFirst();
        boolean framework = build.isEmpty()
                || image.framework()
                                .filter(name -> Candidates.sameFramework(
                                        name, build.get().framework()))
                                .isPresent()
                        && same(image.frameworkVersion(), build.get().release(), 2);
        return framework
                && same(
                        image.cuda(),
                        part(parts, StackProblem.CUDA, CudaRelease.class)
                                .orElseThrow()
                                .version(),
                        2)
                && part(parts, StackProblem.TENSORRT, TensorRtRelease.class)
                        .filter(tensorRt -> !same(image.tensorRt(), tensorRt.version(), 3))
                        .isEmpty()
                && part(parts, StackProblem.CUDNN, CudnnRelease.class)
                        .filter(cudnn -> !same(image.cudnn(), cudnn.version(), 2))
                        .isEmpty();
    }

    private static boolean same(Optional<Version> inside, Version wanted, int parts) {
        return inside.filter(version -> version.prefix(parts).equals(wanted.prefix(parts)))
                .isPresent();
    }
}
