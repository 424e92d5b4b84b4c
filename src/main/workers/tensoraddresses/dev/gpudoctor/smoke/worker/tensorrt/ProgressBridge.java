package dev.gpudoctor.smoke.worker.tensorrt;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import dev.gpudoctor.smoke.worker.TensorRt.ProgressSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.tensorrt.nvinfer.IProgressMonitor;

/**
 * Takes TensorRT's build progress. The presets let nobody extend {@code IProgressMonitor}, so the object is laid out by hand
 * as the C++ ABI of Linux has it: one pointer to a table of functions, in the order in which the headers declare them
 * (NvInferRuntimeBase.h: IVersionedInterface; NvInfer.h: IProgressMonitor); before the functions stand the object's offset
 * and its type. TensorRT calls it from several threads.
 */
final class ProgressBridge {
    /** Short builds say nothing, long ones a line a second. */
    private static final long NANOS_BETWEEN = 1_000_000_000;

    private static final byte GO_ON = 1;

    /** The interface's own type, which the preset's JNI library exports. */
    private static final String TYPE = "_ZTIN8nvinfer15v_1_016IProgressMonitorE";

    private static final int BEFORE_FUNCTIONS = 2;

    private final ProgressSink sink;
    private final Map<String, Phase> phases = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private final List<Callback> functions;
    private final Memory table;
    private final Memory object;
    private final Memory name = new Memory(32);

    private record Phase(String name, int done, int steps) {}

    private interface Language extends Callback {
        int invoke(Pointer self);
    }

    private interface Describe extends Callback {
        Description invoke(Pointer self);
    }

    private interface Destroy extends Callback {
        void invoke(Pointer self);
    }

    private interface PhaseStart extends Callback {
        void invoke(Pointer self, String phase, String parent, int steps);
    }

    private interface StepComplete extends Callback {
        byte invoke(Pointer self, String phase, int step);
    }

    private interface PhaseFinish extends Callback {
        void invoke(Pointer self, String phase);
    }

    /** {@code InterfaceInfo}. */
    @FieldOrder({"kind", "major", "minor"})
    public static final class Description extends Structure implements Structure.ByValue {
        public Pointer kind;
        public int major;
        public int minor;
    }

    /** @param jni the preset's JNI library */
    ProgressBridge(ProgressSink sink, Path jni) {
        this.sink = sink;
        name.setString(0, "IProgressMonitor");
        Destroy nothing = self -> {};
        functions = List.of(
                (Language) self -> 0,
                (Describe) self -> description(),
                nothing,
                nothing,
                (PhaseStart) (self, phase, parent, steps) -> phases.put(phase, new Phase(phase, 0, steps)),
                (StepComplete) (self, phase, step) -> completed(phase, step),
                (PhaseFinish) (self, phase) -> phases.remove(phase));
        table = new Memory((long) (BEFORE_FUNCTIONS + functions.size()) * Native.POINTER_SIZE);
        table.setPointer(0, Pointer.NULL);
        table.setPointer(
                Native.POINTER_SIZE, NativeLibrary.getInstance(jni.toString()).getGlobalVariableAddress(TYPE));
        for (int i = 0; i < functions.size(); i++) {
            table.setPointer(
                    (long) (BEFORE_FUNCTIONS + i) * Native.POINTER_SIZE,
                    CallbackReference.getFunctionPointer(functions.get(i)));
        }
        object = new Memory(Native.POINTER_SIZE);
        object.setPointer(0, table.share((long) BEFORE_FUNCTIONS * Native.POINTER_SIZE));
    }

    /** The object as TensorRT sees it; alive as long as this is. */
    IProgressMonitor monitor() {
        return new IProgressMonitor(new PresetTensorRt.DeviceAddress(Pointer.nativeValue(object)));
    }

    private Description description() {
        Description description = new Description();
        description.kind = name;
        description.major = 1;
        // What a callback gives back is not written by itself.
        description.write();
        return description;
    }

    /** Phases lie in one another; the one with the most steps tells best how far it is. */
    private byte completed(String phase, int step) {
        phases.computeIfPresent(phase, (name, known) -> new Phase(name, step + 1, known.steps()));
        long now = System.nanoTime();
        long before = last.get();
        if (now - before >= NANOS_BETWEEN && last.compareAndSet(before, now)) {
            phases.values().stream()
                    .max((one, other) -> Integer.compare(one.steps(), other.steps()))
                    .ifPresent(most -> sink.line(most.name() + ": step " + most.done() + " of " + most.steps()));
        }
        return GO_ON;
    }
}
