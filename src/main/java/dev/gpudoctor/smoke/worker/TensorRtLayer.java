package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.Comparison;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.Measurement;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerEvent.Fact;
import dev.gpudoctor.smoke.WorkerEvent.Left;
import dev.gpudoctor.smoke.WorkerEvent.Measured;
import dev.gpudoctor.smoke.WorkerTask;
import dev.gpudoctor.version.CallVersion;
import dev.gpudoctor.version.ComputeCapability;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.ServiceLoader;

/** Builds engines with TensorRT and runs them: from the network API, from ONNX models of ours, or from the user's. */
final class TensorRtLayer implements LayerRun {
    @Override
    public void run(WorkerTask task, Reporter reporter) throws Exception {
        // TensorRT ends the process where there is no usable GPU, so the driver is asked first.
        CudaDriver driver = CudaDriver.start(task, reporter);
        TensorRt tensorRt = load(task, reporter);
        reporter.step("createInferBuilder", Actor.TENSORRT, () -> tensorRt.open(reporter::log));
        Optional<Integer> dla = task.dlaCores().stream().findFirst();
        if (dla.isPresent() && dla.get() >= tensorRt.dlaCores()) {
            throw new LayerFault("there is no DLA core " + dla.get() + ": TensorRT sees " + tensorRt.dlaCores());
        }
        WorkerTask offered = task.with(offered(driver, tensorRt, reporter, task.precisions()));
        if (task.layer() == Layer.MODEL) {
            new UserModel(driver, tensorRt, reporter, offered).run();
        } else {
            samples(driver, tensorRt, reporter, offered);
        }
    }

    /** Loads TensorRT from the task's files. */
    static TensorRt load(WorkerTask task, Reporter reporter) throws Exception {
        TensorRt tensorRt = ServiceLoader.load(TensorRt.class)
                .findFirst()
                .orElseThrow(() -> new LayerSkip("this worker was started without a TensorRT class path"));
        reporter.step(
                "open TensorRT",
                Actor.TENSORRT,
                () -> tensorRt.load(task.libraries(), Path.of(task.nativeDirectory())));
        reporter.send(
                new Fact("TensorRT", CallVersion.tensorRt(tensorRt.version()).toString()));
        return tensorRt;
    }

    /** The precisions that this GPU and this TensorRT have; the others are said to be left out. */
    private static List<Precision> offered(
            CudaDriver driver, TensorRt tensorRt, Reporter reporter, List<Precision> asked) throws Exception {
        Properties first = new Properties();
        try (InputStream stream =
                TensorRtLayer.class.getResourceAsStream("/dev/gpudoctor/smoke/precisions.properties")) {
            first.load(stream);
        }
        ComputeCapability gpu = ComputeCapability.of(driver.capability());
        List<Precision> offered = new ArrayList<>();
        for (Precision precision : asked) {
            ComputeCapability needed = ComputeCapability.of(first.getProperty(precision.id()));
            if (gpu.compareTo(needed) < 0) {
                reporter.send(new Left(precision.id(), "needs compute capability " + needed + "; this GPU has " + gpu));
            } else if (!tensorRt.weaklyTyped().contains(precision) && !tensorRt.stronglyTyped()) {
                reporter.send(new Left(precision.id(), "this TensorRT does not have it"));
            } else {
                offered.add(precision);
            }
        }
        if (offered.isEmpty()) {
            throw new LayerSkip("none of the precisions asked for is offered by this GPU and this TensorRT");
        }
        return offered;
    }

    private static void samples(CudaDriver driver, TensorRt tensorRt, Reporter reporter, WorkerTask task)
            throws Exception {
        SampleNetwork network = SampleNetwork.seeded(task.seed());
        double[] image = Elements.FLOAT.random(
                SampleNetwork.CHANNELS * SampleNetwork.SIZE * SampleNetwork.SIZE, new Random(task.seed() + 1));
        SampleNetwork.Stages stages = network.run(image);
        List<String> faults = new ArrayList<>();
        for (Precision precision : task.precisions()) {
            boolean weak = tensorRt.weaklyTyped().contains(precision);
            if (task.layer() == Layer.TENSORRT && (!weak || precision == Precision.INT8)) {
                reporter.send(new Left(precision.id(), "needs the types and scales of a model; see layer onnx"));
                continue;
            }
            TensorRt.Source source = task.layer() == Layer.TENSORRT
                    ? new TensorRt.Source.Network(network)
                    : new TensorRt.Source.Onnx(SampleOnnx.of(network, stages, modelTypes(precision)));
            TensorRt.Settings settings = new TensorRt.Settings(
                    precision, !weak, task.dlaCores().stream().findFirst(), Map.of(), Optional.empty());
            try {
                Measurement row =
                        measure(driver, tensorRt, reporter, task.layer().id(), source, settings, stages);
                reporter.send(new Measured(row));
                row.outputs().stream()
                        .filter(output -> !output.comparison().isGood())
                        .forEach(output -> faults.add(precision.id() + ": " + output.name() + ": "
                                + output.comparison().fault()));
            } catch (CallFault broken) {
                // After a failed driver call the context may be lost, so nothing that follows would mean anything.
                throw broken;
            } catch (LayerFault fault) {
                faults.add(precision.id() + ": " + fault.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new LayerFault(String.join("; ", faults));
        }
    }

    private static Precision modelTypes(Precision precision) {
        return precision == Precision.TF32 ? Precision.FP32 : precision;
    }

    private static Measurement measure(
            CudaDriver driver,
            TensorRt tensorRt,
            Reporter reporter,
            String model,
            TensorRt.Source source,
            TensorRt.Settings settings,
            SampleNetwork.Stages stages)
            throws Exception {
        Precision precision = settings.precision();
        reporter.progress("building the sample network in " + precision.id());
        long start = System.nanoTime();
        TensorRt.Plan plan = reporter.step(
                "build " + precision.id(), Actor.TENSORRT, () -> tensorRt.build(source, settings, reporter::progress));
        double buildMillis = Reporter.millisSince(start);
        TensorRt.Engine engine =
                reporter.step("load " + precision.id(), Actor.TENSORRT, () -> tensorRt.engine(plan, settings));
        EngineRun.Result result = new EngineRun(driver, reporter)
                .run(engine, tensor -> tensor.type().encode(stages.image()));
        List<Measurement.Output> outputs = new ArrayList<>();
        for (TensorRt.Tensor tensor : result.tensors()) {
            byte[] bytes = result.of(tensor);
            double[] expected = tensor.name().equals(SampleNetwork.LOGITS) ? stages.logits() : stages.probabilities();
            outputs.add(new Measurement.Output(
                    tensor.name(),
                    "double precision",
                    Comparison.of(
                            tensor.type().decode(bytes),
                            expected,
                            precision,
                            tensor.type().untouched(bytes))));
        }
        return new Measurement(model, precision, buildMillis, plan.bytes(), outputs, result.latency());
    }
}
