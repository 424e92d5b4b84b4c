package dev.gpudoctor.smoke.worker;

import com.sun.jna.Pointer;
import dev.gpudoctor.smoke.Comparison;
import dev.gpudoctor.smoke.Measurement;
import dev.gpudoctor.smoke.NpyArray;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerEvent.Fact;
import dev.gpudoctor.smoke.WorkerEvent.Left;
import dev.gpudoctor.smoke.WorkerEvent.Measured;
import dev.gpudoctor.smoke.WorkerTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The user's model: an engine for each precision, all run with the same inputs, each output compared with the FP32 engine's
 * and with the reference outputs, if there are any.
 */
final class UserModel {
    private static final int MAX_WRITE = 1 << 24;
    private static final byte[] QUANTISED = "QuantizeLinear".getBytes(StandardCharsets.US_ASCII);

    private final CudaDriver driver;
    private final TensorRt tensorRt;
    private final Reporter reporter;
    private final WorkerTask task;
    private final WorkerTask.Model model;
    private final Path file;
    private final Optional<ExchangeWriter> exchange;
    private final Map<String, byte[]> inputs = new HashMap<>();
    private final Map<String, double[]> single = new HashMap<>();

    UserModel(CudaDriver driver, TensorRt tensorRt, Reporter reporter, WorkerTask task) {
        this.driver = driver;
        this.tensorRt = tensorRt;
        this.reporter = reporter;
        this.task = task;
        this.model = task.models().get(0);
        this.file = Path.of(model.path());
        this.exchange = model.compare().stream().findFirst().map(Path::of).map(ExchangeWriter::new);
    }

    void run() throws Exception {
        Map<String, NpyArray> references = new LinkedHashMap<>();
        for (String archive : model.references()) {
            references.putAll(NpyArray.readArchive(Path.of(archive)));
        }
        boolean quantised = contains(file, QUANTISED);
        List<String> faults = new ArrayList<>();
        for (Precision precision : withSingle(task.precisions())) {
            Optional<TensorRt.Settings> settings = settings(precision, quantised);
            if (settings.isPresent()) {
                Measurement row = measure(settings.get(), references);
                reporter.send(new Measured(row));
                row.outputs().stream()
                        .filter(output -> !output.comparison().isGood())
                        .forEach(output ->
                                faults.add(precision.id() + ": " + output.name() + " against " + output.reference()
                                        + ": " + output.comparison().fault()));
            }
        }
        if (exchange.isPresent()) {
            exchange.get().finish(file);
        }
        if (!faults.isEmpty()) {
            throw new LayerFault(String.join("; ", faults));
        }
    }

    /** FP32 goes first whatever was asked for: the others are compared with it. */
    private static List<Precision> withSingle(List<Precision> asked) {
        List<Precision> all = new ArrayList<>(List.of(Precision.FP32));
        asked.stream().filter(precision -> precision != Precision.FP32).forEach(all::add);
        return all;
    }

    private Optional<TensorRt.Settings> settings(Precision precision, boolean quantised) throws Exception {
        boolean weak = tensorRt.weaklyTyped().contains(precision);
        boolean eightBits = precision == Precision.INT8 || precision == Precision.FP8;
        if (precision == Precision.INT8 && !quantised && !model.calibration().isEmpty()) {
            if (!tensorRt.calibrates()) {
                return left(precision, "this TensorRT has no calibration; quantise the model itself");
            }
            return Optional.of(settings(
                    precision,
                    false,
                    Optional.of(new SampleDirectory(
                            driver, Path.of(model.calibration().get(0))))));
        }
        if (eightBits && !quantised) {
            return left(precision, "the model has no quantise nodes, and no calibration samples were given");
        }
        if (!weak && !eightBits) {
            return left(precision, "this TensorRT takes the types of the model and no others");
        }
        return Optional.of(settings(precision, !weak, Optional.empty()));
    }

    private TensorRt.Settings settings(Precision precision, boolean typed, Optional<TensorRt.Calibrator> calibrator) {
        return new TensorRt.Settings(
                precision, typed, task.dlaCores().stream().findFirst(), model.shapes(), calibrator);
    }

    private Optional<TensorRt.Settings> left(Precision precision, String reason) {
        reporter.send(new Left(precision.id(), reason));
        return Optional.empty();
    }

