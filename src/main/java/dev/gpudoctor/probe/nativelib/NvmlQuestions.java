package dev.gpudoctor.probe.nativelib;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What NVML is asked. */
final class NvmlQuestions {
    static final String LIBRARY = "libnvidia-ml.so.1";
    /** More GPUs than any machine holds; a library that claims more is not believed. */
    static final int MAX_GPUS = 128;

    private static final int MAX_MIG_DEVICES = 64;
    static final int VIRTUALIZATION_VGPU = 2;
    static final int CONFIDENTIAL_FEATURE = 1;

    private final GuardedCalls calls;
    private final Optional<Path> presetDirectory;

    /** @param presetDirectory where the preset's JNI libraries lie; empty where there are none for this platform */
    NvmlQuestions(GuardedCalls calls, Optional<Path> presetDirectory) {
        this.calls = calls;
        this.presetDirectory = presetDirectory;
    }

    void ask() {
        started().ifPresent(this::askDriver);
    }

    /** Starts NVML; each run of what comes back asks how that GPU is doing, unless there is none to ask. */
    Runnable sampling(int gpu) {
        Optional<DeviceQuestions> device =
                started().map(nvml -> new DeviceQuestions(nvml, gpu)).filter(DeviceQuestions::open);
        return () -> device.ifPresent(DeviceQuestions::sample);
    }

    private Optional<Nvml> started() {
        return new LibraryOpening(calls).open(LIBRARY).map(this::nvml).filter(nvml -> ask(
                        nvml, new Question("nvmlInit_v2", ""), nvml::init)
                .isSuccess());
    }

    /** By the preset, or by JNA where the preset has no library or this system cannot load it. */
    private Nvml nvml(SharedObject library) {
        List<Nvml> loaded = new ArrayList<>(1);
        presetDirectory
                .filter(directory -> Files.exists(directory.resolve("libjninvml.so")))
                .ifPresent(directory -> calls.ask(Question.open("libjninvml.so"), () -> {
                    try {
                        loaded.add(PresetNvml.load(directory, library::has));
                        return Reply.loaded(directory.toString());
                    } catch (UnsatisfiedLinkError e) {
                        return Reply.notLoaded(String.valueOf(e.getMessage()));
                    }
                }));
        return loaded.isEmpty() ? new JnaNvml(library) : loaded.get(0);
    }

    private void askDriver(Nvml nvml) {
        ask(nvml, new Question("nvmlSystemGetDriverVersion", ""), nvml::driverVersion);
        ask(nvml, new Question("nvmlSystemGetCudaDriverVersion_v2", ""), nvml::cudaDriverVersion);
        Reply confidential = ask(nvml, new Question("nvmlSystemGetConfComputeState", ""), nvml::confidentialState);
        if (confidential.isSuccess() && confidential.number(CONFIDENTIAL_FEATURE) != 0) {
            ask(nvml, new Question("nvmlSystemGetConfComputeGpusReadyState", ""), nvml::confidentialReady);
        }
        Reply count = ask(nvml, new Question("nvmlDeviceGetCount_v2", ""), nvml::deviceCount);
        for (int index = 0; count.isSuccess() && index < Math.min(count.number(), MAX_GPUS); index++) {
            new DeviceQuestions(nvml, index).ask();
        }
    }

    private Reply ask(Nvml nvml, Question question, Supplier<Reply> call) {
        return calls.ask(question, () -> nvml.has(question.call()) ? call.get() : Reply.missing());
    }

    /** What NVML is asked about one GPU. */
    private final class DeviceQuestions {
        private final Nvml nvml;
        private final Nvml.Device device;
        private final int index;

        DeviceQuestions(Nvml nvml, int index) {
            this.nvml = nvml;
            this.device = nvml.device(index);
            this.index = index;
        }

        private Reply ask(String call, Supplier<Reply> body) {
            return NvmlQuestions.this.ask(nvml, Question.gpu(call, index), body);
        }

        boolean open() {
            return ask("nvmlDeviceGetHandleByIndex_v2", device::open).isSuccess();
        }

