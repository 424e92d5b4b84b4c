package dev.gpudoctor.model;

import java.util.List;

/** What one file turned out to be. */
public sealed interface ModelFile permits OnnxModel, TensorFlowModel, EngineFile, TorchFile, OtherFile, DamagedFile {
    Recognition recognition();

    /** What stands in the file besides inputs and outputs, in the order to show. */
    List<Detail> details();

    default List<Tensor> inputs() {
        return List.of();
    }

    default List<Tensor> outputs() {
        return List.of();
    }

    /** What was not read, and why; empty when all was. */
    default List<String> gaps() {
        return List.of();
    }
}
