package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.InspectService;
import dev.gpudoctor.app.ModelAssumptions;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.fit.Fit;
import dev.gpudoctor.model.fit.Inspection;
import dev.gpudoctor.model.fit.Inspector;
import dev.gpudoctor.model.fit.RuntimeTarget;
import dev.gpudoctor.model.fit.TensorRtAnswer;
import dev.gpudoctor.report.InspectionJson;
import dev.gpudoctor.report.InspectionText;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Shows what a model file is, its inputs and outputs, and whether it runs here.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:readable, and nothing speaks against it", "1:does not fit", "2:no usable model"})
final class InspectCommand implements Callable<Integer> {
    /** Forms of the answer. */
    enum Form {
        TEXT,
        JSON
    }

    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "Model files, or directories to look for them in.")
    private List<String> models = new ArrayList<>();

    @Mixin
    private MachineOptions machineOptions;

    @Mixin
    private MatrixOption matrixOption;

    @Mixin
    private NamesOption names;

    @Option(
            names = "--assume",
            paramLabel = "NAME=VALUE",
            split = ",",
            description = "Assume this instead of what the machine has: tensorrt=VERSION, onnxruntime=VERSION,"
                    + " gpu=NAME|CAPABILITY.")
    private List<String> assume = new ArrayList<>();

    @Option(
            names = "--deep",
            description = "Also ask this machine's TensorRT: whether it loads an engine, which nodes of an ONNX model"
                    + " its parser takes. Runs in a child; nothing is built, and no code of the file runs.")
    private boolean deep;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Form form;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show reasons, sources and every input.")
    private boolean verbose;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException, InterruptedException {
        Matrix matrix = matrixOption.matrix();
        ModelAssumptions assumptions = ModelAssumptions.parse(assume, matrix);
        if (deep && (assumptions.any() || !machineOptions.isLive())) {
            throw new InputException("--deep asks this machine and goes with neither --assume, --from nor --root");
        }
        InspectService service = new InspectService(console.directory());
        Map<String, ModelFile> files = service.read(models);
        boolean asksForMachine = files.values().stream().anyMatch(Inspector::needsTarget);
        Optional<Machine> machine = assumptions.any() || !asksForMachine ? Optional.empty() : Optional.of(look());
        RuntimeTarget target = assumptions.any()
                ? assumptions.target()
                : machine.map(seen -> InspectService.target(seen, "read")).orElse(RuntimeTarget.UNKNOWN);
        Map<String, TensorRtAnswer> answers = deep && machine.isPresent()
                ? service.ask(files, machine.get(), console.environment(), machineOptions.limit())
                : Map.of();
        List<Inspection> inspections = service.judge(files, matrix, target, answers);
        console.out()
                .print(names.clean(OutputFormat.of(form), rendered(inspections, target, matrix), console, machine));
        return code(inspections);
    }

    private Machine look() throws InputException {
        // TensorRT is asked with the libraries that it needs beside its own
        return (deep ? machineOptions.read(console) : machineOptions.readRuntimes(console)).machine();
    }

    private String rendered(List<Inspection> inspections, RuntimeTarget target, Matrix matrix) {
        if (form == Form.TEXT) {
            return new InspectionText(console.width(), verbose).render(inspections);
        }
        Report.MatrixStamp stamp = new Report.MatrixStamp(
                matrix.manifest().dataVersion().toString(),
                matrix.manifest().asOf().toString(),
                "");
        return new InspectionJson(new Report.Tool("gpudoctor", Release.current().version()), stamp)
                .render(target, inspections);
    }

    private static int code(List<Inspection> inspections) {
        if (inspections.stream().anyMatch(inspection -> inspection.fit() == Fit.UNREADABLE)) {
            return ExitCode.USAGE;
        }
        return inspections.stream().anyMatch(inspection -> inspection.fit() == Fit.DOES_NOT_FIT)
                ? ExitCode.FINDINGS
                : ExitCode.OK;
    }
}
