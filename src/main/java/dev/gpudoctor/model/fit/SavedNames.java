package dev.gpudoctor.model.fit;

/**
 * Names of the files that are written on the way from one model to its engine. None of them is the model's own.
 *
 * @param path the model as the user named it
 */
record SavedNames(String path) {
    String onnx() {
        return sibling(".onnx");
    }

    String engine() {
        return sibling(".engine");
    }

    /** The elements of one input, in the order in which the model has its inputs. */
    String input(int number) {
        return inputStem() + number + ".npy";
    }

    String inputStem() {
        return sibling(".input");
    }

    /** What the framework gave for those inputs. */
    String outputs() {
        return sibling(".outputs.npz");
    }

    /** What ONNX Runtime gave for those inputs. */
    String onnxRuntimeOutputs() {
        return sibling(".onnxruntime.npz");
    }

    String savedModel() {
        return sibling("_saved_model");
    }

    /** The directory that the model's file is in; of a SavedModel, what tools want instead of the file. */
    String directory() {
        return parent(path);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    }

    /** The model's path with another ending; for a SavedModel that of its directory. */
    private String sibling(String ending) {
        String base = path.endsWith("/saved_model.pb") || path.endsWith("/saved_model.pbtxt") ? directory() : path;
        int dot = base.lastIndexOf('.');
        boolean hasEnding = dot > base.lastIndexOf('/') + 1;
        String stem = hasEnding ? base.substring(0, dot) : base.equals(".") ? "model" : base;
        return (stem + ending).equals(base) ? stem + "-new" + ending : stem + ending;
    }
}
