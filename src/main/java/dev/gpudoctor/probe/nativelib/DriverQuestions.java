package dev.gpudoctor.probe.nativelib;

import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** What the driver API is asked; the devices' facts serve where NVML is not there or knows little. */
final class DriverQuestions {
    static final String LIBRARY = "libcuda.so.1";

    private static final int NAME = 256;
    private static final int BUS = 32;
    private static final int UUID = 16;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;

    private final GuardedCalls calls;

    DriverQuestions(GuardedCalls calls) {
        this.calls = calls;
    }

    void ask() {
        new LibraryOpening(calls).open(LIBRARY).ifPresent(this::askDriver);
    }

    private void askDriver(SharedObject cuda) {
        ask(cuda, new Question("cuDriverGetVersion", ""), () -> number(cuda, "cuDriverGetVersion"));
        if (!ask(cuda, new Question("cuInit", ""), () -> Reply.of(cuda.call("cuInit", 0), new int[0]))
                .isSuccess()) {
            return;
        }
        Reply count = ask(cuda, new Question("cuDeviceGetCount", ""), () -> number(cuda, "cuDeviceGetCount"));
        for (int index = 0; count.isSuccess() && index < Math.min(count.number(), NvmlQuestions.MAX_GPUS); index++) {
            askDevice(cuda, index);
        }
    }

    private void askDevice(SharedObject cuda, int index) {
        int[] device = new int[1];
        Reply opened = ask(
                cuda,
                Question.gpu("cuDeviceGet", index),
                () -> Reply.of(cuda.call("cuDeviceGet", device, index), device));
        if (!opened.isSuccess()) {
            return;
        }
        ask(cuda, Question.gpu("cuDeviceGetName", index), () -> {
            byte[] name = new byte[NAME];
            return Reply.of(cuda.call("cuDeviceGetName", name, name.length, device[0]), name);
        });
        ask(cuda, Question.gpu("cuDeviceGetAttribute", index), () -> capability(cuda, device[0]));
        ask(cuda, Question.gpu("cuDeviceGetUuid", index), () -> {
            byte[] uuid = new byte[UUID];
            int code = cuda.call("cuDeviceGetUuid", uuid, device[0]);
            return new Reply(Reply.Outcome.RETURNED, code, List.of(), uuidText(uuid));
        });
        ask(cuda, Question.gpu("cuDeviceGetPCIBusId", index), () -> {
            byte[] bus = new byte[BUS];
            return Reply.of(cuda.call("cuDeviceGetPCIBusId", bus, bus.length, device[0]), bus);
        });
        ask(cuda, Question.gpu("cuDeviceTotalMem_v2", index), () -> {
            long[] bytes = new long[1];
            return Reply.of(cuda.call("cuDeviceTotalMem_v2", bytes, device[0]), bytes);
        });
    }

    private Reply ask(SharedObject cuda, Question question, Supplier<Reply> call) {
        return calls.ask(question, () -> cuda.has(question.call()) ? call.get() : Reply.missing());
    }

    private static Reply number(SharedObject cuda, String function) {
        int[] value = new int[1];
        return Reply.of(cuda.call(function, value), value);
    }

    private static Reply capability(SharedObject cuda, int device) {
        int[] major = new int[1];
        int[] minor = new int[1];
        int code = cuda.call("cuDeviceGetAttribute", major, CAPABILITY_MAJOR, device);
        if (code == 0) {
            code = cuda.call("cuDeviceGetAttribute", minor, CAPABILITY_MINOR, device);
        }
        return Reply.of(code, major[0], minor[0]);
    }

    /** The bytes in the form in which NVML and {@code CUDA_VISIBLE_DEVICES} write them. */
    private static String uuidText(byte[] uuid) {
        StringBuilder text = new StringBuilder("GPU-");
        HexFormat hex = HexFormat.of();
        for (int i = 0; i < uuid.length; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                text.append('-');
            }
            hex.toHexDigits(text, uuid[i]);
        }
        return text.toString();
    }
}
