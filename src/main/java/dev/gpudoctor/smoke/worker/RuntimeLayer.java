package dev.gpudoctor.smoke.worker;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerEvent.Fact;
import dev.gpudoctor.smoke.WorkerTask;
import dev.gpudoctor.smoke.WorkerTask.Role;
import dev.gpudoctor.version.CallVersion;
import java.util.Arrays;
import java.util.Random;

/** Takes memory and copies with the installed CUDA runtime, which has rules of its own about drivers. */
final class RuntimeLayer implements LayerRun {
    private static final int BYTES = 1 << 20;
    private static final int TO_DEVICE = 1;
    private static final int TO_HOST = 2;

    @Override
    public void run(WorkerTask task, Reporter reporter) throws Exception {
        VendorLibrary runtime = reporter.step(
                "open libcudart",
                Actor.CUDA,
                () -> VendorLibrary.open(task.library(Role.CUDART).orElseThrow(), "cudart"));
        reporter.send(new Fact(
                "CUDA runtime",
                CallVersion.cuda(runtime.integer("cudaRuntimeGetVersion")).toString()));
        reporter.step("cudaSetDevice", Actor.CUDA, () -> {
            runtime.integer("cudaGetDeviceCount");
            runtime.call("cudaSetDevice", task.gpu());
        });
        byte[] sent = new byte[BYTES];
        new Random(task.seed()).nextBytes(sent);
        byte[] received = reporter.step("copy there and back", Actor.CUDA, () -> thereAndBack(runtime, sent));
        int wrong = Arrays.mismatch(sent, received);
        if (wrong >= 0) {
            throw new LayerFault("memory copied to the GPU and back differs from byte " + wrong + " on");
        }
    }

    private static byte[] thereAndBack(VendorLibrary runtime, byte[] sent) throws LayerFault {
        PointerByReference memory = new PointerByReference();
        runtime.call("cudaMalloc", memory, (long) sent.length);
        Pointer device = memory.getValue();
        try (Memory host = new Memory(sent.length)) {
            host.write(0, sent, 0, sent.length);
            runtime.call("cudaMemset", device, 0, (long) sent.length);
            runtime.call("cudaMemcpy", device, host, (long) sent.length, TO_DEVICE);
            host.clear();
            runtime.call("cudaMemcpy", host, device, (long) sent.length, TO_HOST);
            runtime.call("cudaDeviceSynchronize");
            runtime.call("cudaFree", device);
            return host.getByteArray(0, sent.length);
        }
    }
}
