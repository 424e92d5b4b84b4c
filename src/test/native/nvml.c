/* libnvidia-ml.so.1: answers for every GPU what the script's `gpu.*` lines say. Layouts and codes follow nvml.h. */
#include "fake.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SUCCESS = 0,
    UNINITIALIZED = 1,
    INVALID_ARGUMENT = 2,
    NOT_SUPPORTED = 3,
    NOT_FOUND = 6,
    INSUFFICIENT_SIZE = 7,
    VERSION_MISMATCH = 25,
    MIB = 1 << 20
};

typedef struct gpu *Device;

/* A handle is the GPU's number and one, so that no handle is null. */
static Device handle(int gpu) { return (Device)(intptr_t)(gpu + 1); }

static int number(Device device) {
    intptr_t gpu = (intptr_t)device - 1;
    return gpu >= 0 && gpu < gpu_count() ? (int)gpu : NO_GPU;
}

static int initialised;

/* Gives the scripted answer if there is one. A call without nvmlInit is refused as the real library does. */
#define ANSWER(gpu)                                              \
    do {                                                         \
        int code;                                                \
        if (scripted(__func__, gpu, &code)) return code;         \
        if (!initialised) return UNINITIALIZED;                  \
    } while (0)

#define ANSWER_DEVICE(device)                                    \
    do {                                                         \
        if (number(device) == NO_GPU) return INVALID_ARGUMENT;   \
        ANSWER(number(device));                                  \
    } while (0)

static int give_string(const char *function, const char *text, char *buffer, unsigned size) {
    if (!text) return NOT_SUPPORTED;
    answer_string(function, text, buffer, size);
    return SUCCESS;
}

/* Gives the nth number of a property. */
static int give(Device device, const char *property, int nth, unsigned *value) {
    unsigned long long numbers[18];
    if (gpu_numbers(number(device), property, numbers, 18) <= nth) return NOT_SUPPORTED;
    *value = (unsigned)numbers[nth];
    return SUCCESS;
}

static int give_two(Device device, const char *property, unsigned *first, unsigned *second) {
    int code = give(device, property, 0, first);
    return code ? code : give(device, property, 1, second);
}

static int start(const char *function) {
    int code;
    if (scripted(function, NO_GPU, &code)) return code;
    initialised++;
    return SUCCESS;
}

EXPORT int nvmlInit_v2(void) { return start(__func__); }
EXPORT int nvmlInit(void) { return start(__func__); }
EXPORT int nvmlInitWithFlags(unsigned flags) { return (void)flags, start(__func__); }

EXPORT int nvmlShutdown(void) {
    ANSWER(NO_GPU);
    initialised--;
    return SUCCESS;
}

EXPORT const char *nvmlErrorString(int code) {
    static const char *const texts[] = {
        "Success", "Uninitialized", "Invalid Argument", "Not Supported", "Insufficient Permissions",
        "Already Initialized", "Not Found", "Insufficient Size", "Insufficient External Power", "Driver Not Loaded",
        "Timeout", "Interrupt Request Issue", "NVML Shared Library Not Found", "Function Not Found",
        "Corrupted infoROM", "GPU is lost", "GPU requires reset", "The operating system has blocked the request",
        "Driver/library version mismatch", "In use by another client", "Insufficient Memory", "No data",
        "vGPU ECC not supported", "Insufficient resources", "Frequency not supported", "Argument version mismatch"};
    int own;
    scripted(__func__, NO_GPU, &own);
    bool known = code >= 0 && code < (int)(sizeof texts / sizeof *texts);
    return constant_string(__func__, known ? texts[code] : "Unknown Error");
}

EXPORT int nvmlSystemGetDriverVersion(char *version, unsigned size) {
    ANSWER(NO_GPU);
    return give_string(__func__, script_text("driver.version"), version, size);
}

EXPORT int nvmlSystemGetNVMLVersion(char *version, unsigned size) {
    ANSWER(NO_GPU);
    return give_string(__func__, script_text("nvml.version"), version, size);
}

/* The version of an NVML process is known before any driver is asked, so no nvmlInit is needed. */
static int cuda_version(const char *function, int *version) {
    int code;
    if (scripted(function, NO_GPU, &code)) return code;
    *version = (int)script_number("driver.cuda", 0);
    return SUCCESS;
}

EXPORT int nvmlSystemGetCudaDriverVersion_v2(int *version) { return cuda_version(__func__, version); }
EXPORT int nvmlSystemGetCudaDriverVersion(int *version) { return cuda_version(__func__, version); }

