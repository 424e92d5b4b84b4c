package dev.gpudoctor.smoke.worker;

import com.sun.jna.Memory;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What comes before TensorRT can be asked about a file; whatever fails here is no answer about the file. */
final class TensorRtStart {
    private static final int MAX_READ = 1 << 24;

    private TensorRtStart() {}

    /** TensorRT, loaded with a driver that works: without one it ends the process. */
    static TensorRt start(WorkerTask task, Reporter reporter) throws Exception {
        try {
            CudaDriver.start(task, reporter);
        } catch (LayerFault fault) {
            throw new LayerSkip("TensorRT needs a GPU that works: " + fault.getMessage());
        }
        try {
            return TensorRtLayer.load(task, reporter);
        } catch (UnsatisfiedLinkError fault) {
            throw new LayerSkip("TensorRT cannot be loaded: " + fault.getMessage());
        }
    }

    /** Does a step of TensorRT's that comes before the question. */
    static void prepare(Reporter reporter, String name, Reporter.Task task) throws Exception {
        try {
            reporter.step(name, Actor.TENSORRT, task);
        } catch (LayerFault fault) {
            throw new LayerSkip("TensorRT does not start: " + fault.getMessage());
        }
    }

    /** The task's file in memory outside of Java's heap, where the vendor's library can read it. */
    static Memory file(WorkerTask task) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(task.models().get(0).path()))) {
            Memory bytes = new Memory(channel.size());
            for (long done = 0; done < bytes.size(); ) {
                ByteBuffer part = bytes.getByteBuffer(done, Math.min(MAX_READ, bytes.size() - done));
                int count = channel.read(part);
                if (count < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
                done += count;
            }
            return bytes;
        }
    }
}
