/*
 * libcudart.so.N: the few calls that show whether a CUDA runtime works. It has memory of its own; the real one asks the
 * driver through private tables that no fake driver can offer.
 */
#include "fake.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SUCCESS = 0, INVALID_VALUE = 1, MEMORY_ALLOCATION = 2, INSUFFICIENT_DRIVER = 35, NO_DEVICE = 100 };
enum { TO_DEVICE = 1, TO_HOST = 2, POISON = 0xcd };

static int last_error;

#define ANSWER()                                                       \
    do {                                                               \
        int code;                                                      \
        if (scripted(__func__, NO_GPU, &code)) return last_error = code; \
    } while (0)

/* A runtime of a newer major family than the driver's refuses every call that needs the driver. */
#define ANSWER_WITH_DRIVER()                                                                           \
    do {                                                                                               \
        ANSWER();                                                                                      \
        unsigned long long own = script_number(SONAME ".version", 0);                                  \
        if (script_number("driver.cuda", 0) / 1000 < own / 1000) return last_error = INSUFFICIENT_DRIVER; \
        if (!gpu_count()) return last_error = NO_DEVICE;                                               \
    } while (0)

/* Device addresses carry this bit, so that the host cannot use one by mistake. */
static const uintptr_t DEVICE = (uintptr_t)1 << 56;

static void *to_device(void *host) { return (void *)((uintptr_t)host | DEVICE); }
static void *to_host(const void *device) { return (void *)((uintptr_t)device & ~DEVICE); }
static bool is_device(const void *pointer) { return (uintptr_t)pointer & DEVICE; }

EXPORT int cudaRuntimeGetVersion(int *version) {
    ANSWER();
    *version = (int)script_number(SONAME ".version", 0);
    return SUCCESS;
}

EXPORT int cudaDriverGetVersion(int *version) {
    ANSWER();
    *version = (int)script_number("driver.cuda", 0);
    return SUCCESS;
}

EXPORT int cudaGetDeviceCount(int *count) {
    *count = 0;
    ANSWER_WITH_DRIVER();
    *count = gpu_count();
    return SUCCESS;
}

EXPORT int cudaSetDevice(int device) {
    ANSWER_WITH_DRIVER();
    return device >= 0 && device < gpu_count() ? SUCCESS : (last_error = 101);
}

EXPORT int cudaMalloc(void **memory, size_t size) {
    ANSWER_WITH_DRIVER();
    void *host = malloc(size);
    if (!host) return last_error = MEMORY_ALLOCATION;
    memset(host, POISON, size);
    *memory = to_device(host);
    return SUCCESS;
}

EXPORT int cudaMemcpy(void *target, const void *source, size_t size, int direction) {
    ANSWER_WITH_DRIVER();
    bool fits = (direction == TO_DEVICE && is_device(target) && !is_device(source))
            || (direction == TO_HOST && !is_device(target) && is_device(source));
    if (!fits) return last_error = INVALID_VALUE;
    memmove(to_host(target), to_host(source), size);
    return SUCCESS;
}

EXPORT int cudaMemset(void *target, int value, size_t size) {
    ANSWER_WITH_DRIVER();
    if (!is_device(target)) return last_error = INVALID_VALUE;
    memset(to_host(target), value, size);
    return SUCCESS;
}

EXPORT int cudaFree(void *memory) {
    ANSWER_WITH_DRIVER();
    if (memory && !is_device(memory)) return last_error = INVALID_VALUE;
    free(to_host(memory));
    return SUCCESS;
}

EXPORT int cudaDeviceSynchronize(void) {
    ANSWER_WITH_DRIVER();
    return SUCCESS;
}

EXPORT int cudaDeviceReset(void) {
    ANSWER_WITH_DRIVER();
    return SUCCESS;
}

EXPORT int cudaGetLastError(void) {
    int error = last_error;
    last_error = SUCCESS;
    return error;
}

static const char *text(const char *function, int code, const char *found) {
    int own;
    scripted(function, NO_GPU, &own);
    return constant_string(function, code ? found : "no error");
}

EXPORT const char *cudaGetErrorString(int code) {
    return text(__func__, code,
            code == INSUFFICIENT_DRIVER ? "CUDA driver version is insufficient for CUDA runtime version"
            : code == NO_DEVICE         ? "no CUDA-capable device is detected"
            : code == MEMORY_ALLOCATION ? "out of memory"
                                        : "unknown error");
}

EXPORT const char *cudaGetErrorName(int code) {
    return text(__func__, code,
            code == INSUFFICIENT_DRIVER ? "cudaErrorInsufficientDriver"
            : code == NO_DEVICE         ? "cudaErrorNoDevice"
            : code == MEMORY_ALLOCATION ? "cudaErrorMemoryAllocation"
                                        : "cudaErrorUnknown");
}
