package dev.gpudoctor.probe.nativelib;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** NVML through JNA, for platforms that the preset has no library for. Layouts follow {@code nvml.h}. */
final class JnaNvml implements Nvml {
    private static final int TEXT = 96;
    private static final int MAX_PROCESSES = 1024;

    private final SharedObject library;

    JnaNvml(SharedObject library) {
        this.library = library;
    }

    @Override
    public boolean has(String function) {
        return library.has(function);
    }

    @Override
    public Reply init() {
        return Reply.of(library.call("nvmlInit_v2"), new int[0]);
    }

    @Override
    public Reply driverVersion() {
        byte[] text = new byte[TEXT];
        return Reply.of(library.call("nvmlSystemGetDriverVersion", text, text.length), text);
    }

    @Override
    public Reply cudaDriverVersion() {
        int[] version = new int[1];
        return Reply.of(library.call("nvmlSystemGetCudaDriverVersion_v2", version), version);
    }

    @Override
    public Reply deviceCount() {
        int[] count = new int[1];
        return Reply.of(library.call("nvmlDeviceGetCount_v2", count), count);
    }

    @Override
    public Reply confidentialState() {
        int[] state = new int[3];
        return Reply.of(library.call("nvmlSystemGetConfComputeState", state), state);
    }

    @Override
    public Reply confidentialReady() {
        int[] ready = new int[1];
        return Reply.of(library.call("nvmlSystemGetConfComputeGpusReadyState", ready), ready);
    }

    @Override
    public Nvml.Device device(int index) {
        return new Device(library, index);
    }

    private static final class Device implements Nvml.Device {
        private static final int CORRECTED = 0;
        private static final int UNCORRECTED = 1;
        private static final int VOLATILE = 0;
        private static final int GPU_SENSOR = 0;
        private static final int SM_CLOCK = 1;
        private static final int MEMORY_CLOCK = 2;
        private static final int RECOVERY_ACTION = 230;
        private static final int MEMORY_V2 = 2 << 24;
        private static final int MAX_LINKS = 36;
        private static final int MAX_LICENCES = 3;
        /** Code, state, two texts of 128 bytes, a flag and the date of expiry. */
        private static final long LICENCE_BYTES = 284;

        private final SharedObject library;
        private final int index;
        private Pointer handle = Pointer.NULL;

        Device(SharedObject library, int index) {
            this.library = library;
            this.index = index;
        }

        private Reply number(String function) {
            int[] value = new int[1];
            return Reply.of(library.call(function, handle, value), value);
        }

        private Reply pair(String function) {
            int[] first = new int[1];
            int[] second = new int[1];
            return Reply.of(library.call(function, handle, first, second), first[0], second[0]);
        }

        private Reply bits(String function) {
            long[] value = new long[1];
            return Reply.of(library.call(function, handle, value), value);
        }

        private Reply text(String function) {
            byte[] text = new byte[TEXT];
            return Reply.of(library.call(function, handle, text, text.length), text);
        }

        @Override
        public Reply open() {
            PointerByReference opened = new PointerByReference();
            int code = library.call("nvmlDeviceGetHandleByIndex_v2", index, opened);
            handle = opened.getValue();
            return Reply.of(code, new int[0]);
        }

        @Override
        public Reply name() {
            return text("nvmlDeviceGetName");
        }

        @Override
        public Reply uuid() {
            return text("nvmlDeviceGetUUID");
        }

        @Override
        public Reply serial() {
            return text("nvmlDeviceGetSerial");
        }

        @Override
        public Reply brand() {
            return number("nvmlDeviceGetBrand");
        }

        @Override
        public Reply pciInfo() {
            int legacyBus = 16;
            int numbers = 5 * Integer.BYTES;
            int bus = 32;
            try (Memory info = cleared(legacyBus + numbers + bus)) {
                int code = library.call("nvmlDeviceGetPciInfo_v3", handle, info);
                return Reply.of(code, info.getByteArray(legacyBus + numbers, bus));
            }
        }

        @Override
        public Reply computeCapability() {
            return pair("nvmlDeviceGetCudaComputeCapability");
        }

        @Override
        public Reply memoryInfo() {
            try (Memory memory = cleared(3L * Long.BYTES)) {
                int code = library.call("nvmlDeviceGetMemoryInfo", handle, memory);
                return Reply.of(code, memory.getLong(0), memory.getLong(2L * Long.BYTES));
            }
        }

        @Override
        public Reply memoryInfo2() {
            try (Memory memory = cleared(5L * Long.BYTES)) {
                memory.setInt(0, (int) memory.size() | MEMORY_V2);
                int code = library.call("nvmlDeviceGetMemoryInfo_v2", handle, memory);
                return Reply.of(code, memory.getLong(Long.BYTES), memory.getLong(4L * Long.BYTES));
            }
        }

        @Override
        public Reply bar1Total() {
            try (Memory memory = cleared(3L * Long.BYTES)) {
                int code = library.call("nvmlDeviceGetBAR1MemoryInfo", handle, memory);
                return Reply.of(code, memory.getLong(0));
            }
        }

        @Override
        public Reply migMode() {
            return pair("nvmlDeviceGetMigMode");
        }

        @Override
        public Reply maxMigDeviceCount() {
            return number("nvmlDeviceGetMaxMigDeviceCount");
        }

        @Override
        public Reply migDevice(int instance) {
            return Reply.of(
                    library.call("nvmlDeviceGetMigDeviceHandleByIndex", handle, instance, new PointerByReference()),
                    new int[0]);
        }

        @Override
        public Reply eccMode() {
            return pair("nvmlDeviceGetEccMode");
        }

