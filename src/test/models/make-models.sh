#!/bin/sh
# Lets TensorFlow, PyTorch, ONNX and others write their model files below a folder: make-models.sh FOLDER
# The environments are kept, so that a second run only writes the files again.
set -eu
out=$(mkdir -p "${1:?usage: make-models.sh FOLDER}" && cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

# TensorFlow 2.15 is the newest that tf2onnx was tested with; it has wheels for Python 3.9 to 3.11
for python in "${PYTHON:-python3.11}" python3.11 python3.10 python3.9 \
  "${HOME:-/}"/.pyenv/versions/3.11.*/bin/python "${HOME:-/}"/.pyenv/versions/3.10.*/bin/python; do
  if "$python" -c 'import sys, venv; sys.exit(not (3, 9) <= sys.version_info < (3, 12))' 2>/dev/null; then
    break
  fi
  python=
done
[ -n "$python" ] || { echo "no Python 3.9 to 3.11 here" >&2; exit 3; }

environment() {
  name=$1
  shift
  [ -e "$out/$name/ready" ] && return
  "$python" -m venv "$out/$name"
  "$out/$name/bin/python" -m pip --quiet --disable-pip-version-check install "$@"
}

environment tensorflow tensorflow-cpu==2.15.1 tf2onnx==1.17.0 onnx==1.16.2 'numpy<2' onnxruntime
touch "$out/tensorflow/ready"

environment torch numpy safetensors gguf onnx onnxscript openvino \
  filelock sympy mpmath networkx jinja2 markupsafe fsspec typing_extensions setuptools
if ! [ -e "$out/torch/ready" ]; then
  # without its dependencies: gigabytes of GPU libraries, in place of which stand empty ones
  "$out/torch/bin/python" -m pip --quiet --disable-pip-version-check install --no-deps torch
  sh "$here/stub-libraries.sh" "$out"/torch/lib/python3.*/site-packages/torch/lib "$out/torch/stubs"
  touch "$out/torch/ready"
fi

rm -rf "$out/models"
mkdir "$out/models"
export CUDA_VISIBLE_DEVICES='' TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS=0 PYTHONWARNINGS=ignore
"$out/tensorflow/bin/python" "$here/tensorflow_models.py" "$out/models"
LD_LIBRARY_PATH="$out/torch/stubs" "$out/torch/bin/python" "$here/torch_models.py" "$out/models"
