/*
 * libcuda.so.1: a driver whose GPUs are the script's `gpu.*` lines. Device memory is host memory behind addresses that the
 * host cannot read, and the only kernel it can run is the one that gpudoctor brings for its own test.
 */
#include "fake.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    UNSUPPORTED_PTX_VERSION = 222,
    INVALID_HANDLE = 400,
    FUNCTION_NOT_FOUND = 500,
    MIB = 1 << 20
};

typedef uint64_t DevicePointer;
typedef struct context *Context;

static bool initialised;
static Context current;
static int visible[16384];
static int visible_count;

/* CUDA_VISIBLE_DEVICES holds numbers or starts of UUIDs and ends at the first that names no GPU. */
static void choose_visible(void) {
    const char *wanted = getenv("CUDA_VISIBLE_DEVICES");
    int most = gpu_count() < 16384 ? gpu_count() : 16384;
    visible_count = 0;
    if (!wanted) {
        while (visible_count < most) visible[visible_count] = visible_count, visible_count++;
        return;
    }
    while (*wanted && visible_count < most) {
        size_t length = strcspn(wanted, ",");
        char *end;
        long gpu = strtol(wanted, &end, 10);
        if (end != wanted + length) {
            for (gpu = 0; gpu < most; gpu++) {
                const char *uuid = gpu_text((int)gpu, "uuid");
                if (uuid && length && !strncmp(uuid, wanted, length)) break;
            }
        }
        if (!length || gpu < 0 || gpu >= most) return;
        visible[visible_count++] = (int)gpu;
        wanted += length + (wanted[length] == ',');
    }
}

/* The GPU of the current context, for answers that hold for one GPU only. */
static int current_gpu(void) { return current ? (int)(intptr_t)current - 1 : NO_GPU; }

#define ANSWER(gpu)                                              \
    do {                                                         \
        int code;                                                \
        if (scripted(__func__, gpu, &code)) return code;         \
    } while (0)

#define ANSWER_STARTED(gpu)                                      \
    do {                                                         \
        ANSWER(gpu);                                             \
        if (!initialised) return NOT_INITIALIZED;                \
    } while (0)

#define ANSWER_DEVICE(device)                                                \
    do {                                                                     \
        ANSWER_STARTED(device >= 0 && device < visible_count ? visible[device] : NO_GPU); \
        if (device < 0 || device >= visible_count) return INVALID_DEVICE;    \
    } while (0)

#define ANSWER_CONTEXT()                                         \
    do {                                                         \
        ANSWER_STARTED(current_gpu());                           \
        if (!current) return INVALID_CONTEXT;                    \
    } while (0)

EXPORT int cuInit(unsigned flags) {
    ANSWER(NO_GPU);
    choose_visible();
    if (flags) return INVALID_VALUE;
    if (!visible_count) return NO_DEVICE;
    initialised = true;
    return SUCCESS;
}

EXPORT int cuDriverGetVersion(int *version) {
    ANSWER(NO_GPU);
    *version = (int)script_number("driver.cuda", 0);
    return SUCCESS;
}

