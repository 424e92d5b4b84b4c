package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.WorkerEvent.Log.Level;
import dev.gpudoctor.smoke.WorkerTask.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * TensorRT, whose classes and calls differ between majors: each major's worker class path holds one implementation, found
 * by {@link java.util.ServiceLoader}. Nothing here is ever destroyed; the process ends instead.
 */
public interface TensorRt {
    /** Takes a line of TensorRT's log, from whichever thread. */
    interface LogSink {
        void line(Level level, String text);
    }

    /** Takes a line on how far a build is, from whichever thread. */
    interface ProgressSink {
        void line(String text);
    }

    /** What to build an engine from. */
    sealed interface Source {
        /** The built-in network, through the network API. */
        record Network(SampleNetwork network) implements Source {}

        /** An ONNX model in memory. */
        record Onnx(byte[] bytes) implements Source {}

        /** An ONNX model on disk, whose weights may lie in files beside it. */
        record OnnxFile(Path path) implements Source {}
    }

    /**
     * How to build it.
     *
     * @param precision arithmetic to allow
     * @param typed whether the model's own types alone decide, as they always do from TensorRT 11 on
     * @param dlaCore DLA core to build for
     * @param shapes dimensions of dynamic inputs; a dimension without one becomes 1
     * @param calibrator gives INT8 its ranges
     */
    record Settings(
            Precision precision,
            boolean typed,
            Optional<Integer> dlaCore,
            Map<String, List<Long>> shapes,
            Optional<Calibrator> calibrator) {}

    /** Hands out calibration batches. */
    interface Calibrator {
        int batchSize();

        /** Device addresses of the next batch in the order of the names; nothing when there is no more. */
        Optional<long[]> next(String[] inputs);
    }

    /** A serialised engine in memory of TensorRT. */
    record Plan(long address, long bytes) {}

    /** An input or output; dimensions are those it will run with. */
    record Tensor(String name, boolean isInput, Elements type, long[] dimensions) {
        /** Elements in it. */
        public long count() {
            long count = 1;
            for (long dimension : dimensions) {
                count = Math.multiplyExact(count, Math.max(0, dimension));
            }
            return count;
        }
    }

    /** An engine ready to run. */
    interface Engine {
        /** Its tensors, once every dynamic input has the dimensions of {@link Settings#shapes}. */
        List<Tensor> tensors() throws LayerFault;

        /** Says where a tensor lies on the GPU. */
        void bind(String tensor, long address) throws LayerFault;

        /** Starts one inference on a stream. */
        void enqueue(long stream) throws LayerFault;
    }

    /** Loads TensorRT and, if given, its parser: these files and no others. */
    void load(Map<Role, String> libraries, Path nativeDirectory);

    /** {@code getInferLibVersion}. */
    int version();

    /** Precisions that this major can be asked for when the source is not typed itself. */
    List<Precision> weaklyTyped();

    /** Whether this major can take every type from the model itself. */
    boolean stronglyTyped();

    /** Whether this major can find INT8 ranges from samples. */
    boolean calibrates();

    /** Makes a builder, the call on which everything hangs. */
    void open(LogSink log) throws LayerFault;

    /** How many DLA cores the builder sees. */
    int dlaCores();

    /** Builds an engine; from TensorRT 10 on it tells how far it is. */
    Plan build(Source source, Settings settings, ProgressSink progress) throws LayerFault;

    /**
     * What the parser says of an ONNX model.
     *
     * @param whole whether it takes all of it
     * @param nodes numbers of the nodes of the main graph that it takes, rising; of no account if it takes all
     * @param errors why it does not take the others
     */
    record Support(boolean whole, long[] nodes, List<String> errors) {}

    /** Lets the parser read a model in memory; needs {@link #open}. Weights in other files are looked for beside the path. */
    Support supports(Plan model, String path) throws LayerFault;

    /** Makes a runtime that never lets an engine's own code run on the CPU. */
    void openRuntime(LogSink log) throws LayerFault;

    /** Loads an engine without running it; needs {@link #openRuntime}. */
    void deserialize(Plan plan) throws LayerFault;

    /** Loads an engine. */
    Engine engine(Plan plan, Settings settings) throws LayerFault;
}
