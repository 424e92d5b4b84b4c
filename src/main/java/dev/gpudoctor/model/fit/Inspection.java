package dev.gpudoctor.model.fit;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.model.ModelFile;
import java.util.List;
import java.util.Optional;

/**
 * Everything that {@code inspect} says about one file.
 *
 * @param path the file as it was named
 * @param file what it is and holds
 * @param target where it is judged for
 * @param fit the answer in one word
 * @param findings what speaks for it, worst first
 * @param open questions that could not be decided, with the reason
 * @param steps how to go on
 * @param answer what the machine's TensorRT said, where it was to be asked
 */
public record Inspection(
        String path,
        ModelFile file,
        RuntimeTarget target,
        Fit fit,
        List<Finding> findings,
        List<String> open,
        List<NextStep> steps,
        Optional<TensorRtAnswer> answer) {
    public Inspection {
        findings = List.copyOf(findings);
        open = List.copyOf(open);
        steps = List.copyOf(steps);
    }
}
