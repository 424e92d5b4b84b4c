package dev.gpudoctor.probe.nativelib;

/** The calls of NVML that are asked, each under its C name less {@code nvml}. */
interface Nvml {
    /** Whether the library has a function. Calling one that it lacks ends the process. */
    boolean has(String function);

    Reply init();

    Reply driverVersion();

    Reply cudaDriverVersion();

    Reply deviceCount();

    /** Environment, feature: 1 where confidential computing is on, developer mode. */
    Reply confidentialState();

    /** 1 where the GPUs may be used. */
    Reply confidentialReady();

    Device device(int index);

    /** A GPU; {@link #open} comes first. */
    interface Device {
        Reply open();

        Reply name();

        Reply uuid();

        Reply serial();

        Reply brand();

        /** The bus address as text. */
        Reply pciInfo();

        /** Major, minor. */
        Reply computeCapability();

        /** Bytes: total, used. */
        Reply memoryInfo();

        /** Bytes: total, used without what the driver keeps for itself. */
        Reply memoryInfo2();

        /** Bytes. */
        Reply bar1Total();

        /** Mode now, mode after a reset. */
        Reply migMode();

        Reply maxMigDeviceCount();

        Reply migDevice(int index);

        /** Mode now, mode after a reboot. */
        Reply eccMode();

        /** Uncorrected errors since the driver was loaded. */
        Reply uncorrectedEccErrors();

        /** Errors since the driver was loaded: uncorrected, corrected. */
        Reply eccErrors();

        /** Corrected, uncorrected, pending, failed. */
        Reply remappedRows();

        /** 1 where a retired page waits for a reset. */
        Reply retirementPending();

        Reply computeMode();

        Reply persistenceMode();

        /** Bits. */
        Reply clocksEventReasons();

        /** The same under its older name. */
        Reply clocksThrottleReasons();

        Reply pcieGeneration();

        Reply pcieWidth();

        Reply maxPcieGeneration();

        Reply maxPcieWidth();

        /** MHz now: the multiprocessors', the memory's. */
        Reply clocks();

        /** Degrees Celsius. */
        Reply temperature();

        /** Milliwatts. */
        Reply powerUsage();

        /** Process id and bytes, in turn; -1 bytes where NVML does not know. */
        Reply computeProcesses3();

        /** The same in the form of driver 470. */
        Reply computeProcesses2();

        /** State, status. */
        Reply fabricInfo();

        /** For each NVLink 1 if it is active. */
        Reply nvLinks();

        Reply virtualizationMode();

        /** For each feature under licence 1 if the licence is there. */
        Reply gridLicences();

        /** Whether the board's own memory of settings is intact; nothing but the code tells. */
        Reply inforom();

        /** What NVML asks to be done to get a GPU back. */
        Reply recoveryAction();
    }
}
