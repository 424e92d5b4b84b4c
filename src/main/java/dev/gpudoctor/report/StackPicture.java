package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Diagnosis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the picture of a stack shows: its layers from the frameworks down to the GPU, each with what is there of it and
 * the worst that was found in it or between it and a layer below.
 *
 * @param rows the layers, topmost first
 * @param links the links that a root cause breaks; every other link between neighbours holds as far as is known
 */
record StackPicture(List<Row> rows, List<Link> links) {
    /** A layer of the stack. */
    enum Layer {
        FRAMEWORKS("frameworks", Set.of("framework", "python", "smoke")),
        TENSORRT("TensorRT", Set.of("tensorrt", "parser", "plugin", "builder-resource")),
        CUDNN("cuDNN", Set.of("cudnn")),
        CUDA("CUDA", Set.of("cuda", "toolkit")),
        DRIVER("driver", Set.of("driver", "wsl", "jetson", "permissions", "container", "env", "libcuda")),
        GPU("GPU", Set.of("hardware", "gpu"));

        private final String label;
        private final Set<String> words;

        Layer(String label, Set<String> words) {
            this.label = label;
            this.words = words;
        }

        String label() {
            return label;
        }

        /** The layer that a segment of a condition's id speaks of. */
        static Optional<Layer> of(String segment) {
            for (Layer layer : values()) {
                if (layer.words.contains(segment)) {
                    return Optional.of(layer);
                }
            }
            return Optional.empty();
        }

        private boolean shows(StackLine line) {
            return switch (this) {
                case FRAMEWORKS -> line.label().startsWith("  ");
                case GPU -> line.label().startsWith("GPU");
                default -> line.label().equals(label);
            };
        }
    }

    /**
     * A layer as it is here.
     *
     * @param layer which one
     * @param texts what is there, a line each; empty if nothing is
     * @param here whether any of it is known to be there
     * @param worst severity of the worst root cause within it
     */
    record Row(Layer layer, List<String> texts, boolean here, Optional<Severity> worst) {}

    /**
     * A link that a root cause breaks.
     *
     * @param upper layer that needs the other
     * @param lower layer that does not give it
     * @param finding why not
     */
    record Link(Layer upper, Layer lower, Finding finding) {
        private boolean joinsTheSame(Link other) {
            return upper == other.upper && lower == other.lower;
        }
    }

    /** The picture of that machine as it was diagnosed. */
    static StackPicture of(Machine machine, Diagnosis diagnosis) {
        List<StackLine> lines = StackLine.of(machine);
        List<Finding> roots = diagnosis.rootCauses().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
        List<Link> links = new ArrayList<>();
        List<Finding> within = new ArrayList<>();
        for (Finding finding : roots) {
            link(finding)
                    .ifPresentOrElse(
                            link -> {
                                if (links.stream().noneMatch(link::joinsTheSame)) {
                                    links.add(link);
                                }
                            },
                            () -> within.add(finding));
        }
        List<Row> rows = new ArrayList<>();
        for (Layer layer : Layer.values()) {
            List<StackLine> shown = lines.stream().filter(layer::shows).toList();
            List<String> texts = shown.stream().map(line -> text(layer, line)).toList();
            boolean here = shown.stream().anyMatch(StackLine::here);
            Optional<Severity> worst = within.stream()
                    .filter(finding -> segments(finding, 0).equals(Optional.of(layer)))
                    .map(Finding::severity)
                    .max(Comparator.naturalOrder());
            rows.add(new Row(layer, texts, here, worst));
        }
        return new StackPicture(rows, links);
    }

    private static String text(Layer layer, StackLine line) {
        return layer == Layer.FRAMEWORKS ? line.label().strip() + " " + line.text() : line.text();
    }

    /** An id such as {@code cudnn.cuda.other-major} names the two layers that do not fit. */
    private static Optional<Link> link(Finding finding) {
        Optional<Layer> one = segments(finding, 0);
        Optional<Layer> other = segments(finding, 1);
        if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
            return Optional.empty();
        }
        boolean ordered = one.get().compareTo(other.get()) < 0;
        return Optional.of(
                ordered ? new Link(one.get(), other.get(), finding) : new Link(other.get(), one.get(), finding));
    }

    private static Optional<Layer> segments(Finding finding, int index) {
        return Layer.of(finding.id().split("\\.", -1)[index]);
    }
}
