package dev.gpudoctor.smoke.worker;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerEvent.Log.Level;
import dev.gpudoctor.smoke.WorkerEvent.Nodes;
import dev.gpudoctor.smoke.WorkerTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The child's program that lets TensorRT's parser say which nodes of the user's ONNX model it takes. */
public final class OnnxMain {
    private OnnxMain() {}

    public static void main(String[] arguments) throws IOException {
        WorkerMain.serve(OnnxMain::read);
    }

    private static void read(WorkerTask task, Reporter reporter) throws Exception {
        TensorRt tensorRt = TensorRtStart.start(task, reporter);
        TensorRtStart.prepare(reporter, "createInferBuilder", () -> tensorRt.open(reporter::log));
        Memory model = TensorRtStart.file(task);
        TensorRt.Support support = reporter.step(
                WorkerTask.ASKING,
                Actor.TENSORRT,
                () -> tensorRt.supports(
                        new TensorRt.Plan(Pointer.nativeValue(model), model.size()),
                        task.models().get(0).path()));
        if (!support.whole()) {
            support.errors().forEach(error -> reporter.log(Level.ERROR, error));
            reporter.send(new Nodes(ranges(support.nodes())));
            throw new LayerFault("TensorRT's parser does not take the whole model");
        }
    }

    private static List<List<Long>> ranges(long[] numbers) {
        List<List<Long>> ranges = new ArrayList<>();
        for (int start = 0, end = 0; start < numbers.length; start = ++end) {
            while (end + 1 < numbers.length && numbers[end + 1] <= numbers[end] + 1) {
                end++;
            }
            ranges.add(List.of(numbers[start], numbers[end]));
        }
        return ranges;
    }
}