        @Override
        public Reply uncorrectedEccErrors() {
            return eccErrors(UNCORRECTED);
        }

        @Override
        public Reply eccErrors() {
            int[] types = {UNCORRECTED, CORRECTED};
            return Reply.untilError(types.length, place -> eccErrors(types[place]));
        }

        private Reply eccErrors(int type) {
            long[] count = new long[1];
            return Reply.of(library.call("nvmlDeviceGetTotalEccErrors", handle, type, VOLATILE, count), count);
        }

        @Override
        public Reply remappedRows() {
            int[][] rows = new int[4][1];
            int code = library.call("nvmlDeviceGetRemappedRows", handle, rows[0], rows[1], rows[2], rows[3]);
            return Reply.of(code, rows[0][0], rows[1][0], rows[2][0], rows[3][0]);
        }

        @Override
        public Reply retirementPending() {
            return number("nvmlDeviceGetRetiredPagesPendingStatus");
        }

        @Override
        public Reply computeMode() {
            return number("nvmlDeviceGetComputeMode");
        }

        @Override
        public Reply persistenceMode() {
            return number("nvmlDeviceGetPersistenceMode");
        }

        @Override
        public Reply clocksEventReasons() {
            return bits("nvmlDeviceGetCurrentClocksEventReasons");
        }

        @Override
        public Reply clocksThrottleReasons() {
            return bits("nvmlDeviceGetCurrentClocksThrottleReasons");
        }

        @Override
        public Reply pcieGeneration() {
            return number("nvmlDeviceGetCurrPcieLinkGeneration");
        }

        @Override
        public Reply pcieWidth() {
            return number("nvmlDeviceGetCurrPcieLinkWidth");
        }

        @Override
        public Reply maxPcieGeneration() {
            return number("nvmlDeviceGetMaxPcieLinkGeneration");
        }

        @Override
        public Reply maxPcieWidth() {
            return number("nvmlDeviceGetMaxPcieLinkWidth");
        }

        @Override
        public Reply clocks() {
            int[] types = {SM_CLOCK, MEMORY_CLOCK};
            return Reply.untilError(types.length, place -> {
                int[] mhz = new int[1];
                return Reply.of(library.call("nvmlDeviceGetClockInfo", handle, types[place], mhz), mhz);
            });
        }

        @Override
        public Reply temperature() {
            int[] value = new int[1];
            return Reply.of(library.call("nvmlDeviceGetTemperature", handle, GPU_SENSOR, value), value);
        }

        @Override
        public Reply powerUsage() {
            return number("nvmlDeviceGetPowerUsage");
        }

        @Override
        public Reply computeProcesses3() {
            return processes("nvmlDeviceGetComputeRunningProcesses_v3");
        }

        @Override
        public Reply computeProcesses2() {
            return processes("nvmlDeviceGetComputeRunningProcesses_v2");
        }

        private Reply processes(String function) {
            long size = 3L * Long.BYTES;
            try (Memory processes = cleared(size * MAX_PROCESSES)) {
                int[] count = {MAX_PROCESSES};
                int code = library.call(function, handle, count, processes);
                int found = code == 0 ? Math.min(Math.max(count[0], 0), MAX_PROCESSES) : 0;
                long[] numbers = new long[2 * found];
                for (int i = 0; i < found; i++) {
                    numbers[2 * i] = processes.getInt(i * size);
                    numbers[2 * i + 1] = processes.getLong(i * size + Long.BYTES);
                }
                return Reply.of(code, numbers);
            }
        }

        @Override
        public Reply fabricInfo() {
            int cluster = 16;
            int status = cluster;
            int state = cluster + 2 * Integer.BYTES;
            try (Memory info = cleared(state + Integer.BYTES)) {
                int code = library.call("nvmlDeviceGetGpuFabricInfo", handle, info);
                return Reply.of(code, info.getByte(state), info.getInt(status));
            }
        }

        @Override
        public Reply nvLinks() {
            return Reply.untilError(MAX_LINKS, link -> {
                int[] active = new int[1];
                return Reply.of(library.call("nvmlDeviceGetNvLinkState", handle, link, active), active);
            });
        }

        @Override
        public Reply virtualizationMode() {
            return number("nvmlDeviceGetVirtualizationMode");
        }

        @Override
        public Reply gridLicences() {
            long header = 2L * Integer.BYTES;
            try (Memory features = cleared(header + MAX_LICENCES * LICENCE_BYTES)) {
                int code = library.call("nvmlDeviceGetGridLicensableFeatures_v4", handle, features);
                int count = code == 0 ? Math.min(Math.max(features.getInt(Integer.BYTES), 0), MAX_LICENCES) : 0;
                int[] licensed = new int[count];
                for (int i = 0; i < count; i++) {
                    licensed[i] = features.getInt(header + i * LICENCE_BYTES + Integer.BYTES);
                }
                return Reply.of(code, licensed);
            }
        }

        @Override
        public Reply inforom() {
            return Reply.of(library.call("nvmlDeviceValidateInforom", handle), new int[0]);
        }

        @Override
        public Reply recoveryAction() {
            int returned = 3 * Long.BYTES + Integer.BYTES;
            int value = 4 * Long.BYTES;
            try (Memory field = cleared(value + Long.BYTES)) {
                field.setInt(0, RECOVERY_ACTION);
                int code = library.call("nvmlDeviceGetFieldValues", handle, 1, field);
                return Reply.of(code == 0 ? field.getInt(returned) : code, field.getInt(value));
            }
        }

        private static Memory cleared(long size) {
            Memory memory = new Memory(size);
            memory.clear();
            return memory;
        }
    }
}
