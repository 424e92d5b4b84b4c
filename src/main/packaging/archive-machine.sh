#!/bin/sh
# Builds the directory of a machine with a GPU, so that class archives contain what runs on one: what the kernel shows, a
# driver that answers, a CUDA toolkit, cuDNN, and a Python environment with PyTorch and extensions that lack a library or a
# symbol.
# Without a C compiler it has no libraries, and gpudoctor starts more slowly where there is a GPU.
# Usage: archive-machine.sh DIRECTORY
set -eu
machine=$1
packages=$machine/env/lib/python3.12/site-packages
mkdir -p "$machine"

# write FILE LINE...: a text file of the machine.
write() {
    file=$machine/$1
    shift
    mkdir -p "${file%/*}"
    printf '%s\n' "$@" >"$file"
}

address=0000:0f:00.0
pci=sys/devices/pci0000:00/$address
write "$pci/vendor" 0x10de
write "$pci/device" 0x2335
write "$pci/subsystem_vendor" 0x10de
write "$pci/subsystem_device" 0x18be
write "$pci/class" 0x030200
write "$pci/current_link_speed" '32.0 GT/s PCIe'
write "$pci/max_link_speed" '32.0 GT/s PCIe'
write "$pci/current_link_width" 16
write "$pci/max_link_width" 16
write "$pci/numa_node" 0
mkdir -p "$machine/sys/bus/pci/devices" "$machine/sys/bus/pci/drivers/nvidia" "$machine/sys/kernel/iommu_groups/7"
ln -s "../../../devices/pci0000:00/$address" "$machine/sys/bus/pci/devices/$address"
ln -s ../../../bus/pci/drivers/nvidia "$machine/$pci/driver"
ln -s ../../../kernel/iommu_groups/7 "$machine/$pci/iommu_group"
write sys/kernel/iommu_groups/7/type DMA-FQ
write sys/module/nvidia/version 580.95.05
write sys/power/suspend_stats/success 0
write proc/modules 'nvidia_uvm 2076672 0 - Live 0x0' 'nvidia 14364672 1 nvidia_uvm, Live 0x0'
write proc/driver/nvidia/version \
    'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build' 'GCC version:  gcc version 13.3.0'
write "proc/driver/nvidia/gpus/$address/information" 'Model: 		 NVIDIA H200' 'IRQ:   		 18' 'Device Minor: 	 0' \
    'GPU Firmware: 	 580.95.05' 'GPU Excluded:	 No'
write proc/driver/nvidia/params 'ModifyDeviceFiles: 1' 'DeviceFileUID: 0'
write proc/devices 'Character devices:' '195 nvidia-frontend' '506 nvidia-uvm'
write proc/cmdline 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 iommu=pt'
write proc/version 'Linux version 6.8.0-45-generic (buildd@x) (x86_64-linux-gnu-gcc-13 13.2.0) #45 SMP'
write proc/meminfo 'MemTotal:       131072000 kB'
write proc/cpuinfo 'processor	: 0' 'model name	: Intel(R) Xeon(R)' 'flags		: fpu avx avx2 avx512f'
write etc/os-release 'ID=ubuntu' 'VERSION_ID="24.04"' 'PRETTY_NAME="Ubuntu 24.04.3 LTS"'
write etc/docker/daemon.json '{"runtimes": {"nvidia": {"path": "nvidia-container-runtime", "args": []}}}'
write etc/nvidia-container-runtime/config.toml '[nvidia-container-cli]' 'ldconfig = "@/sbin/ldconfig.real"'
write var/lib/dpkg/status 'Package: libnvidia-compute-580' 'Status: install ok installed' 'Architecture: amd64' \
    'Version: 580.95.05-0ubuntu1' ''

toolkit=usr/local/cuda-12.8
write $toolkit/version.json '{"cuda": {"name": "CUDA SDK", "version": "12.8.1"},' \
    '"cuda_cudart": {"name": "CUDA Runtime (cudart)", "version": "12.8.90"},' \
    '"cuda_nvcc": {"name": "CUDA NVCC", "version": "12.8.93"}}'
write $toolkit/bin/nvcc ''
write $toolkit/include/crt/host_config.h '#if __GNUC__ > 14' \
    '#error -- unsupported GNU version! gcc versions later than 14 are not supported!' '#endif'
write $toolkit/include/cudnn_version.h '#define CUDNN_MAJOR 9' '#define CUDNN_MINOR 10' '#define CUDNN_PATCHLEVEL 2'
mkdir -p "$machine/usr/bin" "$machine/$toolkit/lib64"
write usr/lib/gcc/x86_64-linux-gnu/13/cc1plus ''
write usr/bin/x86_64-linux-gnu-gcc-13 ''
ln -s x86_64-linux-gnu-gcc-13 "$machine/usr/bin/gcc"
ln -s cuda-12.8 "$machine/usr/local/cuda"

