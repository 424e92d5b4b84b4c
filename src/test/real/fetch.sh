#!/usr/bin/env bash
# Unpacks real packages of NVIDIA, PyTorch, TensorFlow and ONNX Runtime below a directory; what is there is not fetched
# again. Needs apt-get of a Debian 12 system, Python with pip, and Maven.
#
#   fetch.sh DIRECTORY   ->  DIRECTORY/driver  a root tree of Debian's libcuda1, libnvidia-ml1, libcudart11.0
#                            DIRECTORY/driver-470 a root tree of the driver's libraries of an older branch
#                            DIRECTORY/pythons a root tree with one environment per framework
#                            DIRECTORY/cudnn-other one part of another cuDNN
#                            DIRECTORY/tensorrt/RELEASE TensorRT's own libraries
set -euo pipefail
directory=$(mkdir -p "$1" && cd "$1" && pwd)

# debian NAME PACKAGE...: a root tree of packages of Debian 12, non-free ones included
debian() {
    local name=$1 packages="$directory/packages" site
    shift
    site=$(apt-get indextargets --format '$(SITE)' 'Component: main' 'Codename: bookworm' | head -n 1)
    [ -n "$site" ] || { echo "no Debian 12 archive among this system's sources" >&2; return 1; }
    rm -rf "$packages/$name"
    mkdir -p "$packages/lists/partial" "$packages/cache/archives/partial" "$packages/$name"
    echo "deb $site bookworm contrib non-free" >"$packages/non-free.list"
    local options=(-qq -o Dir::Etc::sourcelist="$packages/non-free.list" -o Dir::Etc::sourceparts=-
        -o Dir::State::lists="$packages/lists" -o Dir::Cache="$packages/cache")
    apt-get "${options[@]}" update
    (cd "$packages/$name" && apt-get "${options[@]}" -o APT::Sandbox::User=root download "$@")
    mkdir -p "$directory/$name.part"
    for package in "$packages/$name"/*.deb; do dpkg -x "$package" "$directory/$name.part"; done
    mv "$directory/$name.part" "$directory/$name"
}

# wheel PLATFORM REQUIREMENT: downloads without what it requires
wheel() {
    python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: --python-version 3.11 \
        --platform "manylinux2014_$1" --platform "manylinux_2_27_$1" --platform "manylinux_2_28_$1" \
        --platform "manylinux_2_17_$1" --platform manylinux1_x86_64 -d "$directory/wheels/$1" "$2"
}

# environment NAME WHEEL...: unpacks wheels as an installation would
environment() {
    local prefix="$directory/pythons.part/opt/$1/venv"
    mkdir -p "$prefix/lib/python3.11/site-packages"
    printf 'home = /usr/bin\nversion = 3.11.7\n' >"$prefix/pyvenv.cfg"
    shift
    for archive in "$@"; do python3 -m zipfile -e "$archive" "$prefix/lib/python3.11/site-packages"; done
}

fetch_pythons() {
    local wheels="$directory/wheels" requirement
    for requirement in torch==2.5.1 tensorflow==2.18.0 onnxruntime-gpu==1.20.2 nvidia-cuda-runtime-cu12==12.4.127 \
        nvidia-cuda-nvrtc-cu12==12.4.127 nvidia-cublas-cu12==12.4.5.8 nvidia-cudnn-cu12==9.1.0.70 \
        tensorrt-cu12-bindings==10.6.0; do
        wheel x86_64 "$requirement"
    done
    wheel aarch64 torch==2.5.1
    rm -rf "$directory/pythons.part"
    environment torch "$wheels"/x86_64/{torch,nvidia}*.whl
    environment torch-cpu "$wheels"/aarch64/torch*.whl
    environment tensorflow "$wheels"/x86_64/tensorflow*.whl
    environment onnxruntime "$wheels"/x86_64/{onnxruntime,nvidia,tensorrt}*.whl
    mv "$directory/pythons.part" "$directory/pythons"
    rm -r "$wheels"
}

fetch_tensorrt() {
    local artifact release
    for artifact in 8.6-1.5.10 10.6-1.5.11 11.2-1.5.14; do
        release=${artifact%%-*}
        mvn -q -B dependency:copy -Dartifact="org.bytedeco:tensorrt:$artifact:jar:linux-x86_64-redist" \
            -DoutputDirectory="$directory/jars"
        python3 -m zipfile -e "$directory/jars/tensorrt-$artifact-linux-x86_64-redist.jar" "$directory/jars/$release"
        mkdir -p "$directory/tensorrt.part/$release"
        mv "$directory/jars/$release"/org/bytedeco/tensorrt/linux-x86_64/*.so* "$directory/tensorrt.part/$release"
    done
    rm -r "$directory/jars"
    mv "$directory/tensorrt.part" "$directory/tensorrt"
}

# One part of another cuDNN release than the one in pythons.
fetch_other_cudnn() {
    wheel x86_64 nvidia-cudnn-cu12==9.2.1.18
    mkdir -p "$directory/cudnn-other.part"
    python3 - "$directory/wheels/x86_64"/nvidia_cudnn_cu12-9.2.1.18-*.whl "$directory/cudnn-other.part" <<'END'
import os, shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive, archive.open("nvidia/cudnn/lib/libcudnn_ops.so.9") as part:
    with open(os.path.join(sys.argv[2], "libcudnn_ops.so.9"), "wb") as file:
        shutil.copyfileobj(part, file)
END
    rm -r "$directory/wheels"
    mv "$directory/cudnn-other.part" "$directory/cudnn-other"
}

[ -d "$directory/driver" ] || debian driver libcuda1 libnvidia-ml1 libcudart11.0
[ -d "$directory/driver-470" ] || debian driver-470 libnvidia-tesla-470-cuda1 libnvidia-tesla-470-ml1
[ -d "$directory/pythons" ] || fetch_pythons
[ -d "$directory/cudnn-other" ] || fetch_other_cudnn
[ -d "$directory/tensorrt" ] || fetch_tensorrt
