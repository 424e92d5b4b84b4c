package dev.gpudoctor.probe.nativelib;

import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.ToIntBiFunction;
import org.bytedeco.cuda.global.nvml;
import org.bytedeco.cuda.nvml.nvmlBAR1Memory_t;
import org.bytedeco.cuda.nvml.nvmlConfComputeSystemState_t;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlFieldValue_t;
import org.bytedeco.cuda.nvml.nvmlGpuFabricInfo_t;
import org.bytedeco.cuda.nvml.nvmlGridLicensableFeatures_t;
import org.bytedeco.cuda.nvml.nvmlMemory_t;
import org.bytedeco.cuda.nvml.nvmlMemory_v2_t;
import org.bytedeco.cuda.nvml.nvmlPciInfo_t;
import org.bytedeco.cuda.nvml.nvmlProcessInfo_v2_t;
import org.bytedeco.javacpp.Pointer;

/**
 * NVML through its JavaCPP preset, loaded alone.
 *
 * <p>The preset's own loader would load the CUDA runtime first and fail where there is none. So it is told to load
 * nothing, and the two JNI libraries that NVML needs are loaded here; they bind to the {@code libnvidia-ml.so.1} that is
 * already in the process.
 */
final class PresetNvml implements Nvml {
    private static final int TEXT = 96;
    private static final int MAX_PROCESSES = 1024;
    private static final int MEMORY_V2 = 2 << 24;

    private final Predicate<String> functions;

    private PresetNvml(Predicate<String> functions) {
        this.functions = functions;
    }

    /**
     * Loads the preset.
     *
     * @param directory where {@code libjnijavacpp.so} and {@code libjninvml.so} lie
     * @param functions which functions the loaded NVML has
     * @throws UnsatisfiedLinkError if the preset has no library for this platform
     */
    static PresetNvml load(Path directory, Predicate<String> functions) {
        System.setProperty("org.bytedeco.javacpp.loadLibraries", "false");
        System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
        System.load(directory.resolve("libjnijavacpp.so").toString());
        System.load(directory.resolve("libjninvml.so").toString());
        return new PresetNvml(functions);
    }

    @Override
    public boolean has(String function) {
        return functions.test(function);
    }

    @Override
    public Reply init() {
        return Reply.of(nvml.nvmlInit_v2(), new int[0]);
    }

    @Override
    public Reply driverVersion() {
        byte[] text = new byte[TEXT];
        return Reply.of(nvml.nvmlSystemGetDriverVersion(text, text.length), text);
    }

    @Override
    public Reply cudaDriverVersion() {
        int[] version = new int[1];
        return Reply.of(nvml.nvmlSystemGetCudaDriverVersion_v2(version), version);
    }

    @Override
    public Reply deviceCount() {
        int[] count = new int[1];
        return Reply.of(nvml.nvmlDeviceGetCount_v2(count), count);
    }

    @Override
    public Reply confidentialState() {
        try (nvmlConfComputeSystemState_t state = new nvmlConfComputeSystemState_t()) {
            int code = nvml.nvmlSystemGetConfComputeState(state);
            return Reply.of(code, state.environment(), state.ccFeature(), state.devToolsMode());
        }
    }

    @Override
    public Reply confidentialReady() {
        int[] ready = new int[1];
        return Reply.of(nvml.nvmlSystemGetConfComputeGpusReadyState(ready), ready);
    }

    @Override
    public Nvml.Device device(int index) {
        return new Device(index);
    }

    /** Some of its calls are deprecated: drivers in use know no newer ones. */
    @SuppressWarnings("deprecation")
    private static final class Device implements Nvml.Device {
        private final int index;
        private final nvmlDevice_st handle = new nvmlDevice_st();

        Device(int index) {
            this.index = index;
        }

        /** A function that fills one number. */
        private Reply number(ToIntBiFunction<nvmlDevice_st, int[]> function) {
            int[] value = new int[1];
            return Reply.of(function.applyAsInt(handle, value), value);
        }

        /** A function that fills two numbers. */
        private Reply pair(Pair function) {
            int[] first = new int[1];
            int[] second = new int[1];
            return Reply.of(function.apply(handle, first, second), first[0], second[0]);
        }

        private Reply bits(ToIntBiFunction<nvmlDevice_st, long[]> function) {
            long[] value = new long[1];
            return Reply.of(function.applyAsInt(handle, value), value);
        }

