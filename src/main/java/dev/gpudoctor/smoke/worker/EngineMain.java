package dev.gpudoctor.smoke.worker;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerTask;
import dev.gpudoctor.smoke.WorkerTask.Role;
import java.io.IOException;
import java.util.Optional;

/** The child's program that lets TensorRT load the user's engine, and nothing more: it never runs. */
public final class EngineMain {
    private EngineMain() {}

    public static void main(String[] arguments) throws IOException {
        WorkerMain.serve(EngineMain::load);
    }

    private static void load(WorkerTask task, Reporter reporter) throws Exception {
        TensorRt tensorRt = TensorRtStart.start(task, reporter);
        Optional<String> plugins = task.library(Role.TENSORRT_PLUGIN);
        if (plugins.isPresent()) {
            // NVIDIA's own plugins, which trtexec registers too; a null logger is allowed.
            TensorRtStart.prepare(reporter, "register plugins", () -> VendorLibrary.open(plugins.get(), "tensorrt")
                    .number("initLibNvInferPlugins", Pointer.NULL, ""));
        }
        TensorRtStart.prepare(reporter, "createInferRuntime", () -> tensorRt.openRuntime(reporter::log));
        Memory engine = TensorRtStart.file(task);
        reporter.step(
                WorkerTask.ASKING,
                Actor.TENSORRT,
                () -> tensorRt.deserialize(new TensorRt.Plan(Pointer.nativeValue(engine), engine.size())));
    }
}