EXPORT int nvmlDeviceGetCount_v2(unsigned *count) {
    ANSWER(NO_GPU);
    *count = (unsigned)gpu_count();
    return SUCCESS;
}

EXPORT int nvmlDeviceGetHandleByIndex_v2(unsigned index, Device *device) {
    if (index >= (unsigned)gpu_count()) return initialised ? INVALID_ARGUMENT : UNINITIALIZED;
    ANSWER((int)index);
    *device = handle((int)index);
    return SUCCESS;
}

static int find(const char *property, const char *wanted, Device *device) {
    for (int gpu = 0; gpu < gpu_count(); gpu++) {
        const char *text = gpu_text(gpu, property);
        if (text && !strcmp(text, wanted)) return *device = handle(gpu), SUCCESS;
    }
    return NOT_FOUND;
}

EXPORT int nvmlDeviceGetHandleByUUID(const char *uuid, Device *device) {
    ANSWER(NO_GPU);
    return find("uuid", uuid, device);
}

EXPORT int nvmlDeviceGetHandleByPciBusId_v2(const char *bus, Device *device) {
    ANSWER(NO_GPU);
    return find("bus", bus, device);
}

EXPORT int nvmlDeviceGetIndex(Device device, unsigned *index) {
    ANSWER_DEVICE(device);
    *index = (unsigned)number(device);
    return SUCCESS;
}

#define STRING(function, property)                                                       \
    EXPORT int function(Device device, char *text, unsigned size) {                      \
        ANSWER_DEVICE(device);                                                           \
        return give_string(__func__, gpu_text(number(device), property), text, size);    \
    }

#define NUMBER(function, property)                                                       \
    EXPORT int function(Device device, unsigned *value) {                                \
        ANSWER_DEVICE(device);                                                           \
        return give(device, property, 0, value);                                         \
    }

#define TWO_NUMBERS(function, property)                                                  \
    EXPORT int function(Device device, unsigned *first, unsigned *second) {              \
        ANSWER_DEVICE(device);                                                           \
        return give_two(device, property, first, second);                                \
    }

STRING(nvmlDeviceGetName, "name")
STRING(nvmlDeviceGetUUID, "uuid")
STRING(nvmlDeviceGetSerial, "serial")
STRING(nvmlDeviceGetVbiosVersion, "vbios")
NUMBER(nvmlDeviceGetBrand, "brand")
NUMBER(nvmlDeviceGetArchitecture, "architecture")
NUMBER(nvmlDeviceGetMinorNumber, "minor")
NUMBER(nvmlDeviceGetComputeMode, "compute-mode")
NUMBER(nvmlDeviceGetPersistenceMode, "persistence")
NUMBER(nvmlDeviceGetDisplayActive, "display")
NUMBER(nvmlDeviceGetPerformanceState, "performance-state")
NUMBER(nvmlDeviceGetPowerUsage, "power")
NUMBER(nvmlDeviceGetEnforcedPowerLimit, "power.limit")
NUMBER(nvmlDeviceGetPowerManagementLimit, "power.limit")
NUMBER(nvmlDeviceGetCurrPcieLinkGeneration, "pcie.generation")
NUMBER(nvmlDeviceGetCurrPcieLinkWidth, "pcie.width")
NUMBER(nvmlDeviceGetMaxPcieLinkGeneration, "pcie.max-generation")
NUMBER(nvmlDeviceGetMaxPcieLinkWidth, "pcie.max-width")
NUMBER(nvmlDeviceGetGpuMaxPcieLinkGeneration, "pcie.max-generation")
NUMBER(nvmlDeviceGetRetiredPagesPendingStatus, "retired.pending")
NUMBER(nvmlDeviceGetVirtualizationMode, "virtualization")
NUMBER(nvmlDeviceGetMaxMigDeviceCount, "mig.most")
TWO_NUMBERS(nvmlDeviceGetMigMode, "mig")
TWO_NUMBERS(nvmlDeviceGetEccMode, "ecc")
TWO_NUMBERS(nvmlDeviceGetUtilizationRates, "utilization")

/* Capability is written as people write it: 8.6. */
EXPORT int nvmlDeviceGetCudaComputeCapability(Device device, int *major, int *minor) {
    ANSWER_DEVICE(device);
    const char *text = gpu_text(number(device), "capability");
    return text && sscanf(text, "%d.%d", major, minor) == 2 ? SUCCESS : NOT_SUPPORTED;
}