static const struct {
    int code;
    const char *name, *text;
} errors[] = {
    {0, "CUDA_SUCCESS", "no error"},
    {1, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {3, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {34, "CUDA_ERROR_STUB_LIBRARY", "CUDA driver is a stub library"},
    {46, "CUDA_ERROR_DEVICE_UNAVAILABLE", "CUDA-capable device(s) is/are busy or unavailable"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {101, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {209, "CUDA_ERROR_NO_BINARY_FOR_GPU", "no kernel image is available for execution on the device"},
    {214, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {218, "CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed"},
    {221, "CUDA_ERROR_JIT_COMPILER_NOT_FOUND", "PTX JIT compiler library not found"},
    {222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "the provided PTX was compiled with an unsupported toolchain."},
    {304, "CUDA_ERROR_OPERATING_SYSTEM", "OS call failed or operation not supported on this OS"},
    {400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {500, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {702, "CUDA_ERROR_LAUNCH_TIMEOUT", "the launch timed out and was terminated"},
    {719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {802, "CUDA_ERROR_SYSTEM_NOT_READY", "system not yet initialized"},
    {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH", "system has unsupported display driver / cuda driver combination"},
    {804, "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE", "forward compatibility was attempted on non supported HW"},
    {999, "CUDA_ERROR_UNKNOWN", "unknown error"}};

static int error_text(const char *function, int code, bool name, const char **text) {
    int own;
    if (scripted(function, NO_GPU, &own)) return own;
    *text = NULL;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].code == code) *text = constant_string(function, name ? errors[i].name : errors[i].text);
    return *text ? SUCCESS : INVALID_VALUE;
}

EXPORT int cuGetErrorName(int code, const char **name) { return error_text(__func__, code, true, name); }
EXPORT int cuGetErrorString(int code, const char **text) { return error_text(__func__, code, false, text); }

EXPORT int cuDeviceGetCount(int *count) {
    ANSWER_STARTED(NO_GPU);
    *count = visible_count;
    return SUCCESS;
}

EXPORT int cuDeviceGet(int *device, int ordinal) {
    ANSWER_DEVICE(ordinal);
    *device = ordinal;
    return SUCCESS;
}

EXPORT int cuDeviceGetName(char *name, int size, int device) {
    ANSWER_DEVICE(device);
    const char *text = gpu_text(visible[device], "name");
    answer_string(__func__, text ? text : "", name, (size_t)size);
    return SUCCESS;
}

/* The script's UUID is `GPU-` and hexadecimal digits in groups. */
static int uuid(int device, unsigned char bytes[16]) {
    const char *text = gpu_text(visible[device], "uuid");
    int digits = 0;
    memset(bytes, 0, 16);
    for (text = text && strlen(text) > 4 ? text + 4 : ""; *text && digits < 32; text++) {
        const char *hex = "0123456789abcdef", *digit = strchr(hex, *text);
        if (!digit) continue;
        bytes[digits / 2] = (unsigned char)(bytes[digits / 2] << 4 | (digit - hex));
        digits++;
    }
    return SUCCESS;
}

EXPORT int cuDeviceGetUuid(unsigned char bytes[16], int device) {
    ANSWER_DEVICE(device);
    return uuid(device, bytes);
}

EXPORT int cuDeviceGetUuid_v2(unsigned char bytes[16], int device) {
    ANSWER_DEVICE(device);
    return uuid(device, bytes);
}

EXPORT int cuDeviceGetPCIBusId(char *bus, int size, int device) {
    ANSWER_DEVICE(device);
    const char *text = gpu_text(visible[device], "bus");
    /* NVML writes eight digits of the domain, the driver API four. */
    text = !text ? "" : strcspn(text, ":") == 8 ? text + 4 : text;
    answer_string(__func__, text, bus, (size_t)size);
    return SUCCESS;
}

static size_t total_memory(int gpu) {
    unsigned long long mib = 0;
    gpu_numbers(gpu, "memory", &mib, 1);
    return (size_t)mib * MIB;
}

EXPORT int cuDeviceTotalMem_v2(size_t *bytes, int device) {
    ANSWER_DEVICE(device);
    *bytes = total_memory(visible[device]);
    return SUCCESS;
}

enum {
    COMPUTE_MODE = 20,
    MULTIPROCESSORS = 16,
    INTEGRATED = 18,
    ECC_ENABLED = 32,
    PCI_BUS = 33,
    PCI_DEVICE = 34,
    PCI_DOMAIN = 50,
    CAPABILITY_MAJOR = 75,
    CAPABILITY_MINOR = 76
};

static int attribute(int gpu, int which) {
    unsigned long long numbers[2] = {0};
    unsigned domain = 0, bus = 0, slot = 0;
    const char *text = gpu_text(gpu, "bus");
    if (text) sscanf(text, "%x:%x:%x", &domain, &bus, &slot);
    switch (which) {
        case COMPUTE_MODE: gpu_numbers(gpu, "compute-mode", numbers, 1); return (int)numbers[0];
        case MULTIPROCESSORS: gpu_numbers(gpu, "multiprocessors", numbers, 1); return (int)numbers[0];
        case INTEGRATED: gpu_numbers(gpu, "integrated", numbers, 1); return (int)numbers[0];
        case ECC_ENABLED: gpu_numbers(gpu, "ecc", numbers, 1); return (int)numbers[0];
        case PCI_DOMAIN: return (int)domain;
        case PCI_BUS: return (int)bus;
        case PCI_DEVICE: return (int)slot;
        default: return 0;
    }
}

EXPORT int cuDeviceGetAttribute(int *value, int which, int device) {
    ANSWER_DEVICE(device);
    int capability[2] = {0};
    const char *text = gpu_text(visible[device], "capability");
    if (text) sscanf(text, "%d.%d", &capability[0], &capability[1]);
    bool asks_capability = which == CAPABILITY_MAJOR || which == CAPABILITY_MINOR;
    *value = asks_capability ? capability[which - CAPABILITY_MAJOR] : attribute(visible[device], which);
    return SUCCESS;
}

/* A context is its GPU's number and one. */
static Context context_of(int device) { return (Context)(intptr_t)(visible[device] + 1); }

EXPORT int cuDevicePrimaryCtxRetain(Context *context, int device) {
    ANSWER_DEVICE(device);
    *context = context_of(device);
    return SUCCESS;
}

EXPORT int cuDevicePrimaryCtxRelease_v2(int device) {
    ANSWER_DEVICE(device);
    return SUCCESS;
}

EXPORT int cuDevicePrimaryCtxGetState(int device, unsigned *flags, int *active) {
    ANSWER_DEVICE(device);
    *flags = 0;
    *active = current == context_of(device);
    return SUCCESS;
}

EXPORT int cuCtxCreate_v2(Context *context, unsigned flags, int device) {
    (void)flags;
    ANSWER_DEVICE(device);
    current = *context = context_of(device);
    return SUCCESS;
}

EXPORT int cuCtxDestroy_v2(Context context) {
    ANSWER_STARTED(current_gpu());
    if (current == context) current = NULL;
    return context ? SUCCESS : INVALID_CONTEXT;
}

EXPORT int cuCtxSetCurrent(Context context) {
    ANSWER_STARTED(current_gpu());
    current = context;
    return SUCCESS;
}

EXPORT int cuCtxGetCurrent(Context *context) {
    ANSWER_STARTED(current_gpu());
    *context = current;
    return SUCCESS;
}

EXPORT int cuCtxGetDevice(int *device) {
    ANSWER_CONTEXT();
    for (*device = 0; visible[*device] != current_gpu(); ++*device) continue;
    return SUCCESS;
}

EXPORT int cuCtxSynchronize(void) {
    ANSWER_CONTEXT();
    return SUCCESS;
}

/* Device addresses lie far above what a process can map, so that touching one from the host ends it. */
enum { ALIGNMENT = 512, POISON = 0xcd };

typedef struct allocation {
    DevicePointer address;
    size_t size;
    char *bytes;
    struct allocation *next;
} Allocation;

static Allocation *allocations;
static DevicePointer next_address = 1ull << 56;

static size_t used_memory(void) {
    unsigned long long numbers[3] = {0};
    gpu_numbers(current_gpu(), "memory", numbers, 3);
    size_t used = (size_t)(numbers[1] + numbers[2]) * MIB;
    for (Allocation *each = allocations; each; each = each->next) used += each->size;
    return used;
}

/* The host bytes behind a range of device addresses, or NULL where the range is not wholly inside one allocation. */
static char *behind(DevicePointer address, size_t size) {
    for (Allocation *each = allocations; each; each = each->next) {
        bool inside = address >= each->address && address - each->address <= each->size;
        if (inside && size <= each->size - (address - each->address)) return each->bytes + (address - each->address);
    }
    return NULL;
}

EXPORT int cuMemGetInfo_v2(size_t *free_bytes, size_t *total) {
    ANSWER_CONTEXT();
    size_t used = used_memory();
    *total = total_memory(current_gpu());
    *free_bytes = *total > used ? *total - used : 0;
    return SUCCESS;
}

EXPORT int cuMemAlloc_v2(DevicePointer *address, size_t size) {
    ANSWER_CONTEXT();
    if (!size) return INVALID_VALUE;
    size_t total = total_memory(current_gpu()), used = used_memory();
    if (used > total || size > total - used) return OUT_OF_MEMORY;
    Allocation *one = malloc(sizeof *one);
    char *bytes = malloc(size);
    if (!one || !bytes) return free(one), free(bytes), OUT_OF_MEMORY;
    memset(bytes, POISON, size);
    *one = (Allocation){next_address, size, bytes, allocations};
    allocations = one;
    *address = one->address;
    next_address += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return SUCCESS;
}

EXPORT int cuMemFree_v2(DevicePointer address) {
    ANSWER_CONTEXT();
    if (!address) return SUCCESS;
    for (Allocation **link = &allocations; *link; link = &(*link)->next) {
        Allocation *one = *link;
        if (one->address != address) continue;
        *link = one->next;
        free(one->bytes);
        free(one);
        return SUCCESS;
    }
    return INVALID_VALUE;
}

EXPORT int cuMemAllocHost_v2(void **memory, size_t size) {
    ANSWER_CONTEXT();
    return (*memory = malloc(size)) ? SUCCESS : OUT_OF_MEMORY;
}

EXPORT int cuMemFreeHost(void *memory) {
    ANSWER_CONTEXT();
    free(memory);
    return SUCCESS;
}

static int copy(void *target, const void *source, size_t size) {
    if (!target || !source) return INVALID_VALUE;
    memmove(target, source, size);
    return SUCCESS;
}

EXPORT int cuMemcpyHtoD_v2(DevicePointer target, const void *source, size_t size) {
    ANSWER_CONTEXT();
    return copy(behind(target, size), source, size);
}

EXPORT int cuMemcpyDtoH_v2(void *target, DevicePointer source, size_t size) {
    ANSWER_CONTEXT();
    return copy(target, behind(source, size), size);
}

EXPORT int cuMemcpyDtoD_v2(DevicePointer target, DevicePointer source, size_t size) {
    ANSWER_CONTEXT();
    return copy(behind(target, size), behind(source, size), size);
}

EXPORT int cuMemcpyHtoDAsync_v2(DevicePointer target, const void *source, size_t size, void *stream) {
    (void)stream;
    ANSWER_CONTEXT();
    return copy(behind(target, size), source, size);
}

EXPORT int cuMemcpyDtoHAsync_v2(void *target, DevicePointer source, size_t size, void *stream) {
    (void)stream;
    ANSWER_CONTEXT();
    return copy(target, behind(source, size), size);
}

EXPORT int cuMemsetD8_v2(DevicePointer target, unsigned char value, size_t count) {
    ANSWER_CONTEXT();
    char *bytes = behind(target, count);
    if (!bytes) return INVALID_VALUE;
    memset(bytes, value, count);
    return SUCCESS;
}

EXPORT int cuMemsetD32_v2(DevicePointer target, unsigned value, size_t count) {
    ANSWER_CONTEXT();
    char *bytes = count > SIZE_MAX / sizeof value ? NULL : behind(target, count * sizeof value);
    if (!bytes) return INVALID_VALUE;
    for (size_t i = 0; i < count; i++) memcpy(bytes + i * sizeof value, &value, sizeof value);
    return SUCCESS;
}

/* Modules, functions, streams and events carry no state here; a handle only has to be ours. */
static char a_module, a_function, a_stream, an_event;
static char entry[128];

/* Whether the driver takes the module: PTX text that is not newer than the script's `driver.ptx` (78 for 7.8). */
static int load_module(void **module, const char *image) {
    unsigned major, minor;
    const char *version = image ? strstr(image, ".version") : NULL;
    const char *name = image ? strstr(image, ".entry") : NULL;
    if (!version || sscanf(version, ".version %u.%u", &major, &minor) != 2) return INVALID_IMAGE;
    if (!name || sscanf(name, ".entry %127[A-Za-z0-9_]", entry) != 1) return INVALID_IMAGE;
    if (major * 10 + minor > script_number("driver.ptx", UINT32_MAX)) return UNSUPPORTED_PTX_VERSION;
    *module = &a_module;
    return SUCCESS;
}

EXPORT int cuModuleLoadData(void **module, const void *image) {
    ANSWER_CONTEXT();
    return load_module(module, image);
}

EXPORT int cuModuleLoadDataEx(void **module, const void *image, unsigned count, int *options, void **values) {
    (void)count, (void)options, (void)values;
    ANSWER_CONTEXT();
    return load_module(module, image);
}

EXPORT int cuModuleUnload(void *module) {
    ANSWER_CONTEXT();
    return module == &a_module ? SUCCESS : INVALID_HANDLE;
}

EXPORT int cuModuleGetFunction(void **function, void *module, const char *name) {
    ANSWER_CONTEXT();
    if (module != &a_module) return INVALID_HANDLE;
    if (strcmp(name, entry)) return FUNCTION_NOT_FOUND;
    *function = &a_function;
    return SUCCESS;
}

/*
 * Runs y[i] = a * x[i] + b for the parameters (y, x, a, b, n). The script's `kernel` says what comes out instead:
 * `wrong` is off by one in a hundred, `nan` is not a number, `nothing` leaves the output as it was.
 */
static int run_kernel(void **parameters, size_t threads) {
    const char *how = script_text("kernel");
    float a, b;
    unsigned n;
    DevicePointer y, x;
    memcpy(&y, parameters[0], sizeof y);
    memcpy(&x, parameters[1], sizeof x);
    memcpy(&a, parameters[2], sizeof a);
    memcpy(&b, parameters[3], sizeof b);
    memcpy(&n, parameters[4], sizeof n);
    size_t count = n < threads ? n : threads;
    char *to = behind(y, count * sizeof(float)), *from = behind(x, count * sizeof(float));
    if (!to || !from) return INVALID_VALUE;
    for (size_t i = 0; i < count && (!how || strcmp(how, "nothing")); i++) {
        float value;
        memcpy(&value, from + i * sizeof value, sizeof value);
        value = a * value + b;
        if (how && !strcmp(how, "nan")) value = NAN;
        if (how && !strcmp(how, "wrong")) value *= 1.01f;
        memcpy(to + i * sizeof value, &value, sizeof value);
    }
    return SUCCESS;
}

EXPORT int cuLaunchKernel(
        void *function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,
        unsigned block_z, unsigned shared_bytes, void *stream, void **parameters, void **extra) {
    (void)shared_bytes, (void)stream, (void)extra;
    ANSWER_CONTEXT();
    if (function != &a_function) return INVALID_HANDLE;
    if (!parameters) return INVALID_VALUE;
    return run_kernel(parameters, (size_t)grid_x * grid_y * grid_z * block_x * block_y * block_z);
}

EXPORT int cuStreamCreate(void **stream, unsigned flags) {
    (void)flags;
    ANSWER_CONTEXT();
    *stream = &a_stream;
    return SUCCESS;
}

EXPORT int cuStreamSynchronize(void *stream) {
    ANSWER_CONTEXT();
    return !stream || stream == &a_stream ? SUCCESS : INVALID_HANDLE;
}

EXPORT int cuStreamQuery(void *stream) {
    ANSWER_CONTEXT();
    return !stream || stream == &a_stream ? SUCCESS : INVALID_HANDLE;
}

EXPORT int cuStreamDestroy_v2(void *stream) {
    ANSWER_CONTEXT();
    return stream == &a_stream ? SUCCESS : INVALID_HANDLE;
}

EXPORT int cuEventCreate(void **event, unsigned flags) {
    (void)flags;
    ANSWER_CONTEXT();
    *event = &an_event;
    return SUCCESS;
}

EXPORT int cuEventRecord(void *event, void *stream) {
    (void)stream;
    ANSWER_CONTEXT();
    return event == &an_event ? SUCCESS : INVALID_HANDLE;
}

EXPORT int cuEventSynchronize(void *event) {
    ANSWER_CONTEXT();
    return event == &an_event ? SUCCESS : INVALID_HANDLE;
}

EXPORT int cuEventElapsedTime(float *milliseconds, void *begin, void *end) {
    ANSWER_CONTEXT();
    if (begin != &an_event || end != &an_event) return INVALID_HANDLE;
    *milliseconds = 0.25f;
    return SUCCESS;
}

EXPORT int cuEventDestroy_v2(void *event) {
    ANSWER_CONTEXT();
    return event == &an_event ? SUCCESS : INVALID_HANDLE;
}
