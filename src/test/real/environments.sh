#!/usr/bin/env bash
# Makes Python environments of real frameworks with NVIDIA's wheels; what is there is not made again. Beside each is a script
# "loads-NAME.py", which ends with 0 when the system's own loader gives the framework every library that it opens.
#
#   environments.sh DIRECTORY   ->  DIRECTORY/{jax,onnxruntime,ctranslate2}
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
directory=$(mkdir -p "$1" && cd "$1" && pwd)

# environment NAME REQUIREMENT...
environment() {
    local name=$1
    shift
    cp "$here/loads-$name.py" "$directory/"
    [ -e "$directory/$name" ] && return
    python3 -m venv "$directory/$name.part"
    "$directory/$name.part/bin/python" -m pip install -q --disable-pip-version-check --no-deps numpy "$@"
    mv "$directory/$name.part" "$directory/$name"
}

cuda=(nvidia-cuda-runtime-cu12==12.9.79 nvidia-cublas-cu12==12.9.1.4 nvidia-cudnn-cu12==9.10.2.21
    nvidia-cufft-cu12==11.4.1.4 nvidia-nvjitlink-cu12==12.9.86 nvidia-cuda-nvrtc-cu12==12.9.86)
environment jax jax==0.7.2 jaxlib==0.7.2 jax-cuda12-plugin==0.7.2 jax-cuda12-pjrt==0.7.2 scipy ml_dtypes opt_einsum \
    "${cuda[@]}" nvidia-cusparse-cu12==12.5.10.65 nvidia-cusolver-cu12==11.7.5.82 nvidia-cuda-cupti-cu12==12.9.79
environment onnxruntime onnxruntime-gpu==1.22.0 nvidia-curand-cu12==10.3.10.19 "${cuda[@]}"
environment ctranslate2 ctranslate2==4.6.0 pyyaml setuptools "${cuda[@]}"