typedef struct {
    char legacy_bus_id[16];
    unsigned domain, bus, device, device_id, subsystem_id;
    char bus_id[32];
} PciInfo;

static int pci_info(const char *function, Device device, PciInfo *pci) {
    const char *bus = gpu_text(number(device), "bus");
    memset(pci, 0, sizeof *pci);
    if (!bus || sscanf(bus, "%x:%x:%x", &pci->domain, &pci->bus, &pci->device) != 3) return NOT_SUPPORTED;
    give(device, "pci", 0, &pci->device_id);
    give(device, "pci", 1, &pci->subsystem_id);
    answer_string(function, bus, pci->bus_id, sizeof pci->bus_id);
    answer_string(function, strlen(bus) > 4 ? bus + 4 : bus, pci->legacy_bus_id, sizeof pci->legacy_bus_id);
    return SUCCESS;
}

EXPORT int nvmlDeviceGetPciInfo_v3(Device device, PciInfo *pci) {
    ANSWER_DEVICE(device);
    return pci_info(__func__, device, pci);
}

EXPORT int nvmlDeviceGetPciInfo_v2(Device device, PciInfo *pci) {
    ANSWER_DEVICE(device);
    return pci_info(__func__, device, pci);
}

/* The script gives memory in MiB as total,used,reserved. */
static int memory(Device device, uint64_t *total, uint64_t *used, uint64_t *reserved) {
    unsigned long long numbers[3] = {0};
    if (!gpu_numbers(number(device), "memory", numbers, 3)) return NOT_SUPPORTED;
    *total = numbers[0] * MIB;
    *used = numbers[1] * MIB;
    *reserved = numbers[2] * MIB;
    return SUCCESS;
}

typedef struct {
    uint64_t total, free, used;
} Memory;

EXPORT int nvmlDeviceGetMemoryInfo(Device device, Memory *info) {
    ANSWER_DEVICE(device);
    uint64_t reserved;
    int code = memory(device, &info->total, &info->used, &reserved);
    info->used += code ? 0 : reserved;
    info->free = code ? 0 : info->total - info->used;
    return code;
}

typedef struct {
    unsigned version;
    uint64_t total, reserved, free, used;
} MemoryV2;

EXPORT int nvmlDeviceGetMemoryInfo_v2(Device device, MemoryV2 *info) {
    ANSWER_DEVICE(device);
    if (info->version != (sizeof *info | 2 << 24)) return VERSION_MISMATCH;
    int code = memory(device, &info->total, &info->used, &info->reserved);
    info->free = code ? 0 : info->total - info->used - info->reserved;
    return code;
}

typedef struct {
    uint64_t total, free, used;
} Window;

/* The window through which the processor sees the GPU's memory; the script gives total,used in MiB. */
EXPORT int nvmlDeviceGetBAR1MemoryInfo(Device device, Window *window) {
    ANSWER_DEVICE(device);
    unsigned total, used;
    int code = give_two(device, "bar1", &total, &used);
    if (!code) *window = (Window){(uint64_t)total * MIB, (uint64_t)(total - used) * MIB, (uint64_t)used * MIB};
    return code;
}

/* The script gives 1 for each link that is up and 0 for each that is down. */
EXPORT int nvmlDeviceGetNvLinkState(Device device, unsigned link, unsigned *up) {
    ANSWER_DEVICE(device);
    return link > 17 ? INVALID_ARGUMENT : give(device, "nvlinks", (int)link, up);
}

/* Errors counted since the last reset (counter 0) or ever (1), as corrected (type 0) or uncorrected (1). */
EXPORT int nvmlDeviceGetTotalEccErrors(Device device, int type, int counter, uint64_t *count) {
    ANSWER_DEVICE(device);
    unsigned errors;
    int code = give(device, counter ? "ecc.aggregate" : "ecc.volatile", type, &errors);
    if (!code) *count = errors;
    return code;
}

/* The script gives corrected,uncorrected,pending,failure. */
EXPORT int nvmlDeviceGetRemappedRows(
        Device device, unsigned *corrected, unsigned *uncorrected, unsigned *pending, unsigned *failure) {
    ANSWER_DEVICE(device);
    unsigned *values[] = {corrected, uncorrected, pending, failure};
    int code = SUCCESS;
    for (int i = 0; i < 4 && !code; i++) code = give(device, "remapped", i, values[i]);
    return code;
}

static int clocks_event_reasons(Device device, uint64_t *reasons) {
    unsigned bits;
    int code = give(device, "clocks-event", 0, &bits);
    if (!code) *reasons = bits;
    return code;
}

