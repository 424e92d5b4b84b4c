package dev.gpudoctor.smoke.worker.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.process.ParentLink;
import dev.gpudoctor.smoke.Comparison;
import dev.gpudoctor.smoke.Exchange;
import dev.gpudoctor.smoke.Latency;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.Measurement;
import dev.gpudoctor.smoke.NpyArray;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerEvent.Ended;
import dev.gpudoctor.smoke.WorkerEvent.Fact;
import dev.gpudoctor.smoke.WorkerEvent.Left;
import dev.gpudoctor.smoke.WorkerEvent.Measured;
import dev.gpudoctor.smoke.worker.Reporter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the user's model on the CPU with the inputs that TensorRT had, and compares what came out. */
public final class OnnxRuntimeMain {
    private static final int RUNS = 10;

    private OnnxRuntimeMain() {}

    public static void main(String[] arguments) throws IOException {
        ParentLink parent = ParentLink.open();
        Reporter reporter = new Reporter(parent);
        Ended ended;
        try {
            compare(Path.of(Json.parse(parent.request()).path("directory").asText()), reporter);
            ended = new Ended(Outcome.PASSED, "");
        } catch (Exception | LinkageError fault) {
            ended = new Ended(Outcome.FAILED, "ONNX Runtime failed: " + fault.getMessage());
        }
        reporter.send(ended);
        parent.end(0);
    }

    private static void compare(Path directory, Reporter reporter) throws Exception {
        Exchange exchange = Json.read(Json.parse(Files.readString(directory.resolve(Exchange.INDEX))), Exchange.class);
        long start = System.nanoTime();
        OrtEnvironment environment = reporter.step(
                "open ONNX Runtime", Actor.ONNX_RUNTIME, () -> OrtEnvironment.getEnvironment("gpudoctor"));
        reporter.send(new Fact("ONNX Runtime", environment.getVersion()));
        OrtSession session = reporter.step(
                "load the model",
                Actor.ONNX_RUNTIME,
                () -> environment.createSession(exchange.model(), new OrtSession.SessionOptions()));
        double loadMillis = (System.nanoTime() - start) / 1e6;
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (Exchange.Tensor input : exchange.inputs()) {
            inputs.put(input.name(), tensor(environment, NpyArray.read(directory.resolve(input.file()))));
        }
        Map<String, double[]> outputs = new HashMap<>();
        double[] millis = new double[RUNS];
        reporter.step("run on the CPU", Actor.ONNX_RUNTIME, () -> {
            for (int i = 0; i < RUNS; i++) {
                long begin = System.nanoTime();
                try (OrtSession.Result result = session.run(inputs)) {
                    millis[i] = (System.nanoTime() - begin) / 1e6;
                    for (Map.Entry<String, ?> entry : result) {
                        outputs.put(entry.getKey(), values((OnnxTensor) entry.getValue()));
                    }
                }
            }
        });
        for (Exchange.Run run : exchange.runs()) {
            List<Measurement.Output> compared = new ArrayList<>();
            for (Exchange.Tensor tensor : run.outputs()) {
                double[] values =
                        NpyArray.read(directory.resolve(tensor.file())).values();
                double[] reference = outputs.get(tensor.name());
                if (reference == null || reference.length != values.length) {
                    reporter.send(new Left(tensor.name(), "ONNX Runtime gives no output of that name and size"));
                } else {
                    compared.add(new Measurement.Output(
                            tensor.name(), "ONNX Runtime", Comparison.of(values, reference, run.precision(), 0)));
                }
            }
            reporter.send(new Measured(
                    new Measurement("on the CPU", run.precision(), loadMillis, 0, compared, Latency.of(millis))));
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, NpyArray array) throws OrtException, IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(array.data().length).order(ByteOrder.nativeOrder());
        bytes.put(array.data()).flip();
        OnnxJavaType type =
                switch (array.type().substring(1)) {
                    case "f4" -> OnnxJavaType.FLOAT;
                    case "f2" -> OnnxJavaType.FLOAT16;
                    case "u2" -> OnnxJavaType.BFLOAT16;
                    case "i8" -> OnnxJavaType.INT64;
                    case "i4" -> OnnxJavaType.INT32;
                    case "i1" -> OnnxJavaType.INT8;
                    case "u1" -> OnnxJavaType.UINT8;
                    case "b1" -> OnnxJavaType.BOOL;
                    default -> throw new IOException("inputs of type " + array.type() + " cannot be passed on");
                };
        return OnnxTensor.createTensor(environment, bytes, array.shape(), type);
    }

    private static double[] values(OnnxTensor tensor) throws IOException {
        switch (tensor.getInfo().type) {
            case FLOAT, FLOAT16, BFLOAT16 -> {
                FloatBuffer buffer = tensor.getFloatBuffer();
                double[] values = new double[buffer.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = buffer.get(i);
                }
                return values;
            }
            case DOUBLE -> {
                double[] values = new double[tensor.getDoubleBuffer().remaining()];
                tensor.getDoubleBuffer().get(values);
                return values;
            }
            case INT64 -> {
                LongBuffer buffer = tensor.getLongBuffer();
                double[] values = new double[buffer.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = buffer.get(i);
                }
                return values;
            }
            case INT32 -> {
                IntBuffer buffer = tensor.getIntBuffer();
                double[] values = new double[buffer.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = buffer.get(i);
                }
                return values;
            }
            case INT8, UINT8, BOOL -> {
                ByteBuffer buffer = tensor.getByteBuffer();
                double[] values = new double[buffer.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = buffer.get(i);
                }
                return values;
            }
            default -> throw new IOException("outputs of type " + tensor.getInfo().type + " cannot be compared");
        }
    }
}
