package dev.gpudoctor.smoke;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a child is to try.
 *
 * @param layer the layer
 * @param gpu the driver's ordinal of the GPU
 * @param libraries absolute path by role
 * @param nativeDirectory where the child's own JNI libraries lie
 * @param precisions precisions to build engines for
 * @param dlaCores DLA cores to build for; empty for the GPU
 * @param seed of the pseudo-random inputs
 * @param models the user's model, if there is one
 */
public record WorkerTask(
        Layer layer,
        int gpu,
        Map<Role, String> libraries,
        String nativeDirectory,
        List<Precision> precisions,
        List<Integer> dlaCores,
        long seed,
        List<Model> models) {
    /** The step in which a child lets TensorRT read a file: what ends the child in it, the file has done. */
    public static final String ASKING = "read the file";

    /** The file that has this role, if there is one. */
    public Optional<String> library(Role role) {
        return Optional.ofNullable(libraries.get(role));
    }

    /** What a library is for. */
    public enum Role {
        DRIVER,
        CUDART,
        CUBLAS_LT,
        CUBLAS,
        CUDNN,
        TENSORRT,
        TENSORRT_PLUGIN,
        ONNX_PARSER
    }

    /**
     * A model to build an engine from.
     *
     * @param path its ONNX file
     * @param shapes dimensions by input, where the user gave some
     * @param inputs file by input: {@code .npy} or raw elements
     * @param calibration directories of samples for INT8; at most one
     * @param saveEngine files to write the engine to; at most one
     * @param references files with reference outputs; at most one
     * @param compare whether to leave the outputs for the comparison with ONNX Runtime, and in which directory
     */
    public record Model(
            String path,
            Map<String, List<Long>> shapes,
            Map<String, String> inputs,
            List<String> calibration,
            List<String> saveEngine,
            List<String> references,
            List<String> compare) {
        public Model {
            shapes = Map.copyOf(shapes);
            inputs = Map.copyOf(inputs);
            calibration = List.copyOf(calibration);
            saveEngine = List.copyOf(saveEngine);
            references = List.copyOf(references);
            compare = List.copyOf(compare);
        }

        /** A model of which nothing but its place is known. */
        public static Model of(String path) {
            return new Model(path, Map.of(), Map.of(), List.of(), List.of(), List.of(), List.of());
        }

        /** The same model, whose outputs are to be left in a directory. */
        Model comparing(String directory) {
            return new Model(path, shapes, inputs, calibration, saveEngine, references, List.of(directory));
        }
    }

    public WorkerTask {
        libraries = Map.copyOf(libraries);
        precisions = List.copyOf(precisions);
        dlaCores = List.copyOf(dlaCores);
        models = List.copyOf(models);
    }

    /** The same task for other precisions. */
    public WorkerTask with(List<Precision> others) {
        return new WorkerTask(layer, gpu, libraries, nativeDirectory, others, dlaCores, seed, models);
    }
}
