package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.Latency;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs an engine once for its results and many times for its speed. */
final class EngineRun {
    private static final int WARM_UP = 10;
    private static final int MOST_RUNS = 200;
    private static final int LEAST_RUNS = 10;
    private static final double TIMED_MILLIS = 500;

    /**
     * What came out.
     *
     * @param tensors outputs in the engine's order
     * @param bytes their raw elements by name
     */
    record Result(List<TensorRt.Tensor> tensors, Map<String, byte[]> bytes, Latency latency) {
        /** The raw elements of one of the outputs. */
        byte[] of(TensorRt.Tensor output) {
            return Objects.requireNonNull(bytes.get(output.name()), output.name());
        }
    }

    /** Gives the elements of an input. */
    interface Inputs {
        byte[] of(TensorRt.Tensor tensor) throws Exception;
    }

    private final CudaDriver driver;
    private final Reporter reporter;

    EngineRun(CudaDriver driver, Reporter reporter) {
        this.driver = driver;
        this.reporter = reporter;
    }

    Result run(TensorRt.Engine engine, Inputs inputs) throws Exception {
        List<TensorRt.Tensor> tensors = engine.tensors();
        List<TensorRt.Tensor> outputs = new ArrayList<>();
        Map<String, Long> addresses = new LinkedHashMap<>();
        for (TensorRt.Tensor tensor : tensors) {
            long bytes = tensor.count() * tensor.type().bytes();
            long address = driver.allocate(bytes);
            addresses.put(tensor.name(), address);
            engine.bind(tensor.name(), address);
            if (tensor.isInput()) {
                byte[] elements = inputs.of(tensor);
                if (elements.length != bytes) {
                    throw new LayerFault(
                            "input " + tensor.name() + " takes " + bytes + " bytes and was given " + elements.length);
                }
                driver.upload(address, elements);
            } else {
                outputs.add(tensor);
            }
        }
        long stream = driver.stream();
        reporter.step("first inference", Actor.TENSORRT, () -> {
            engine.enqueue(stream);
            driver.synchronize(stream);
        });
        Map<String, byte[]> results = new LinkedHashMap<>();
        for (TensorRt.Tensor output : outputs) {
            results.put(
                    output.name(),
                    driver.download(
                            Objects.requireNonNull(addresses.get(output.name()), output.name()),
                            output.count() * output.type().bytes()));
        }
        Latency latency = reporter.step("timed inferences", Actor.TENSORRT, () -> time(engine, stream));
        for (long address : addresses.values()) {
            driver.free(address);
        }
        return new Result(outputs, results, latency);
    }

    private Latency time(TensorRt.Engine engine, long stream) throws LayerFault {
        CudaDriver.Stopwatch stopwatch = driver.new Stopwatch();
        for (int i = 0; i < WARM_UP; i++) {
            engine.enqueue(stream);
        }
        driver.synchronize(stream);
        List<Double> millis = new ArrayList<>();
        double sum = 0;
        while (millis.size() < LEAST_RUNS || (millis.size() < MOST_RUNS && sum < TIMED_MILLIS)) {
            stopwatch.start(stream);
            engine.enqueue(stream);
            double one = stopwatch.stop(stream);
            millis.add(one);
            sum += one;
        }
        return Latency.of(millis.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