write env/pyvenv.cfg 'version = 3.12.3'
write env/lib/python3.12/site-packages/torch/version.py "__version__ = '2.9.1+cu128'" "cuda = '12.8'"
# wheel NAME VERSION FILE...: what pip leaves of a wheel.
wheel() {
    info=env/lib/python3.12/site-packages/$1-$2.dist-info
    write "$info/METADATA" "Name: $1" "Version: $2" 'Requires-Dist: nvidia-cudnn-cu12==9.10.2.21; platform_system == "Linux"'
    shift 2
    write "$info/RECORD" "$@"
}
wheel torch 2.9.1+cu128 torch/lib/libtorch_cuda.so,,
wheel nvidia_cudnn_cu12 9.10.2.21 nvidia/cudnn/lib/libcudnn.so.9,,
wheel flash_attn 2.8.3 flash_attn_2_cuda.cpython-312-x86_64-linux-gnu.so,,
wheel xformers 0.0.33 xformers/_C.so,,
wheel onnxruntime_gpu 1.23.2 onnxruntime/capi/libonnxruntime_providers_cuda.so,,

command -v cc >/dev/null || { echo "archive-machine.sh: no cc, so the archives are made without a driver" >&2; exit 0; }
libraries=$machine/usr/lib
mkdir -p "$libraries" "$packages/torch/lib" "$packages/nvidia/cudnn/lib" "$packages/onnxruntime/capi" "$packages/xformers"
printf 'gpus=1\ngpu.capability=9,0\ngpu.memory=81559,0,537\n' >"$libraries/answers"
for library in cuda:libcuda.so.1 nvml:libnvidia-ml.so.1 cudart:libcudart.so.12 versions:libcudnn.so.9; do
    cc -shared -fPIC -O1 "-DSONAME=\"${library#*:}\"" "-Wl,-soname,${library#*:}" -o "$libraries/${library#*:}" \
        "src/test/native/${library%%:*}.c" src/test/native/fake.c -ldl
done
cp "$libraries/libcudnn.so.9" "$packages/nvidia/cudnn/lib"
cp "$libraries/libcudart.so.12" "$machine/$toolkit/lib64/libcudart.so.12.8.90"
ln -s libcudart.so.12.8.90 "$machine/$toolkit/lib64/libcudart.so.12"

# The libraries need one another, and extensions need them and have GPU code, as their readers follow and read it.
sources=$machine/sources
mkdir "$sources"
echo 'int c10(void) { return 0; }' >"$sources/c10.c"
echo 'int c10(void); int torch_cuda(void) { return c10(); }
    __attribute__((section(".nv_fatbin"))) const unsigned code[] = {0xba55ed50, 0x00100001, 0, 0};' >"$sources/cuda.c"
cc -shared -fPIC -Wl,-soname,libcublas.so.12 -o "$sources/libcublas.so.12" "$sources/c10.c"
cc -shared -fPIC -Wl,-soname,libc10.so -o "$packages/torch/lib/libc10.so" "$sources/c10.c"
cc -shared -fPIC -Wl,--no-as-needed -Wl,-soname,libtorch_cuda.so -Wl,-rpath,'$ORIGIN:$ORIGIN/../../nvidia/cudnn/lib' \
    -o "$packages/torch/lib/libtorch_cuda.so" "$sources/cuda.c" "$packages/torch/lib/libc10.so" \
    "$libraries/libcudart.so.12" "$libraries/libcudnn.so.9"
cc -shared -fPIC -Wl,--no-as-needed -o "$packages/flash_attn_2_cuda.cpython-312-x86_64-linux-gnu.so" "$sources/cuda.c" \
    "$packages/torch/lib/libc10.so" "$packages/torch/lib/libtorch_cuda.so" "$libraries/libcudart.so.12"
cc -shared -fPIC -Wl,--no-as-needed -o "$packages/onnxruntime/capi/libonnxruntime_providers_cuda.so" "$sources/cuda.c" \
    "$packages/torch/lib/libc10.so" "$sources/libcublas.so.12" "$libraries/libcudart.so.12"
# Of this one everything is there but a symbol.
echo 'int torch_cuda(void); int c10_removed(void); int xformers(void) { return torch_cuda() + c10_removed(); }' >"$sources/x.c"
cc -shared -fPIC -Wl,--no-as-needed -Wl,-rpath,'$ORIGIN/../torch/lib' -o "$packages/xformers/_C.so" "$sources/x.c" \
    "$packages/torch/lib/libc10.so" "$packages/torch/lib/libtorch_cuda.so"
