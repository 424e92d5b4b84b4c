package dev.gpudoctor.report;

import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Scene;
import dev.gpudoctor.rules.Diagnosis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
        FRAMEWORKS("frameworks", Set.of("framework", "python", "program", "smoke")),
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
            List<String> texts = new ArrayList<>(
                    shown.stream().map(line -> text(layer, line)).toList());
            List<String> own = ofPrograms(layer, machine, texts);
            texts.addAll(own);
            boolean here = !own.isEmpty() || shown.stream().anyMatch(StackLine::here);
            Optional<Severity> worst = within.stream()
                    .filter(finding -> segments(finding, 0).equals(Optional.of(layer)))
                    .map(Finding::severity)
                    .max(Comparator.naturalOrder());
            boolean told = !texts.isEmpty()
                    || worst.isPresent()
                    || links.stream().anyMatch(link -> link.upper() == layer || link.lower() == layer)
                    || machine.scene().kind() != Scene.Kind.ROOT;
            if (told || !OF_THE_HOST.contains(layer)) {
                rows.add(new Row(layer, texts, here, worst));
            }
        }
        return new StackPicture(rows, links);
    }

    /** What each program gets for a layer, unless a line shows that file already: wheels belong to no toolkit. */
    private static List<String> ofPrograms(Layer layer, Machine machine, List<String> shown) {
        Optional<Component> component = Optional.ofNullable(OF_LAYER.get(layer));
        return machine.consumers().stream()
                .filter(consumer ->
                        consumer.kind() != Consumer.Kind.TOOLKIT && consumer.kind() != Consumer.Kind.TENSORRT)
                .flatMap(consumer -> component
                        .flatMap(consumer::use)
                        .filter(use -> use.version().isFound())
                        .filter(use -> use.path().isEmpty()
                                || shown.stream().noneMatch(line -> use.path().startsWith(place(line))))
                        .map(use -> use.version().toOptional().orElseThrow() + "  for " + label(consumer))
                        .stream())
                .distinct()
                .toList();
    }

    private static final Map<Layer, Component> OF_LAYER = Map.of(
            Layer.CUDA, Component.CUDA_RUNTIME, Layer.CUDNN, Component.CUDNN, Layer.TENSORRT, Component.TENSORRT);

    /** Layers that a root file system does not have itself. */
    private static final Set<Layer> OF_THE_HOST = Set.of(Layer.DRIVER, Layer.GPU);

    /** A line ends with the place of what it shows. */
    private static String place(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static String label(Consumer consumer) {
        return consumer.program().isEmpty() ? consumer.name() : consumer.program();
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
