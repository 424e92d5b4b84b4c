package dev.gpudoctor.cases;

import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.compat.CudnnLaw;
import dev.gpudoctor.compat.DriverLaw;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.ImageLaw;
import dev.gpudoctor.compat.InstalledBuild;
import dev.gpudoctor.compat.JetPackLaw;
import dev.gpudoctor.compat.SystemLaw;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.version.Version;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every law about two parts of a stack, put to the parts that a stack has. */
final class LawsOfStack {
    /**
     * Laws about something else than two parts of a stack on a machine, with the test that shows both of their answers.
     * A law that is in neither place has no test and is found by {@link #untested}.
     */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("ImageLaw.onGpu", "AgreementTest.imageAndMachine"),
            Map.entry("ImageLaw.onDriver", "AgreementTest.imageAndMachine"),
            Map.entry("DriverLaw.runsInWsl", "machine case of wsl.driver.too-old"),
            Map.entry("DriverLaw.runsPciDevice", "machine case of driver.gpu.not-supported without NVML"),
            Map.entry("DriverLaw.servesDriver", "machine case of cuda.compat.stale"),
            Map.entry("DriverLaw.translatesPtx", "machine case of cuda.toolkit.newer-than-driver"),
            Map.entry("DriverLaw.partOf", "machine case of driver.module.library-mismatch"),
            Map.entry("CudaLaw.amongLibraries", "machine case of env.toolkits.several"),
            Map.entry("CudaLaw.links", "machine case of program.library.older-first"),
            Map.entry("CudaLaw.withHostCompiler", "machine case of toolkit.host-compiler.too-new"),
            Map.entry("CudnnLaw.partOf", "machine case of cudnn.parts.mixed"),
            Map.entry("FrameworkLaw.tooNew", "part of FrameworkLaw.onGpu"),
            Map.entry("FrameworkLaw.withTorch", "part of FrameworkLaw.besideTorch"),
            Map.entry("FrameworkLaw.besideTensorRt", "LibraryAgreementTest.frameworkAndTensorRt"),
            Map.entry("FrameworkLaw.withCudnnOfBuild", "machine case of framework.cudnn.not-supported"),
            Map.entry("FrameworkLaw.pluginOf", "machine case of python.jax.plugin-mismatch"),
            Map.entry("TensorRtLaw.withCuda", "LibraryAgreementTest.tensorRtAndCuda"),
            Map.entry("TensorRtLaw.loadsEngine", "InspectCommandTest"),
            Map.entry("TensorRtLaw.engineOnGpu", "InspectCommandTest"),
            Map.entry("JetPackLaw.onModule", "SystemAgreementTest.jetPackAndModule"),
            Map.entry("JetPackLaw.image", "SystemAgreementTest.jetPackAndImage"),
            Map.entry("JetPackLaw.imageOn", "SystemAgreementTest.jetPackAndModule"),
            Map.entry("JetPackLaw.takesServerToolkit", "machine case of jetson.toolkit.sbsa"),
            Map.entry("JetPackLaw.takesServerImages", "ImagesCommandTest"),
            Map.entry("JetPackLaw.container", "machine case of jetson.l4t.container-mismatch"),
            Map.entry("SystemLaw.publishes", "SystemAgreementTest.cudaAndSystem"),
            Map.entry("SystemLaw.withPython", "SuggestCommandTest"),
            Map.entry("SystemLaw.isServed", "LintCommandTest"));

    private static final List<Class<?>> LAWS = List.of(
            CudaLaw.class,
            CudnnLaw.class,
            DriverLaw.class,
            FrameworkLaw.class,
            ImageLaw.class,
            JetPackLaw.class,
            SystemLaw.class,
            TensorRtLaw.class);

    private final Matrix matrix;
    private final DriverLaw driverLaw;
    private final CudaLaw cudaLaw;
    private final CudnnLaw cudnnLaw;
    private final TensorRtLaw tensorRtLaw;
    private final FrameworkLaw frameworkLaw;

    LawsOfStack(Matrix matrix) {
        this.matrix = matrix;
        this.driverLaw = new DriverLaw(matrix, Platform.LINUX);
        this.cudaLaw = new CudaLaw(matrix);
        this.cudnnLaw = new CudnnLaw(matrix);
        this.tensorRtLaw = new TensorRtLaw(matrix);
        this.frameworkLaw = new FrameworkLaw(matrix);
    }

    /** Public laws that are neither among those named nor have a test elsewhere, and tests of laws that do not exist. */
    static Set<String> untested(Set<String> named) {
        Set<String> all = LAWS.stream()
                .flatMap(law -> Arrays.stream(law.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && answers(method))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tested = new TreeSet<>(named);
        tested.addAll(ELSEWHERE.keySet());
        Set<String> apart = new TreeSet<>(all);
        apart.removeAll(tested);
        tested.removeAll(all);
        apart.addAll(tested);
        return apart;
    }

    private static boolean answers(Method method) {
        return method.getGenericReturnType().getTypeName().contains(Compatibility.class.getName());
    }

    /** The answers by law. */
    Map<String, Compatibility> answers(Stack stack) {
        Map<String, Compatibility> answers = new TreeMap<>();
        stack.part(Stack.DRIVER).ifPresent(driver -> {
            answers.put("DriverLaw.runsGpu", driverLaw.runsGpu(driver, stack.gpu()));
            answers.put(
                    "DriverLaw.module", driverLaw.module(stack.part(Stack.OPEN).isPresent(), stack.gpu()));
        });
        stack.part(Stack.CUDA).ifPresent(cuda -> {
            stack.part(Stack.DRIVER)
                    .ifPresent(driver -> answers.put(
                            "DriverLaw.runsCuda",
                            driverLaw.runsCuda(
                                    driver,
                                    stack.part(Stack.LEVEL),
                                    cuda,
                                    stack.part(Stack.COMPAT).isPresent())));
            answers.put("CudaLaw.runsOn", cudaLaw.runsOn(cuda, stack.gpu()));
            if (stack.program().isEmpty()) {
                answers.put("CudaLaw.compilesFor", cudaLaw.compilesFor(cuda, stack.gpu()));
            }
        });
        cudnn(stack, answers);
        tensorRt(stack, answers);
        stack.part(Stack.RELEASE).ifPresent(release -> framework(stack, release, answers));
        return answers;
    }

    private void cudnn(Stack stack, Map<String, Compatibility> answers) {
        Optional<Version> cuda = stack.part(Stack.CUDA);
        if (stack.part(Stack.CUDNN).isPresent() && cuda.isPresent()) {
            Version cudnn = stack.part(Stack.CUDNN).get();
            answers.put("CudnnLaw.withCuda", cudnnLaw.withCuda(cudnn, stack.part(Stack.CUDNN_CUDA), cuda.get()));
            answers.put("CudnnLaw.onGpu", cudnnLaw.onGpu(cudnn, cuda, stack.gpu()));
        }
    }

    private void tensorRt(Stack stack, Map<String, Compatibility> answers) {
        Optional<Version> installed = stack.part(Stack.TENSORRT);
        for (String part : List.of(Stack.PARSER, Stack.PLUGIN)) {
            if (installed.isPresent() && stack.part(part).isPresent()) {
                answers.merge(
                        "TensorRtLaw.partOf",
                        TensorRtLaw.partOf(installed.get(), stack.part(part).get()),
                        (one, other) -> one.isForbidden() ? one : other);
            }
        }
        if (stack.part(Stack.L4T).isPresent()) {
            board(stack, answers);
            return;
        }
        Optional<TensorRtRelease> known = installed.flatMap(matrix::tensorRt);
        if (known.isEmpty()) {
            return;
        }
        TensorRtRelease release = known.get();
        Optional<Version> built = stack.part(Stack.TENSORRT_CUDA);
        answers.put("TensorRtLaw.onGpu", tensorRtLaw.onGpu(release, built, stack.gpu()));
        stack.part(Stack.CUDA)
                .ifPresent(cuda ->
                        answers.put("TensorRtLaw.amongLibraries", tensorRtLaw.amongLibraries(release, built, cuda)));
        if (stack.part(Stack.DRIVER).isPresent() && built.isPresent()) {
            answers.put(
                    "TensorRtLaw.onDriver",
                    tensorRtLaw.onDriver(
                            release, built.get(), stack.part(Stack.DRIVER).get(), Platform.LINUX));
        }
        stack.part(Stack.CUDNN)
                .ifPresent(cudnn ->
                        answers.put("TensorRtLaw.withCudnn", tensorRtLaw.withCudnn(release, Optional.of(cudnn))));
        if (stack.program().equals("tensorrt")) {
            stack.part(Stack.PYTHON)
                    .ifPresent(
                            python -> answers.put("TensorRtLaw.withPython", tensorRtLaw.withPython(release, python)));
        }
    }

    private void board(Stack stack, Map<String, Compatibility> answers) {
        matrix.jetPackByL4t(stack.part(Stack.L4T).orElseThrow()).ifPresent(jetPack -> {
            stack.part(Stack.TENSORRT)
                    .ifPresent(taken ->
                            worst(JetPackLaw.brings(jetPack, "TensorRT", jetPack.tensorRt(), taken, 2), answers));
            stack.part(Stack.PYTHON)
                    .ifPresent(
                            taken -> worst(JetPackLaw.brings(jetPack, "Python", jetPack.python(), taken, 2), answers));
        });
    }

    private static void worst(Compatibility answer, Map<String, Compatibility> answers) {
        answers.merge("JetPackLaw.brings", answer, (one, other) -> one.isForbidden() ? one : other);
    }

    private void framework(Stack stack, Version release, Map<String, Compatibility> answers) {
        String table = stack.program().startsWith("tensorflow") ? "tensorflow" : stack.program();
        stack.part(Stack.TORCH)
                .flatMap(torch -> frameworkLaw.besideTorch(table, release, torch))
                .ifPresent(answer -> answers.put("FrameworkLaw.besideTorch", answer));
        String processor = stack.part(Stack.AARCH64).isPresent() ? "aarch64" : "x86_64";
        if (!(InstalledBuild.of(table, release, stack.part(Stack.BUILT_WITH), Optional.of(processor), matrix)
                instanceof InstalledBuild.Documented documented)) {
            return;
        }
        List<FrameworkBuild> builds = documented.builds();
        best("FrameworkLaw.onGpu", builds, build -> frameworkLaw.onGpu(build, stack.gpu()), answers);
        stack.part(Stack.CUDA)
                .ifPresent(cuda -> best(
                        "FrameworkLaw.withCuda",
                        builds,
                        build -> Optional.of(frameworkLaw.withCuda(build, cuda)),
                        answers));
        stack.part(Stack.DRIVER)
                .ifPresent(driver -> best(
                        "FrameworkLaw.onDriver",
                        builds,
                        build -> frameworkLaw.onDriver(build, driver, Platform.LINUX),
                        answers));
        stack.part(Stack.PYTHON)
                .ifPresent(python -> best(
                        "FrameworkLaw.withPython",
                        builds,
                        build -> Optional.of(frameworkLaw.withPython(build, python)),
                        answers));
        stack.part(Stack.CUDNN)
                .ifPresent(cudnn -> best(
                        "FrameworkLaw.withCudnn",
                        builds,
                        build -> frameworkLaw.withCudnn(build, List.of(cudnn)),
                        answers));
        stack.part(Stack.TENSORRT)
                .ifPresent(tensorRt -> best(
                        "FrameworkLaw.loadsTensorRt",
                        builds,
                        build -> frameworkLaw.loadsTensorRt(build, List.of(tensorRt)),
                        answers));
    }

    /** The installed build is one of several: it is enough that one fits or makes no demand. */
    private static void best(
            String name,
            List<FrameworkBuild> builds,
            Function<FrameworkBuild, Optional<Compatibility>> law,
            Map<String, Compatibility> answers) {
        List<Optional<Compatibility>> each = builds.stream().map(law).toList();
        if (each.stream().allMatch(Optional::isPresent)) {
            Compatibility.best(each.stream().flatMap(Optional::stream).toList())
                    .ifPresent(answer -> answers.put(name, answer));
        }
    }
}
