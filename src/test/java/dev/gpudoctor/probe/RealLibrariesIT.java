package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Consumer.Use;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.probe.host.LiveHost;
import dev.gpudoctor.probe.host.RootHost;
import dev.gpudoctor.probe.nativelib.ChildNativeProbe;
import dev.gpudoctor.probe.nativelib.Limits;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real packages, unpacked by {@code src/test/real/fetch.sh}, read as root trees and asked live. Run by the profile {@code
 * real-libraries}; the folder is kept between runs.
 */
class RealLibrariesIT {
    private static final Path WORK = Path.of("target/real-libraries").toAbsolutePath();
    private static final int FETCH_MINUTES = 30;
    private static final String DRIVER = "/usr/lib/x86_64-linux-gnu/nvidia/current";

    private static Machine pythons;

    @BeforeAll
    static void fetch() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "src/test/real/fetch.sh", WORK.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(FETCH_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        pythons = Looking.at(RootHost.of(WORK.resolve("pythons")));
    }

    @Test
    void readsDebiansDriverAndRuntimeInARootTree() throws IOException {
        Machine machine = Looking.at(RootHost.of(WORK.resolve("driver")));

        assertThat(machine.driverLibraries().libcuda()).isEmpty();
        assertThat(machine.driverLibraries().unreachable().toOptional().orElseThrow())
                .extracting(Library::name)
                .containsExactly("libcuda.so.1", "libnvidia-ml.so.1");
        assertThat(machine.driverLibraries().unreachable().toOptional().orElseThrow())
                .allSatisfy(library -> assertThat(
                                library.version().toOptional().orElseThrow().major())
                        .isEqualTo(535));
        assertThat(machine.toolkits()).singleElement().satisfies(toolkit -> {
            assertThat(toolkit.version().toOptional()).contains(Version.of("11.8"));
            assertThat(toolkit.libraries()).extracting(Library::name).containsExactly("libcudart.so.11.0");
        });
    }

    @Test
    void asksTheRealDriverWhereNoGpuIs() {
        Map<String, String> environment =
                Map.of("LD_LIBRARY_PATH", WORK.resolve("driver") + DRIVER, "HOME", "/nowhere");

        Machine machine =
                Looking.at(new LiveHost(environment), new ChildNativeProbe(Limits.DEFAULT), OptionalLong.empty());

        assertThat(machine.driverLibraries().libcuda().get(0).path())
                .isEqualTo(WORK.resolve("driver") + DRIVER + "/libcuda.so.1");
        assertThat(machine.answers().libcuda().toOptional().orElseThrow())
                .isEqualTo(machine.driverLibraries().libcuda().get(0).realPath());
        assertThat(machine.answers().nvmlInit().toOptional().orElseThrow().name())
                .isEqualTo("NVML_ERROR_DRIVER_NOT_LOADED");
        assertThat(machine.answers().cuInit().toOptional().orElseThrow().name()).isEqualTo("CUDA_ERROR_NO_DEVICE");
        assertThat(machine.answers().cudaDriver().toOptional()).contains(Version.of("12.2"));
    }

    /** The loader takes the first, and the second is told as one that it hides. */
    @Test
    void asksTheFirstOfTwoBranchesOnThePath() {
        String older = WORK.resolve("driver-470") + "/usr/lib/x86_64-linux-gnu/nvidia/tesla-470";
        Map<String, String> environment =
                Map.of("LD_LIBRARY_PATH", older + ":" + WORK.resolve("driver") + DRIVER, "HOME", "/nowhere");

        Machine machine =
                Looking.at(new LiveHost(environment), new ChildNativeProbe(Limits.DEFAULT), OptionalLong.empty());

        assertThat(machine.driverLibraries().libcuda())
                .extracting(
                        library -> library.version().toOptional().orElseThrow().major())
                .startsWith(470, 535);
        assertThat(machine.driverLibraries().nvml())
                .extracting(
                        library -> library.version().toOptional().orElseThrow().major())
                .startsWith(470, 535);
        assertThat(machine.answers().libcuda().toOptional().orElseThrow())
                .isEqualTo(machine.driverLibraries().libcuda().get(0).realPath());
        assertThat(machine.answers().cudaDriver().toOptional()).contains(Version.of("11.4"));
        assertThat(machine.answers().cuInit().toOptional().orElseThrow().name()).isEqualTo("CUDA_ERROR_NO_DEVICE");
    }