        /** What may move while the GPU works; little enough to be asked several times a second. */
        void sample() {
            askMemory();
            ask("nvmlDeviceGetClockInfo", device::clocks);
            ask("nvmlDeviceGetTemperature", device::temperature);
            ask("nvmlDeviceGetPowerUsage", device::powerUsage);
            askClockReasons();
            ask("nvmlDeviceGetTotalEccErrors", device::eccErrors);
            ask("nvmlDeviceGetRemappedRows", device::remappedRows);
            askProcesses();
        }

        void ask() {
            if (!open()) {
                return;
            }
            ask("nvmlDeviceGetName", device::name);
            ask("nvmlDeviceGetUUID", device::uuid);
            ask("nvmlDeviceGetSerial", device::serial);
            ask("nvmlDeviceGetBrand", device::brand);
            ask("nvmlDeviceGetPciInfo_v3", device::pciInfo);
            ask("nvmlDeviceGetCudaComputeCapability", device::computeCapability);
            askMemory();
            ask("nvmlDeviceGetBAR1MemoryInfo", device::bar1Total);
            askMig();
            ask("nvmlDeviceGetEccMode", device::eccMode);
            ask("nvmlDeviceGetTotalEccErrors", device::uncorrectedEccErrors);
            ask("nvmlDeviceGetRemappedRows", device::remappedRows);
            ask("nvmlDeviceGetRetiredPagesPendingStatus", device::retirementPending);
            ask("nvmlDeviceGetComputeMode", device::computeMode);
            ask("nvmlDeviceGetPersistenceMode", device::persistenceMode);
            askClockReasons();
            ask("nvmlDeviceGetCurrPcieLinkGeneration", device::pcieGeneration);
            ask("nvmlDeviceGetCurrPcieLinkWidth", device::pcieWidth);
            ask("nvmlDeviceGetMaxPcieLinkGeneration", device::maxPcieGeneration);
            ask("nvmlDeviceGetMaxPcieLinkWidth", device::maxPcieWidth);
            ask("nvmlDeviceGetTemperature", device::temperature);
            ask("nvmlDeviceGetPowerUsage", device::powerUsage);
            askProcesses();
            ask("nvmlDeviceGetGpuFabricInfo", device::fabricInfo);
            ask("nvmlDeviceGetNvLinkState", device::nvLinks);
            if (ask("nvmlDeviceGetVirtualizationMode", device::virtualizationMode)
                            .number()
                    == VIRTUALIZATION_VGPU) {
                ask("nvmlDeviceGetGridLicensableFeatures_v4", device::gridLicences);
            }
            ask("nvmlDeviceGetFieldValues", device::recoveryAction);
            ask("nvmlDeviceValidateInforom", device::inforom);
        }

        private void askMemory() {
            askNewest("nvmlDeviceGetMemoryInfo_v2", device::memoryInfo2, "nvmlDeviceGetMemoryInfo", device::memoryInfo);
        }

        private void askClockReasons() {
            askNewest(
                    "nvmlDeviceGetCurrentClocksEventReasons",
                    device::clocksEventReasons,
                    "nvmlDeviceGetCurrentClocksThrottleReasons",
                    device::clocksThrottleReasons);
        }

        private void askProcesses() {
            askNewest(
                    "nvmlDeviceGetComputeRunningProcesses_v3",
                    device::computeProcesses3,
                    "nvmlDeviceGetComputeRunningProcesses_v2",
                    device::computeProcesses2);
        }

        /** Asks the older function only where the newer one is not there or does not know. */
        private void askNewest(String newer, Supplier<Reply> newerCall, String older, Supplier<Reply> olderCall) {
            if (!ask(newer, newerCall).isSuccess()) {
                ask(older, olderCall);
            }
        }

        private void askMig() {
            Reply mode = ask("nvmlDeviceGetMigMode", device::migMode);
            if (!mode.isSuccess() || mode.number() == 0) {
                return;
            }
            Reply most = ask("nvmlDeviceGetMaxMigDeviceCount", device::maxMigDeviceCount);
            if (most.isSuccess()) {
                ask("nvmlDeviceGetMigDeviceHandleByIndex", () -> migDevices(most.number()));
            }
        }

        /** How many of the possible MIG devices exist; a place without one answers with an error. */
        private Reply migDevices(int most) {
            int found = 0;
            for (int instance = 0; instance < Math.min(most, MAX_MIG_DEVICES); instance++) {
                found += device.migDevice(instance).isSuccess() ? 1 : 0;
            }
            return Reply.of(0, found);
        }
    }
}
