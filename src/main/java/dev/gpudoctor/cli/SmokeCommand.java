package dev.gpudoctor.cli;

import dev.gpudoctor.app.FrameworkTasks;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.NvmlMonitor;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.app.SmokeTargets;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.MachineProbe;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.SmokeJson;
import dev.gpudoctor.report.SmokeJunit;
import dev.gpudoctor.report.SmokeText;
import dev.gpudoctor.smoke.Explanation;
import dev.gpudoctor.smoke.FrameworkExplanation;
import dev.gpudoctor.smoke.FrameworkTask;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.SmokeReport;
import dev.gpudoctor.smoke.SmokeRequest;
import dev.gpudoctor.smoke.SmokeRunner;
import dev.gpudoctor.smoke.SmokeTarget;
import dev.gpudoctor.smoke.WorkerHome;
import dev.gpudoctor.smoke.WorkerTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gpudoctor smoke}. */
@Command(
        name = "smoke",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Tests the stack for real: starts the driver, computes, builds and runs a TensorRT engine, compares results.")
final class SmokeCommand implements Callable<Integer> {
    /** Forms of the report. */
    enum Format {
        TEXT,
        JSON,
        JUNIT
    }

    private final Console console;

    @Option(
            names = "--layer",
            paramLabel = "LAYER",
            split = ",",
            description = "Test only these layers: ${COMPLETION-CANDIDATES}; default all.")
    private List<Layer> layers = new ArrayList<>();

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            split = ",",
            description =
                    "Build engines in: ${COMPLETION-CANDIDATES}; default: all that this GPU and TensorRT support.")
    private List<Precision> precisions = new ArrayList<>();

    @Option(
            names = "--libraries",
            paramLabel = "DIR",
            split = ":",
            description = "Use the libraries in this directory and, besides the driver's, no others.")
    private List<Path> libraries = new ArrayList<>();

    @Option(
            names = "--python",
            paramLabel = "ENV",
            description = "Try the frameworks of this Python environment in its own interpreter.")
    private Optional<Path> python = Optional.empty();

    @Option(
            names = "--framework",
            paramLabel = "NAME",
            split = ",",
            description =
                    "With --python: try only these of torch, tensorflow, jax, onnxruntime, cupy, ctranslate2, tensorrt, vllm, sglang; default all that are installed.")
    private List<String> frameworks = new ArrayList<>();

    @Option(names = "--model", paramLabel = "FILE", description = "An ONNX model to build engines from and to run.")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--shape",
            paramLabel = "INPUT:1x3x224x224",
            description = "Dimensions of a dynamic input; dimensions that are not given become 1.")
    private List<String> shapes = new ArrayList<>();

    @Option(
            names = "--input",
            paramLabel = "INPUT=FILE",
            description = "Values for an input, as .npy or raw; default: pseudo-random.")
    private List<String> inputs = new ArrayList<>();

    @Option(names = "--calibration", paramLabel = "DIR", description = "Calibration samples for INT8.")
    private Optional<Path> calibration = Optional.empty();

    @Option(names = "--save-engine", paramLabel = "FILE", description = "Keep the model's engine.")
    private Optional<Path> saveEngine = Optional.empty();

    @Option(
            names = "--reference-outputs",
            paramLabel = "FILE.npz",
            description = "Outputs of the original framework for the same inputs.")
    private Optional<Path> references = Optional.empty();

    @Option(names = "--compare", description = "Also run the model in ONNX Runtime on the CPU, and compare.")
    private boolean compare;

    @Option(names = "--gpu", paramLabel = "INDEX", defaultValue = "0", description = "Default ${DEFAULT-VALUE}.")
    private int gpu;

    @Option(names = "--dla", paramLabel = "CORE", description = "Build for this DLA core.")
    private Optional<Integer> dla = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Time limit for each layer; default ${DEFAULT-VALUE}.")
    private long timeout;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "42",
            description = "Seed of the inputs; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format;

    @Mixin
    private OutputFile output;

    @Mixin
    private NamesOption names;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show every step and the library files that were loaded.")
    private boolean verbose;

    SmokeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException, InterruptedException {
        Optional<WorkerTask.Model> asked = model();
        refuseContradictions();
        Optional<Machine> machine = libraries.isEmpty()
                ? Optional.of(console.reader()
                        .of(MachineProbe.Scope.INVENTORY)
                        .live(python.stream().toList(), Optional.empty(), false))
                : Optional.empty();
        List<FrameworkTask> tasks = python.isPresent()
                ? FrameworkTasks.of(machine.orElseThrow(), absolute(python.get()), frameworks)
                : List.of();
        SmokeTarget target =
                machine.isPresent() ? SmokeTargets.of(machine.get(), gpu) : SmokeTargets.in(libraries, gpu);
        SmokeRequest request = new SmokeRequest(
                layers(),
                precisions.isEmpty() ? List.of(Precision.values()) : precisions,
                Duration.ofSeconds(timeout),
                dla,
                seed,
                asked,
                compare,
                tasks);
        Catalog catalog = new Catalog();
        SmokeReport report = new SmokeRunner(
                        WorkerHome.current(),
                        new Explanation(catalog),
                        new FrameworkExplanation(catalog, Matrix.builtIn()),
                        new NvmlMonitor(console.environment()),
                        console.environment(),
                        line -> console.err().println(line))
                .run(request, target);
        write(report, machine);
        return code(report.outcome());
    }

    /** With an environment that alone, unless more is asked for. */
    private List<Layer> layers() {
        if (!layers.isEmpty()) {
            return layers;
        }
        return python.isPresent()
                ? List.of(Layer.FRAMEWORK)
                : Stream.of(Layer.values())
                        .filter(layer -> layer != Layer.FRAMEWORK)
                        .toList();
    }

    private void refuseContradictions() throws InputException {
        if (python.isEmpty() && (!frameworks.isEmpty() || layers.contains(Layer.FRAMEWORK))) {
            throw new InputException("which environment? name it with --python ENV");
        }
        if (python.isPresent() && !libraries.isEmpty()) {
            throw new InputException(
                    "--python uses the environment's own libraries, so it does not go with --libraries");
        }
    }

    private Optional<WorkerTask.Model> model() throws InputException {
        if (model.isEmpty()) {
            return Optional.empty();
        }
        if (saveEngine.isPresent() && precisions.size() != 1) {
            throw new InputException("--save-engine keeps one engine and needs one --precision");
        }
        for (Path file : Stream.of(model, calibration, references)
                .flatMap(Optional::stream)
                .toList()) {
            Path named = console.directory().resolve(file);
            if (!Files.isReadable(named)) {
                throw new InputException(
                        "can't read " + file + ": " + (Files.exists(named) ? "permission denied" : "no such file"));
            }
        }
        return Optional.of(new WorkerTask.Model(
                absolute(model.get()),
                shapes(),
                inputs(),
                calibration.map(this::absolute).stream().toList(),
                saveEngine.map(this::absolute).stream().toList(),
                references.map(this::absolute).stream().toList(),
                List.of()));
    }

    private String absolute(Path path) {
        return console.directory().resolve(path).toAbsolutePath().normalize().toString();
    }

    private Map<String, List<Long>> shapes() throws InputException {
        Map<String, List<Long>> parsed = new LinkedHashMap<>();
        for (String shape : shapes) {
            // Names of tensors may hold colons themselves; the dimensions cannot.
            int colon = shape.lastIndexOf(':');
            if (colon < 1 || !shape.substring(colon + 1).matches("\\d{1,9}(x\\d{1,9}){0,7}")) {
                throw new InputException("--shape takes INPUT:1x3x224x224, not " + shape);
            }
            parsed.put(
                    shape.substring(0, colon),
                    Stream.of(shape.substring(colon + 1).split("x"))
                            .map(Long::valueOf)
                            .toList());
        }
        return parsed;
    }

    private Map<String, String> inputs() throws InputException {
        Map<String, String> parsed = new LinkedHashMap<>();
        for (String input : inputs) {
            int equals = input.lastIndexOf('=');
            if (equals < 1) {
                throw new InputException("--input takes INPUT=FILE, not " + input);
            }
            parsed.put(input.substring(0, equals), absolute(Path.of(input.substring(equals + 1))));
        }
        return parsed;
    }

    private static int code(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> ExitCode.OK;
            case FAILED -> ExitCode.FINDINGS;
            case SKIPPED -> ExitCode.UNDETERMINED;
        };
    }

    private void write(SmokeReport report, Optional<Machine> machine) throws InputException {
        String text =
                switch (format) {
                    case TEXT -> SmokeText.of(report, console.width(), verbose);
                    case JSON ->
                        Json.pretty(SmokeJson.tree(
                                report,
                                new Report.Tool("gpudoctor", Release.current().version())));
                    case JUNIT -> SmokeJunit.of(report);
                };
        output.write(names.clean(OutputFormat.of(format), text, console, machine), console);
    }
}
