package dev.gpudoctor.model;

import java.util.List;

/** A PyTorch file. Its pickles are never executed, so little more than its kind is known. */
public record TorchFile(
        Recognition recognition, List<Detail> details, List<Tensor> inputs, List<Tensor> outputs, boolean holdsPickle)
        implements ModelFile {
    public TorchFile {
        details = List.copyOf(details);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
