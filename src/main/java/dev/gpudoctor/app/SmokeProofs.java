package dev.gpudoctor.app;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.PriorJudgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import dev.gpudoctor.rules.policy.GpuStaysSound;
import dev.gpudoctor.rules.policy.SmokeLayerPassed;
import dev.gpudoctor.rules.policy.SmokeProof;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.LayerResult;
import dev.gpudoctor.smoke.SmokeReport;
import dev.gpudoctor.smoke.SmokeTarget;
import dev.gpudoctor.smoke.WatchJudgement;
import dev.gpudoctor.smoke.WorkerTask.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of trying layers, as a check takes it.
 *
 * @param rules one for each layer, which tells whether it passed, and one for each thing that moved wrongly in the GPU
 * @param prior lets what was seen to work outrank what a table says
 */
public record SmokeProofs(List<Rule<Machine>> rules, PriorJudgement prior) {
    /** Nothing was tried. */
    public static final SmokeProofs NONE = new SmokeProofs(List.of(), PriorJudgement.NONE);

    private static final String MISSING = "smoke.library.missing";

    private static final Map<Layer, Role> FILES = Map.of(
            Layer.RUNTIME, Role.CUDART,
            Layer.CUBLAS, Role.CUBLAS,
            Layer.CUDNN, Role.CUDNN,
            Layer.TENSORRT, Role.TENSORRT,
            Layer.ONNX, Role.ONNX_PARSER);

    private static final Map<Role, Component> COMPONENTS = Map.of(
            Role.CUDART, Component.CUDA_RUNTIME,
            Role.CUBLAS, Component.CUBLAS,
            Role.CUDNN, Component.CUDNN,
            Role.TENSORRT, Component.TENSORRT,
            Role.ONNX_PARSER, Component.ONNX_PARSER);

    public SmokeProofs {
        rules = List.copyOf(rules);
    }

    /** What can be said of layers without a running machine. */
    public static SmokeProofs elsewhere(List<Layer> layers) {
        return new SmokeProofs(
                layers.stream()
                        .<Rule<Machine>>map(layer -> SmokeLayerPassed.notHere(layer.id()))
                        .toList(),
                PriorJudgement.NONE);
    }

    /**
     * What a smoke report says of a machine.
     *
     * @param required layers that must not be left open; the others may be missing
     * @param machine the machine that is judged
     */
    public static SmokeProofs of(SmokeReport report, List<Layer> required, Machine machine, Catalog catalog) {
        List<Rule<Machine>> rules = new ArrayList<>();
        PriorJudgement prior = PriorJudgement.NONE;
        SmokeTarget target = report.target();
        for (LayerResult result : report.layers()) {
            Layer layer = result.layer();
            Optional<String> file = Optional.ofNullable(FILES.get(layer))
                    .map(role -> target.libraries().get(role));
            Set<String> subjects = subjects(machine, target, layer, file);
            rules.add(rule(result, required.contains(layer), subjects));
            if (result.outcome() == LayerResult.Outcome.PASSED) {
                String on =
                        gpu(machine, target) + file.map(path -> " with " + path).orElse("");
                prior = prior.and(new SmokeProof(
                                layer.id(), on, ids(catalog, proofs -> proofs.indexOf(layer.id()) == 0), subjects))
                        .and(new SmokeProof(
                                layer.id(),
                                on,
                                ids(catalog, proofs -> proofs.indexOf(layer.id()) > 0),
                                file.map(path -> nothingElse(machine, path)).orElse(Set.of())));
            }
        }
        WatchJudgement.movements(target.gpu(), report.watch())
                .forEach(moved ->
                        rules.add(new GpuStaysSound(moved.id(), moved.subject(), moved.values(), moved.evidence())));
        return new SmokeProofs(rules, prior);
    }

    private static Set<String> ids(Catalog catalog, Predicate<List<String>> proofs) {
        return catalog.all().stream()
                .filter(condition -> proofs.test(condition.provenBy()))
                .map(Condition::id)
                .collect(Collectors.toSet());
    }

    /** TensorRT by itself, in which nothing else uses what it brings inside. */
    private static Set<String> nothingElse(Machine machine, String path) {
        return gpus(machine).size() != 1
                ? Set.of()
                : using(machine, Component.TENSORRT, path)
                        .filter(consumer -> consumer.kind() == Consumer.Kind.TENSORRT)
                        .map(Scope.CONSUMERS.name())
                        .collect(Collectors.toSet());
    }

    private static Stream<Consumer> using(Machine machine, Component component, String path) {
        return machine.consumers().stream().filter(consumer -> consumer.use(component)
                .filter(use -> use.path().equals(path))
                .isPresent());
    }

    private static Rule<Machine> rule(LayerResult result, boolean required, Set<String> subjects) {
        String layer = result.layer().id();
        String reason = result.reason();
        List<String> ids = result.findings().stream().map(Finding::id).toList();
        boolean absent = ids.contains(MISSING);
        List<String> causes = Stream.concat(ids.stream(), ids.stream().flatMap(id -> subjects.stream()
                        .map(subject -> id + "@" + subject)))
                .toList();
        return switch (result.outcome()) {
            case PASSED -> SmokeLayerPassed.passed(layer);
            case FAILED -> SmokeLayerPassed.failed(layer, reason, causes);
            case SKIPPED ->
                absent && !required
                        ? SmokeLayerPassed.absent(layer, reason)
                        : SmokeLayerPassed.skipped(layer, reason, causes);
        };
    }

    private static String gpu(Machine machine, SmokeTarget target) {
        return gpus(machine).stream()
                .filter(gpu -> gpu.index() == target.gpu())
                .findFirst()
                .flatMap(gpu -> gpu.name().toOptional())
                .orElse("GPU " + target.gpu());
    }

    private static List<Gpu> gpus(Machine machine) {
        return machine.gpus().toOptional().orElse(List.of());
    }

    /** What is judged by this GPU and this file alone: with several GPUs, a library is judged by all of them. */
    private static Set<String> subjects(Machine machine, SmokeTarget target, Layer layer, Optional<String> file) {
        Set<String> subjects = new HashSet<>();
        gpus(machine).stream()
                .filter(gpu -> gpu.index() == target.gpu())
                .forEach(gpu -> subjects.add(Scope.GPUS.name().apply(gpu)));
        if (gpus(machine).size() != 1) {
            return subjects;
        }
        if (file.isEmpty()) {
            subjects.add("");
            return subjects;
        }
        String path = file.get();
        Optional.ofNullable(FILES.get(layer)).map(COMPONENTS::get).stream()
                .flatMap(component -> using(machine, component, path))
                .forEach(consumer -> subjects.add(Scope.CONSUMERS.name().apply(consumer)));
        machine.tensorRts().stream()
                .filter(tensorRt -> tensorRt.main().path().equals(path))
                .forEach(tensorRt -> subjects.add(Scope.TENSORRTS.name().apply(tensorRt)));
        machine.cudnns().stream()
                .filter(cudnn -> cudnn.main().path().equals(path))
                .forEach(cudnn -> subjects.add(Scope.CUDNNS.name().apply(cudnn)));
        return subjects;
    }
}
