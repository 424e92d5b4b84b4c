/* What check asks the driver, and nothing else: the floor below which no program can come. */
#include <dlfcn.h>
#include <stdio.h>

static int call(void *library, const char *name, int argument) {
    int (*function)(int) = library ? (int (*)(int))dlsym(library, name) : 0;
    return function ? function(argument) : -1;
}

int main(void) {
    void *nvml = dlopen("libnvidia-ml.so.1", RTLD_LAZY);
    void *cuda = dlopen("libcuda.so.1", RTLD_LAZY);
    int (*count)(unsigned *) = nvml ? (int (*)(unsigned *))dlsym(nvml, "nvmlDeviceGetCount_v2") : 0;
    int (*version)(int *) = cuda ? (int (*)(int *))dlsym(cuda, "cuDriverGetVersion") : 0;
    unsigned devices = 0;
    int level = 0;
    printf("nvmlInit %d\n", call(nvml, "nvmlInit_v2", 0));
    if (count) count(&devices);
    if (version) version(&level);
    printf("cuInit %d, %u devices, CUDA %d\n", call(cuda, "cuInit", 0), devices, level);
    return 0;
}
