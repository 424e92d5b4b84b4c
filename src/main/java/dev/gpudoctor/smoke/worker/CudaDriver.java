package dev.gpudoctor.smoke.worker;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerEvent.Fact;
import dev.gpudoctor.smoke.WorkerTask;
import dev.gpudoctor.smoke.WorkerTask.Role;
import dev.gpudoctor.version.CallVersion;
import java.nio.charset.StandardCharsets;

/** The CUDA driver API, so far as the smoke test needs it: it alone gives memory, streams and clocks to every layer. */
final class CudaDriver {
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final int NAME_LENGTH = 256;

    private final VendorLibrary library;
    private final int device;
    private final int count;

    private CudaDriver(VendorLibrary library, int device, int count) {
        this.library = library;
        this.device = device;
        this.count = count;
    }

    /** Opens the driver, starts it and makes the primary context of the task's GPU current in this thread. */
    static CudaDriver start(WorkerTask task, Reporter reporter) throws Exception {
        VendorLibrary library = reporter.step(
                "open libcuda",
                Actor.DRIVER,
                () -> VendorLibrary.open(task.library(Role.DRIVER).orElseThrow(), "cuda"));
        reporter.send(new Fact(
                "driver CUDA",
                CallVersion.cuda(library.integer("cuDriverGetVersion")).toString()));
        reporter.step("cuInit", Actor.DRIVER, () -> library.call("cuInit", 0));
        int count = library.integer("cuDeviceGetCount");
        if (task.gpu() >= count) {
            throw new LayerFault("there is no GPU " + task.gpu() + ": the driver shows " + count);
        }
        CudaDriver driver = new CudaDriver(library, library.integer("cuDeviceGet", task.gpu()), count);
        reporter.send(new Fact("gpu", driver.name()));
        reporter.send(new Fact("capability", driver.capability()));
        reporter.step("context", Actor.DRIVER, driver::enter);
        return driver;
    }

    private void enter() throws LayerFault {
        PointerByReference context = new PointerByReference();
        library.call("cuDevicePrimaryCtxRetain", context, device);
        library.call("cuCtxSetCurrent", context.getValue());
    }

    int count() {
        return count;
    }

    private String name() throws LayerFault {
        byte[] name = new byte[NAME_LENGTH];
        library.call("cuDeviceGetName", name, name.length, device);
        return Native.toString(name, StandardCharsets.UTF_8);
    }

    /** Compute capability, such as {@code 8.9}. */
    String capability() throws LayerFault {
        return library.integer("cuDeviceGetAttribute", CAPABILITY_MAJOR, device) + "."
                + library.integer("cuDeviceGetAttribute", CAPABILITY_MINOR, device);
    }

    /** Free and total memory in bytes. */
    long[] memory() throws LayerFault {
        LongByReference free = new LongByReference();
        LongByReference total = new LongByReference();
        library.call("cuMemGetInfo_v2", free, total);
        return new long[] {free.getValue(), total.getValue()};
    }

    /** Device memory; every byte is {@link Elements#POISON} until it is written. */
    long allocate(long bytes) throws LayerFault {
        LongByReference address = new LongByReference();
        library.call("cuMemAlloc_v2", address, Math.max(1, bytes));
        poison(address.getValue(), bytes);
        return address.getValue();
    }

    void poison(long address, long bytes) throws LayerFault {
        if (bytes > 0) {
            library.call("cuMemsetD8_v2", address, Elements.POISON, bytes);
        }
    }

    void free(long address) throws LayerFault {
        library.call("cuMemFree_v2", address);
    }

    void upload(long address, byte[] bytes) throws LayerFault {
        if (bytes.length > 0) {
            library.call("cuMemcpyHtoD_v2", address, bytes, (long) bytes.length);
        }
    }

    byte[] download(long address, long bytes) throws LayerFault {
        if (bytes == 0) {
            return new byte[0];
        }
        try (Memory host = new Memory(bytes)) {
            library.call("cuMemcpyDtoH_v2", host, address, bytes);
            return host.getByteArray(0, Math.toIntExact(bytes));
        }
    }

    /** Compiles PTX text and finds an entry of it. */
    Pointer function(String ptx, String entry) throws LayerFault {
        PointerByReference module = new PointerByReference();
        library.call("cuModuleLoadDataEx", module, ptx, 0, Pointer.NULL, Pointer.NULL);
        PointerByReference function = new PointerByReference();
        library.call("cuModuleGetFunction", function, module.getValue(), entry);
        return function.getValue();
    }

    /** Starts a kernel; {@code parameters} points to pointers to its parameters. */
    void launch(Pointer function, int blocks, int threads, Pointer parameters) throws LayerFault {
        library.call(
                "cuLaunchKernel", function, blocks, 1, 1, threads, 1, 1, 0, Pointer.NULL, parameters, Pointer.NULL);
    }

    void synchronize() throws LayerFault {
        library.call("cuCtxSynchronize");
    }

    /** A new stream's handle. */
    long stream() throws LayerFault {
        PointerByReference stream = new PointerByReference();
        library.call("cuStreamCreate", stream, 0);
        return Pointer.nativeValue(stream.getValue());
    }

    void synchronize(long stream) throws LayerFault {
        library.call("cuStreamSynchronize", stream);
    }

    /** Two events that time what a stream does between them. */
    final class Stopwatch {
        private final Pointer begin = event();
        private final Pointer end = event();

        Stopwatch() throws LayerFault {}

        private Pointer event() throws LayerFault {
            PointerByReference event = new PointerByReference();
            library.call("cuEventCreate", event, 0);
            return event.getValue();
        }

        void start(long stream) throws LayerFault {
            library.call("cuEventRecord", begin, stream);
        }

        /** Waits for the stream and gives the milliseconds it took. */
        double stop(long stream) throws LayerFault {
            library.call("cuEventRecord", end, stream);
            library.call("cuEventSynchronize", end);
            FloatByReference millis = new FloatByReference();
            library.call("cuEventElapsedTime", millis, begin, end);
            return millis.getValue();
        }
    }
}
