/*
 * Every other library that gpudoctor asks for its version: cuDNN, cuBLAS, NVRTC, TensorRT's plugins. The script's line
 * `<soname>.version=` holds the number in the library's own encoding. All calls are in every library: a caller asks a
 * library only for its own.
 */
#include "fake.h"

#include <stddef.h>

static unsigned long long version_for(const char *function) {
    int code;
    return scripted(function, NO_GPU, &code) ? (unsigned long long)code : script_number(SONAME ".version", 0);
}

EXPORT size_t cudnnGetVersion(void) { return (size_t)version_for(__func__); }
EXPORT size_t cudnnGetCudartVersion(void) { return (size_t)script_number(SONAME ".cudart", 0); }
EXPORT size_t cublasLtGetVersion(void) { return (size_t)version_for(__func__); }

/* cuBLAS and cuDNN give major, minor and patch one by one; cuBLAS counts major * 10000 + minor * 100 + patch. */
EXPORT int cublasGetProperty(int which, int *value) {
    unsigned long long version = version_for(__func__);
    *value = (int)(which == 0 ? version / 10000 : which == 1 ? version / 100 % 100 : version % 100);
    return 0;
}

EXPORT int cublasLtGetProperty(int which, int *value) { return cublasGetProperty(which, value); }

/* NVRTC counts as CUDA does: major * 1000 + minor * 10. */
EXPORT int nvrtcVersion(int *major, int *minor) {
    unsigned long long version = version_for(__func__);
    *major = (int)(version / 1000);
    *minor = (int)(version % 1000 / 10);
    return 0;
}

EXPORT bool initLibNvInferPlugins(void *logger, const char *space) {
    (void)logger, (void)space;
    return version_for(__func__) != 0;
}
