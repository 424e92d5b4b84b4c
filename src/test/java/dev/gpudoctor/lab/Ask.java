package dev.gpudoctor.lab;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;

/** The child process in which the lab's own tests call fake libraries: it may die. */
final class Ask {
    private static final int ROOM = 96;

    private Ask() {}

    public static void main(String[] arguments) {
        System.out.println("before");
        System.out.flush();
        switch (arguments[0]) {
            case "driver" -> driver();
            case "management" -> management(Integer.parseInt(arguments[1]));
            case "runtime" -> runtime(arguments[1]);
            case "version" -> version(arguments[1], arguments[2]);
            case "exports" -> System.out.println(exports(arguments[1], arguments[2]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("after");
    }

    private static void driver() {
        NativeLibrary cuda = NativeLibrary.getInstance("libcuda.so.1");
        IntByReference number = new IntByReference();
        call(cuda, "cuDriverGetVersion", number);
        System.out.println("cuda " + number.getValue());
        if (call(cuda, "cuInit", 0) != 0) {
            return;
        }
        call(cuda, "cuDeviceGetCount", number);
        System.out.println("devices " + number.getValue());
        PointerByReference context = new PointerByReference();
        call(cuda, "cuDevicePrimaryCtxRetain", context, 0);
        call(cuda, "cuCtxSetCurrent", context.getValue());
        kernel(cuda);
    }

    /** Runs the kernel over three numbers and prints what it made of them. */
    private static void kernel(NativeLibrary cuda) {
        int bytes = 3 * Float.BYTES;
        Memory x = new Memory(8);
        Memory y = new Memory(8);
        call(cuda, "cuMemAlloc_v2", x, (long) bytes);
        call(cuda, "cuMemAlloc_v2", y, (long) bytes);
        Memory host = new Memory(bytes);
        host.write(0, new float[] {1, 2, 3}, 0, 3);
        call(cuda, "cuMemcpyHtoD_v2", x.getLong(0), host, (long) bytes);
        Memory ptx = new Memory(64);
        ptx.setString(0, ".version 6.0\n.visible .entry scale(\n");
        PointerByReference module = new PointerByReference();
        if (call(cuda, "cuModuleLoadDataEx", module, ptx, 0, Pointer.NULL, Pointer.NULL) != 0) {
            return;
        }
        PointerByReference function = new PointerByReference();
        call(cuda, "cuModuleGetFunction", function, module.getValue(), "scale");
        Memory values = new Memory(16);
        values.setFloat(0, 2);
        values.setFloat(4, 0.5f);
        values.setInt(8, 3);
        Memory parameters = new Memory(5L * Long.BYTES);
        Pointer[] pointers = {y, x, values, values.share(4), values.share(8)};
        parameters.write(0, pointers, 0, pointers.length);
        call(cuda, "cuLaunchKernel", function.getValue(), 1, 1, 1, 32, 1, 1, 0, Pointer.NULL, parameters, Pointer.NULL);
        call(cuda, "cuMemcpyDtoH_v2", host, y.getLong(0), (long) bytes);
        for (float each : host.getFloatArray(0, 3)) {
            System.out.println("y " + each);
        }
        System.out.println("beyond " + call(cuda, "cuMemcpyDtoH_v2", host, y.getLong(0) + 4, (long) bytes));
    }

    private static void management(int gpu) {
        NativeLibrary nvml = NativeLibrary.getInstance("libnvidia-ml.so.1");
        if (call(nvml, "nvmlInit_v2") != 0) {
            return;
        }
        IntByReference number = new IntByReference();
        call(nvml, "nvmlDeviceGetCount_v2", number);
        System.out.println("gpus " + number.getValue());
        PointerByReference device = new PointerByReference();
        if (call(nvml, "nvmlDeviceGetHandleByIndex_v2", gpu, device) != 0) {
            return;
        }
        Memory text = new Memory(ROOM);
        if (call(nvml, "nvmlDeviceGetName", device.getValue(), text, ROOM) == 0) {
            byte[] bytes = text.getByteArray(0, ROOM);
            int length = 0;
            while (length < ROOM && bytes[length] != 0) {
                length++;
            }
            System.out.println("length " + length);
            System.out.println("name " + new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        }
        call(nvml, "nvmlDeviceGetEccMode", device.getValue(), number, new IntByReference());
    }

    private static void runtime(String name) {
        NativeLibrary runtime = NativeLibrary.getInstance(name);
        IntByReference number = new IntByReference();
        call(runtime, "cudaRuntimeGetVersion", number);
        System.out.println("runtime " + number.getValue());
        PointerByReference device = new PointerByReference();
        if (call(runtime, "cudaMalloc", device, 4L) != 0) {
            return;
        }
        Memory host = new Memory(4);
        host.setInt(0, 42);
        call(runtime, "cudaMemcpy", device.getValue(), host, 4L, 1);
        host.setInt(0, 0);
        call(runtime, "cudaMemcpy", host, device.getValue(), 4L, 2);
        System.out.println("copied " + host.getInt(0));
        call(runtime, "cudaFree", device.getValue());
    }

    private static void version(String name, String function) {
        System.out.println("version "
                + NativeLibrary.getInstance(name).getFunction(function).invokeLong(new Object[0]));
    }

    private static String exports(String name, String function) {
        try {
            return NativeLibrary.getInstance(name).getFunction(function).getName();
        } catch (UnsatisfiedLinkError missing) {
            return "missing";
        }
    }

    private static int call(NativeLibrary library, String name, Object... arguments) {
        Function function = library.getFunction(name);
        int code = function.invokeInt(arguments);
        if (code != 0) {
            System.out.println(name + " " + code);
        }
        return code;
    }
}