EXPORT int nvmlDeviceGetCurrentClocksEventReasons(Device device, uint64_t *reasons) {
    ANSWER_DEVICE(device);
    return clocks_event_reasons(device, reasons);
}

EXPORT int nvmlDeviceGetCurrentClocksThrottleReasons(Device device, uint64_t *reasons) {
    ANSWER_DEVICE(device);
    return clocks_event_reasons(device, reasons);
}

EXPORT int nvmlDeviceGetTemperature(Device device, int sensor, unsigned *celsius) {
    ANSWER_DEVICE(device);
    return sensor ? INVALID_ARGUMENT : give(device, "temperature", 0, celsius);
}

typedef struct {
    unsigned version;
    int sensor, celsius;
} Temperature;

EXPORT int nvmlDeviceGetTemperatureV(Device device, Temperature *temperature) {
    ANSWER_DEVICE(device);
    return give(device, "temperature", 0, (unsigned *)&temperature->celsius);
}

/* The script gives the clocks in MHz in the order of nvmlClockType_t: graphics,sm,memory,video. */
EXPORT int nvmlDeviceGetClockInfo(Device device, int type, unsigned *mhz) {
    ANSWER_DEVICE(device);
    return type < 0 || type > 3 ? INVALID_ARGUMENT : give(device, "clocks", type, mhz);
}

EXPORT int nvmlDeviceGetMaxClockInfo(Device device, int type, unsigned *mhz) {
    ANSWER_DEVICE(device);
    return type < 0 || type > 3 ? INVALID_ARGUMENT : give(device, "clocks.most", type, mhz);
}

typedef struct {
    unsigned pid;
    uint64_t bytes;
    unsigned gpu_instance, compute_instance;
} Process;

/* The script gives pid,MiB for each process, one after the other; a GPU without the property runs none. */
static int processes(Device device, unsigned *count, Process *infos) {
    unsigned long long numbers[128];
    unsigned found = (unsigned)gpu_numbers(number(device), "processes", numbers, 128) / 2;
    unsigned room = *count;
    *count = found;
    if (found > room) return INSUFFICIENT_SIZE;
    for (unsigned i = 0; i < found; i++)
        infos[i] = (Process){(unsigned)numbers[2 * i], numbers[2 * i + 1] * MIB, UINT32_MAX, UINT32_MAX};
    return SUCCESS;
}

EXPORT int nvmlDeviceGetComputeRunningProcesses_v3(Device device, unsigned *count, Process *infos) {
    ANSWER_DEVICE(device);
    return processes(device, count, infos);
}

EXPORT int nvmlDeviceGetComputeRunningProcesses_v2(Device device, unsigned *count, Process *infos) {
    ANSWER_DEVICE(device);
    return processes(device, count, infos);
}

typedef struct {
    uint8_t cluster[16];
    int status;
    unsigned clique;
    uint8_t state;
} Fabric;

typedef struct {
    unsigned version;
    uint8_t cluster[16];
    int status;
    unsigned clique;
    uint8_t state;
    unsigned health;
    uint8_t summary;
} FabricV;

/* The script gives state,status,clique,health; state 3 is a registration that completed. */
EXPORT int nvmlDeviceGetGpuFabricInfo(Device device, Fabric *fabric) {
    ANSWER_DEVICE(device);
    unsigned values[3] = {0};
    for (int i = 0; i < 3; i++)
        if (give(device, "fabric", i, &values[i])) return NOT_SUPPORTED;
    *fabric = (Fabric){.state = (uint8_t)values[0], .status = (int)values[1], .clique = values[2]};
    return SUCCESS;
}

EXPORT int nvmlDeviceGetGpuFabricInfoV(Device device, FabricV *fabric) {
    ANSWER_DEVICE(device);
    unsigned values[4] = {0};
    if (fabric->version >> 24 < 2 || fabric->version >> 24 > 3) return VERSION_MISMATCH;
    for (int i = 0; i < 4; i++)
        if (give(device, "fabric", i, &values[i])) return NOT_SUPPORTED;
    fabric->state = (uint8_t)values[0];
    fabric->status = (int)values[1];
    fabric->clique = values[2];
    fabric->health = values[3];
    return SUCCESS;
}

/* The script gives the code that the check of the board's memory ends with. */
EXPORT int nvmlDeviceValidateInforom(Device device) {
    ANSWER_DEVICE(device);
    unsigned code = 0;
    return give(device, "inforom", 0, &code) ? NOT_SUPPORTED : (int)code;
}