    @Test
    void readsTorchWithTheWheelsItLoads() {
        PythonPackage torch = named("torch", "torch");
        Consumer consumer = consumer("torch");

        assertThat(torch.version()).isEqualTo(Version.of("2.5.1"));
        assertThat(torch.cuda().toOptional()).contains(Version.of("12.4"));
        assertThat(torch.cudnn().toOptional()).contains(Version.of("9.1.0.70"));
        assertUse(consumer, Component.CUDA_RUNTIME, "12.4.127", "nvidia/cuda_runtime/lib/libcudart.so.12");
        assertUse(consumer, Component.CUBLAS, "12.4.5.8", "nvidia/cublas/lib/libcublas.so.12");
        assertUse(consumer, Component.NVRTC, "12.4.127", "nvidia/cuda_nvrtc/lib/libnvrtc.so.12");
        assertUse(consumer, Component.CUDNN, "9.1.0.70", "nvidia/cudnn/lib/libcudnn.so.9");
        assertThat(consumer.missing())
                .contains("libcufft.so.11", "libnccl.so.2")
                .doesNotContain("libcuda.so.1");
        assertThat(pythons.cudnns()).isNotEmpty().allSatisfy(cudnn -> {
            assertThat(cudnn.parts()).hasSize(7);
            assertThat(cudnn.missingParts()).isEmpty();
            assertThat(cudnn.cudaMajor().toOptional()).contains(12);
        });
    }

    @Test
    void tellsTorchForTheCpu() {
        assertThat(named("torch-cpu", "torch").cuda()).isInstanceOf(Observed.NotApplicable.class);
        assertThat(consumer("torch-cpu").uses()).isEmpty();
    }

    @Test
    void readsTensorFlowsBuild() {
        PythonPackage tensorflow = named("tensorflow", "tensorflow");

        assertThat(tensorflow.cuda().toOptional()).contains(Version.of("12.5.1"));
        assertThat(tensorflow.cudnn().toOptional()).contains(Version.of("9"));
        assertThat(consumer("tensorflow").version(Component.CUDNN).isAbsent()).isTrue();
    }

    @Test
    void knowsThatOnnxRuntimeDoesNotFindWheelsByItself() {
        PythonPackage runtime = named("onnxruntime", "onnxruntime-gpu");

        assertThat(runtime.cuda().toOptional()).contains(Version.of("12"));
        assertThat(runtime.cudnn().toOptional()).contains(Version.of("9"));
        assertThat(consumer("onnxruntime").missing()).contains("libcudart.so.12", "libcudnn.so.9");
    }

    @Test
    void tellsTensorRtsBindingsWithoutItsLibraries() {
        assertThat(named("onnxruntime", "tensorrt-cu12-bindings").version()).isEqualTo(Version.of("10.6.0"));
    }

    /** The libraries of each release lie alone in a folder, as somebody unpacks them who has no administrator's rights. */
    @ParameterizedTest
    @CsvSource({
        "8.6, 8.6.1, all",
        "10.6, 10.6.0, all",
        "11.2, 11.2.1, ptx",
    })
    void asksTensorRtOnTheLibraryPath(String release, String version, String resources) {
        Path folder = WORK.resolve("tensorrt").resolve(release);
        Map<String, String> environment = Map.of(
                "LD_LIBRARY_PATH",
                String.join(":", folder.toString(), cudart(), WORK.resolve("driver") + DRIVER),
                "HOME",
                "/nowhere");

        Machine machine =
                Looking.at(new LiveHost(environment), new ChildNativeProbe(Limits.DEFAULT), OptionalLong.empty());

        TensorRt found = machine.tensorRts().stream()
                .filter(one -> one.main().path().startsWith(folder.toString()))
                .findFirst()
                .orElseThrow();
        assertThat(found.version().toOptional().orElseThrow().toString()).startsWith(version);
        assertThat(found.parser().toOptional().orElseThrow().path()).startsWith(folder.toString());
        assertThat(found.builderResources().toOptional().orElseThrow()).containsExactly(resources);
        assertThat(machine.answers().cuInit().toOptional().orElseThrow().name())
                .as("the child lives on after TensorRT")
                .isEqualTo("CUDA_ERROR_NO_DEVICE");
    }

    private static String cudart() {
        return WORK.resolve("pythons/opt/torch/venv/lib/python3.11/site-packages/nvidia/cuda_runtime/lib")
                .toString();
    }

    private static void assertUse(Consumer consumer, Component component, String version, String end) {
        Use use = consumer.use(component).orElseThrow();
        assertThat(use.version().toOptional()).contains(Version.of(version));
        assertThat(use.path()).endsWith(end);
    }

    private static PythonPackage named(String environment, String name) {
        return pythons.pythons().stream()
                .filter(python -> python.prefix().equals("/opt/" + environment + "/venv"))
                .map(PythonEnvironment::packages)
                .flatMap(packages -> packages.stream())
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Consumer consumer(String environment) {
        return pythons.consumers().stream()
                .filter(consumer -> consumer.place().equals("/opt/" + environment + "/venv"))
                .findFirst()
                .orElseThrow();
    }
}
