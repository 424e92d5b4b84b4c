package dev.gpudoctor.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.process.ChildEnd;
import dev.gpudoctor.process.ChildResult;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What TensorRT's logger and the libraries' standard error said in recorded failures, and what is made of it. */
class ExplanationTest {
    private static final Catalog CATALOG = new Catalog();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "createInferBuilder: Error Code 6: API Usage Error (Unable to load library: libnvinfer_builder_resource_sm90.so.11.2.1: libnvinfer_builder_resource_sm90.so.11.2.1: cannot open shared object file: No such file or directory)|tensorrt.builder-resource.missing",
                "IRuntime::deserializeCudaEngine: Error Code 1: Serialization (Serialization assertion stdVersionRead == serializationVersion failed.Version tag does not match. Note: Current Version: 239, Serialized Engine Version: 236)|tensorrt.engine.other-version",
                "IRuntime::deserializeCudaEngine: Error Code 6: API Usage Error (The engine plan file is generated on an incompatible device, expecting compute 9.0 got compute 8.9, please rebuild.)|tensorrt.engine.other-device",
                "In node 0 (importFallbackPluginImporter): UNSUPPORTED_NODE: Assertion failed: creator && \"Plugin not found, are the plugin name, version, and namespace correct?\"|tensorrt.onnx.operator-unsupported",
                "CUDA initialization failure with error: 35. Please check your CUDA installation|tensorrt.cuda.init-failure",
                "Cuda failure: CUDA driver version is insufficient for CUDA runtime version|cuda.driver.too-old",
                "Unable to load any of {libcudnn_ops.so.9.1.0, libcudnn_ops.so.9.1, libcudnn_ops.so.9, libcudnn_ops.so}|cudnn.parts.missing"
            })
    void aKnownTextLeadsToItsCondition(String text, String id) {
        Finding finding = finding(text);

        assertThat(finding.id()).isEqualTo("smoke.layer.failed");
        assertThat(finding.remedies())
                .extracting(Remedy::argv)
                .contains(List.of("gpudoctor", "explain", id))
                .hasSizeLessThanOrEqualTo(6);
        assertThat(CATALOG.find(id)).isPresent();
        assertThat(finding.evidence().get(0).raw()).isEqualTo(text);
        assertThat(finding.remedies().toString()).doesNotContain("{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[defaultAllocator.cpp::allocate::31] Error Code 1: Cuda Runtime (out of memory)",
                "Requested amount of GPU memory (17179869184 bytes) could not be allocated. There may not be enough free memory for allocation to succeed."
            })
    void memoryThatIsNotThereHasItsOwnFinding(String text) {
        assertThat(finding(text).id()).isEqualTo("smoke.gpu.out-of-memory");
    }

    @Test
    void aCodeOfManyCausesIsNotAListOfThem() {
        Transcript transcript = new Transcript(line -> {});
        transcript.line(WorkerEvent.write(
                new WorkerEvent.Code("cuda", 100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected")));

        Finding finding = explain(transcript, "cuInit failed with 100 CUDA_ERROR_NO_DEVICE");

        assertThat(finding.remedies().get(0).argv()).containsExactly("gpudoctor", "explain", "100");
        assertThat(finding.remedies()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void anUnknownTextIsEvidence() {
        Finding finding = finding("something nobody has seen before");

        assertThat(finding.id()).isEqualTo("smoke.layer.failed");
        assertThat(finding.evidence().get(0).raw()).isEqualTo("something nobody has seen before");
        assertThat(finding.remedies()).singleElement().satisfies(remedy -> assertThat(remedy.argv())
                .containsExactly("gpudoctor", "check"));
    }

    private static Finding finding(String logged) {
        Transcript transcript = new Transcript(line -> {});
        transcript.line(WorkerEvent.write(new WorkerEvent.Log(WorkerEvent.Log.Level.ERROR, logged)));
        return explain(transcript, "createInferBuilder gave nothing; TensorRT's log says why");
    }

    private static Finding explain(Transcript transcript, String reason) {
        transcript.line(WorkerEvent.write(new WorkerEvent.Ended(Outcome.FAILED, reason)));
        ChildResult child = new ChildResult(new ChildEnd.Exited(0), Duration.ofSeconds(1), List.of(), 0, List.of());
        return new Explanation(CATALOG)
                .of(Layer.TENSORRT, Outcome.FAILED, transcript, child)
                .get(0);
    }
}