        private Reply text(ToIntBiFunction<nvmlDevice_st, byte[]> function) {
            byte[] text = new byte[TEXT];
            return Reply.of(function.applyAsInt(handle, text), text);
        }

        /** A function of a device and two numbers to fill. */
        private interface Pair {
            int apply(nvmlDevice_st device, int[] first, int[] second);
        }

        @Override
        public Reply open() {
            return Reply.of(nvml.nvmlDeviceGetHandleByIndex_v2(index, handle), new int[0]);
        }

        @Override
        public Reply name() {
            return text((device, text) -> nvml.nvmlDeviceGetName(device, text, text.length));
        }

        @Override
        public Reply uuid() {
            return text((device, text) -> nvml.nvmlDeviceGetUUID(device, text, text.length));
        }

        @Override
        public Reply serial() {
            return text((device, text) -> nvml.nvmlDeviceGetSerial(device, text, text.length));
        }

        @Override
        public Reply brand() {
            return number(nvml::nvmlDeviceGetBrand);
        }

        @Override
        public Reply pciInfo() {
            try (nvmlPciInfo_t info = new nvmlPciInfo_t()) {
                int code = nvml.nvmlDeviceGetPciInfo_v3(handle, info);
                byte[] bus = new byte[nvml.NVML_DEVICE_PCI_BUS_ID_BUFFER_SIZE];
                info.busId().get(bus);
                return Reply.of(code, bus);
            }
        }

        @Override
        public Reply computeCapability() {
            return pair(nvml::nvmlDeviceGetCudaComputeCapability);
        }

        @Override
        public Reply memoryInfo() {
            try (nvmlMemory_t memory = new nvmlMemory_t()) {
                return Reply.of(nvml.nvmlDeviceGetMemoryInfo(handle, memory), memory.total(), memory.used());
            }
        }

        @Override
        public Reply memoryInfo2() {
            try (nvmlMemory_v2_t memory = new nvmlMemory_v2_t()) {
                memory.version(memory.sizeof() | MEMORY_V2);
                return Reply.of(nvml.nvmlDeviceGetMemoryInfo_v2(handle, memory), memory.total(), memory.used());
            }
        }

        @Override
        public Reply bar1Total() {
            try (nvmlBAR1Memory_t memory = new nvmlBAR1Memory_t()) {
                return Reply.of(nvml.nvmlDeviceGetBAR1MemoryInfo(handle, memory), memory.bar1Total());
            }
        }

        @Override
        public Reply migMode() {
            return pair(nvml::nvmlDeviceGetMigMode);
        }

        @Override
        public Reply maxMigDeviceCount() {
            return number(nvml::nvmlDeviceGetMaxMigDeviceCount);
        }

        @Override
        public Reply migDevice(int instance) {
            return Reply.of(
                    nvml.nvmlDeviceGetMigDeviceHandleByIndex(handle, instance, new nvmlDevice_st()), new int[0]);
        }

        @Override
        public Reply eccMode() {
            return pair(nvml::nvmlDeviceGetEccMode);
        }

        @Override
        public Reply uncorrectedEccErrors() {
            return eccErrors(nvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED);
        }

        @Override
        public Reply eccErrors() {
            int[] types = {nvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED, nvml.NVML_MEMORY_ERROR_TYPE_CORRECTED};
            return Reply.untilError(types.length, place -> eccErrors(types[place]));
        }

        private Reply eccErrors(int type) {
            return bits(
                    (device, count) -> nvml.nvmlDeviceGetTotalEccErrors(device, type, nvml.NVML_VOLATILE_ECC, count));
        }

        @Override
        public Reply remappedRows() {
            int[][] rows = new int[4][1];
            int code = nvml.nvmlDeviceGetRemappedRows(handle, rows[0], rows[1], rows[2], rows[3]);
            return Reply.of(code, rows[0][0], rows[1][0], rows[2][0], rows[3][0]);
        }

        @Override
        public Reply retirementPending() {
            return number(nvml::nvmlDeviceGetRetiredPagesPendingStatus);
        }

        @Override
        public Reply computeMode() {
            return number(nvml::nvmlDeviceGetComputeMode);
        }

        @Override
        public Reply persistenceMode() {
            return number(nvml::nvmlDeviceGetPersistenceMode);
        }

        @Override
        public Reply clocksEventReasons() {
            return bits(nvml::nvmlDeviceGetCurrentClocksEventReasons);
        }

        @Override
        public Reply clocksThrottleReasons() {
            return bits(nvml::nvmlDeviceGetCurrentClocksThrottleReasons);
        }

