#!/usr/bin/env bash
# Runs the container image without a container engine, as `docker run --gpus all` would: puts this machine's driver and its
# device nodes into the image's file system, as NVIDIA's container toolkit does, and starts gpudoctor there as its user.
# Needs root and a GPU.
#
# usage: run-image.sh ROOT [ARGUMENT...]
#   ROOT  the image's file system, unpacked
set -euo pipefail
root=$1
shift
libraries=$root/usr/lib/x86_64-linux-gnu

# What the toolkit brings for the capabilities compute and utility.
for name in libcuda libcudadebugger libnvidia-ml libnvidia-cfg libnvidia-ptxjitcompiler libnvidia-nvvm libnvidia-opencl; do
    file=$(ldconfig -p | awk -v name="$name.so" 'index($1, name) == 1 { print $NF; exit }')
    [ -z "$file" ] || cp -L "$file" "$libraries/$(basename "$(readlink -f "$file")")"
done
ldconfig -r "$root"
ln -sf libcuda.so.1 "$libraries/libcuda.so"

mounted=()
trap 'for place in "${mounted[@]}"; do umount -l "$place"; done' EXIT
enter() {
    mkdir -p "$root/$1"
    if mount --bind "/$1" "$root/$1" 2>/dev/null; then mounted+=("$root/$1"); else echo "no /$1 in there" >&2; fi
}
enter proc
enter sys
for node in /dev/null /dev/zero /dev/urandom /dev/nvidia*; do
    if [ -c "$node" ] && [ ! -e "$root$node" ]; then
        mknod -m 666 "$root$node" c "0x$(stat -c %t "$node")" "0x$(stat -c %T "$node")"
    fi
done

chroot --userspec=65532:65532 "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility /usr/local/bin/gpudoctor "${@:-check}"
