package dev.gpudoctor.model;

import java.util.List;

/** A file that TensorRT does not take as it is, or that is no model; the format says which. */
public record OtherFile(
        Recognition recognition,
        List<Detail> details,
        List<Tensor> inputs,
        List<Tensor> outputs,
        List<String> missingParts)
        implements ModelFile {
    public OtherFile {
        details = List.copyOf(details);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        missingParts = List.copyOf(missingParts);
    }

    public OtherFile(Recognition recognition, List<Detail> details) {
        this(recognition, details, List.of(), List.of(), List.of());
    }

    public OtherFile(Recognition recognition) {
        this(recognition, List.of());
    }
}