    private Measurement measure(TensorRt.Settings settings, Map<String, NpyArray> references) throws Exception {
        Precision precision = settings.precision();
        reporter.progress("building " + file.getFileName() + " in " + precision.id());
        long start = System.nanoTime();
        TensorRt.Plan plan = reporter.step(
                "build " + precision.id(),
                Actor.TENSORRT,
                () -> tensorRt.build(new TensorRt.Source.OnnxFile(file), settings, reporter::progress));
        double buildMillis = Reporter.millisSince(start);
        if (task.precisions().contains(precision)) {
            for (String engineFile : model.saveEngine()) {
                save(plan, Path.of(engineFile));
                reporter.send(new Fact("engine", engineFile));
            }
        }
        TensorRt.Engine engine =
                reporter.step("load " + precision.id(), Actor.TENSORRT, () -> tensorRt.engine(plan, settings));
        EngineRun.Result result = new EngineRun(driver, reporter).run(engine, this::input);
        List<Measurement.Output> outputs = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (TensorRt.Tensor tensor : result.tensors()) {
            byte[] bytes = result.of(tensor);
            values.add(tensor.type().decode(bytes));
            outputs.addAll(compare(
                    tensor,
                    values.get(values.size() - 1),
                    tensor.type().untouched(bytes),
                    precision,
                    Optional.ofNullable(references.get(tensor.name()))));
        }
        if (exchange.isPresent()) {
            exchange.get().run(precision, result.tensors(), values);
        }
        return new Measurement(
                file.getFileName().toString(), precision, buildMillis, plan.bytes(), outputs, result.latency());
    }

    private List<Measurement.Output> compare(
            TensorRt.Tensor tensor, double[] values, long untouched, Precision precision, Optional<NpyArray> reference)
            throws Exception {
        single.putIfAbsent(tensor.name(), values);
        List<Measurement.Output> outputs = new ArrayList<>();
        outputs.add(new Measurement.Output(
                tensor.name(),
                precision == Precision.FP32 ? "itself" : "fp32",
                Comparison.of(values, single.get(tensor.name()), precision, untouched)));
        if (reference.isPresent()) {
            double[] expected = reference.get().values();
            if (expected.length != values.length) {
                throw new LayerFault("output " + tensor.name() + " has " + values.length + " elements, its reference "
                        + expected.length);
            }
            outputs.add(new Measurement.Output(
                    tensor.name(), "reference outputs", Comparison.of(values, expected, precision, untouched)));
        }
        return outputs;
    }

    /** The elements of an input: the same for every precision. */
    private byte[] input(TensorRt.Tensor tensor) throws Exception {
        byte[] known = inputs.get(tensor.name());
        if (known == null) {
            known = elements(tensor);
            inputs.put(tensor.name(), known);
            reporter.send(new Fact(
                    "input " + tensor.name(),
                    tensor.type().name().toLowerCase(Locale.ROOT) + " " + Arrays.toString(tensor.dimensions())));
            if (exchange.isPresent()) {
                exchange.get().input(tensor, known);
            }
        }
        return known;
    }

    private byte[] elements(TensorRt.Tensor tensor) throws Exception {
        if (!model.inputs().containsKey(tensor.name())) {
            Random random = new Random(task.seed() + tensor.name().hashCode());
            return tensor.type().encode(tensor.type().random(Math.toIntExact(tensor.count()), random));
        }
        Path given = Path.of(model.inputs().get(tensor.name()));
        if (!given.toString().endsWith(".npy")) {
            return Files.readAllBytes(given);
        }
        NpyArray array = NpyArray.read(given);
        return array.type().equals(tensor.type().numpy())
                ? array.data()
                : tensor.type().encode(array.values());
    }

    private static void save(TensorRt.Plan plan, Path target) throws IOException {
        try (FileChannel channel = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            Pointer bytes = new Pointer(plan.address());
            for (long done = 0; done < plan.bytes(); done += MAX_WRITE) {
                channel.write(bytes.getByteBuffer(done, Math.min(MAX_WRITE, plan.bytes() - done)));
            }
        }
    }

    /** Whether a file holds these bytes, however large it is. */
    private static boolean contains(Path file, byte[] wanted) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] window = new byte[1 << 16];
            int kept = 0;
            for (int count = stream.read(window, 0, window.length);
                    count > 0;
                    count = stream.read(window, kept, window.length - kept)) {
                int filled = kept + count;
                for (int start = 0; start + wanted.length <= filled; start++) {
                    if (Arrays.equals(window, start, start + wanted.length, wanted, 0, wanted.length)) {
                        return true;
                    }
                }
                kept = Math.min(filled, wanted.length - 1);
                System.arraycopy(window, filled - kept, window, 0, kept);
            }
            return false;
        }
    }
}