        @Override
        public Reply pcieGeneration() {
            return number(nvml::nvmlDeviceGetCurrPcieLinkGeneration);
        }

        @Override
        public Reply pcieWidth() {
            return number(nvml::nvmlDeviceGetCurrPcieLinkWidth);
        }

        @Override
        public Reply maxPcieGeneration() {
            return number(nvml::nvmlDeviceGetMaxPcieLinkGeneration);
        }

        @Override
        public Reply maxPcieWidth() {
            return number(nvml::nvmlDeviceGetMaxPcieLinkWidth);
        }

        @Override
        public Reply clocks() {
            int[] types = {nvml.NVML_CLOCK_SM, nvml.NVML_CLOCK_MEM};
            return Reply.untilError(
                    types.length,
                    place -> number((device, mhz) -> nvml.nvmlDeviceGetClockInfo(device, types[place], mhz)));
        }

        @Override
        public Reply temperature() {
            return number((device, value) -> nvml.nvmlDeviceGetTemperature(device, nvml.NVML_TEMPERATURE_GPU, value));
        }

        @Override
        public Reply powerUsage() {
            return number(nvml::nvmlDeviceGetPowerUsage);
        }

        @Override
        public Reply computeProcesses3() {
            return processes(nvml::nvmlDeviceGetComputeRunningProcesses_v3);
        }

        @Override
        public Reply computeProcesses2() {
            return processes(nvml::nvmlDeviceGetComputeRunningProcesses_v2);
        }

        private Reply processes(Processes function) {
            try (nvmlProcessInfo_v2_t processes = new nvmlProcessInfo_v2_t(MAX_PROCESSES)) {
                Pointer.memset(processes, 0, (long) processes.sizeof() * MAX_PROCESSES);
                int[] count = {MAX_PROCESSES};
                int code = function.apply(handle, count, processes);
                int found = code == 0 ? Math.min(Math.max(count[0], 0), MAX_PROCESSES) : 0;
                long[] numbers = new long[2 * found];
                for (int i = 0; i < found; i++) {
                    nvmlProcessInfo_v2_t process = processes.getPointer(i);
                    numbers[2 * i] = process.pid();
                    numbers[2 * i + 1] = process.usedGpuMemory();
                }
                return Reply.of(code, numbers);
            }
        }

        /** A function that fills a list of processes. */
        private interface Processes {
            int apply(nvmlDevice_st device, int[] count, nvmlProcessInfo_v2_t processes);
        }

        @Override
        public Reply fabricInfo() {
            try (nvmlGpuFabricInfo_t info = new nvmlGpuFabricInfo_t()) {
                return Reply.of(nvml.nvmlDeviceGetGpuFabricInfo(handle, info), info.state(), info.status());
            }
        }

        @Override
        public Reply nvLinks() {
            return Reply.untilError(
                    nvml.NVML_NVLINK_MAX_LINKS,
                    link -> number((device, active) -> nvml.nvmlDeviceGetNvLinkState(device, link, active)));
        }

        @Override
        public Reply virtualizationMode() {
            return number(nvml::nvmlDeviceGetVirtualizationMode);
        }

        @Override
        public Reply gridLicences() {
            try (nvmlGridLicensableFeatures_t features = new nvmlGridLicensableFeatures_t()) {
                int code = nvml.nvmlDeviceGetGridLicensableFeatures_v4(handle, features);
                int count = code == 0
                        ? Math.min(
                                Math.max(features.licensableFeaturesCount(), 0),
                                nvml.NVML_GRID_LICENSE_FEATURE_MAX_COUNT)
                        : 0;
                int[] licensed = new int[count];
                for (int i = 0; i < count; i++) {
                    licensed[i] = features.gridLicensableFeatures(i).featureState();
                }
                return Reply.of(code, licensed);
            }
        }

        @Override
        public Reply inforom() {
            return Reply.of(nvml.nvmlDeviceValidateInforom(handle), new int[0]);
        }

        @Override
        public Reply recoveryAction() {
            try (nvmlFieldValue_t field = new nvmlFieldValue_t()) {
                Pointer.memset(field, 0, field.sizeof());
                field.fieldId(nvml.NVML_FI_DEV_GET_GPU_RECOVERY_ACTION);
                int code = nvml.nvmlDeviceGetFieldValues(handle, 1, field);
                return Reply.of(
                        code == 0 ? field.nvmlReturn() : code, field.value().uiVal());
            }
        }
    }
}
