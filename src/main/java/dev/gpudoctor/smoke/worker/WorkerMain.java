package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.json.Json;
import dev.gpudoctor.process.ParentLink;
import dev.gpudoctor.smoke.Layer;
import dev.gpudoctor.smoke.LayerResult.Outcome;
import dev.gpudoctor.smoke.WorkerEvent;
import dev.gpudoctor.smoke.WorkerEvent.Ended;
import dev.gpudoctor.smoke.WorkerEvent.Loaded;
import dev.gpudoctor.smoke.WorkerTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The child's program: reads its task, tries one layer, tells how it went and ends without tidying up. */
public final class WorkerMain {
    private static final Pattern VENDOR_FILE = Pattern.compile(
            "(/\\S*/lib(?:cuda|nvidia|cudart|cublas|cudnn|nvinfer|nvonnxparser|nvrtc|onnxruntime)[^/\\s]*\\.so[^/\\s]*)");

    private WorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        serve((task, reporter) -> layer(task.layer()).run(task, reporter));
    }

    /** Does the work that the parent sends, and ends the process. */
    static void serve(LayerRun work) throws IOException {
        rehearse();
        ParentLink parent = ParentLink.open();
        Reporter reporter = new Reporter(parent);
        Ended ended = run(work, parent.request(), reporter);
        for (String path : loadedVendorFiles()) {
            reporter.send(new Loaded(path));
        }
        reporter.send(ended);
        parent.end(0);
    }

    /** Loads what every task needs, so that a child that waits for its turn is ready when its task comes. */
    private static void rehearse() throws IOException {
        WorkerTask task = new WorkerTask(
                Layer.DRIVER, 0, Map.of(), "", List.of(), List.of(), 0, List.of(WorkerTask.Model.of("")));
        Json.read(Json.parse(Json.line(task)), WorkerTask.class);
        WorkerEvent.write(new Ended(Outcome.PASSED, ""));
    }

    private static Ended run(LayerRun work, String request, Reporter reporter) {
        try {
            WorkerTask task = Json.read(Json.parse(request), WorkerTask.class);
            work.run(task, reporter);
            return new Ended(Outcome.PASSED, "");
        } catch (LayerSkip skip) {
            return new Ended(Outcome.SKIPPED, String.valueOf(skip.getMessage()));
        } catch (CallFault fault) {
            reporter.send(fault.event());
            return new Ended(Outcome.FAILED, String.valueOf(fault.getMessage()));
        } catch (LayerFault fault) {
            return new Ended(Outcome.FAILED, String.valueOf(fault.getMessage()));
        } catch (UnsatisfiedLinkError fault) {
            return new Ended(Outcome.FAILED, String.valueOf(fault.getMessage()));
        } catch (Exception | LinkageError | OutOfMemoryError fault) {
            return new Ended(Outcome.FAILED, "the worker failed: " + fault);
        }
    }

    private static LayerRun layer(Layer layer) {
        return switch (layer) {
            case DRIVER -> new DriverLayer();
            case KERNEL -> new KernelLayer();
            case RUNTIME -> new RuntimeLayer();
            case CUBLAS -> new CublasLayer();
            case CUDNN -> new CudnnLayer();
            case TENSORRT, ONNX, MODEL -> new TensorRtLayer();
            case FRAMEWORK -> throw new IllegalArgumentException("a framework is tried in its own interpreter");
        };
    }

    /** What the loader really took, in whatever way it was found. */
    private static Iterable<String> loadedVendorFiles() throws IOException {
        TreeSet<String> files = new TreeSet<>();
        Path maps = Path.of("/proc/self/maps");
        if (Files.exists(maps)) {
            for (String line : Files.readAllLines(maps)) {
                Matcher matcher = VENDOR_FILE.matcher(line);
                if (matcher.find()) {
                    files.add(matcher.group(1));
                }
            }
        }
        return files;
    }
}
