#!/bin/sh
# Lets TensorFlow, PyTorch, ONNX and others write their model files below a folder: make-models.sh FOLDER
# The environments are kept, so that a second run only writes the files again.
#   make-models.sh --python   only says which Python it would use
set -eu
here=$(cd "$(dirname "$0")" && pwd)

# TensorFlow 2.15 is the newest that tf2onnx was tested with; it has wheels for Python 3.9 to 3.11
for python in "${PYTHON:-python3.11}" python3.11 python3.10 python3.9 python3 \
  "${HOME:-/}"/.pyenv/versions/3.11.*/bin/python "${HOME:-/}"/.pyenv/versions/3.10.*/bin/python; do
  if "$python" -c 'import ensurepip, sys, venv; sys.exit(not (3, 9) <= sys.version_info < (3, 12))' 2>/dev/null; then
    break
  fi
  python=
done
[ -n "$python" ] || { echo "no Python 3.9 to 3.11 with venv here" >&2; exit 3; }
if [ "${1:-}" = --python ]; then
  echo "$python"
  exit
fi
out=$(mkdir -p "${1:?usage: make-models.sh FOLDER}" && cd "$1" && pwd)

# install NAME REQUIREMENT...: into the environment of that name; three times, for registries and networks fail
install() {
  name=$1
  shift
  for pause in 10 30 0; do
    "$out/$name/bin/python" -m pip --disable-pip-version-check install --progress-bar off "$@" && return
    sleep "$pause"
  done
  return 1
}

if ! [ -e "$out/tensorflow/ready" ]; then
  "$python" -m venv --clear "$out/tensorflow"
  install tensorflow tensorflow-cpu==2.15.1 tf2onnx==1.17.0 onnx==1.16.2 'numpy<2' onnxruntime==1.32.0
  touch "$out/tensorflow/ready"
fi

if ! [ -e "$out/torch/ready" ]; then
  "$python" -m venv --clear "$out/torch"
  install torch numpy safetensors==0.8.0 gguf==0.19.0 onnx==1.23.2 onnxscript==0.7.2 openvino==2026.4.1 \
    filelock sympy mpmath networkx jinja2 markupsafe fsspec typing_extensions setuptools
  # without its dependencies: gigabytes of GPU libraries, in place of which stand empty ones
  install torch --no-deps torch==2.15.0
  sh "$here/stub-libraries.sh" "$out"/torch/lib/python3.*/site-packages/torch/lib "$out/torch/stubs"
  touch "$out/torch/ready"
fi

rm -rf "$out/models"
mkdir "$out/models"
export CUDA_VISIBLE_DEVICES='' TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS=0 PYTHONWARNINGS=ignore
"$out/tensorflow/bin/python" "$here/tensorflow_models.py" "$out/models"
LD_LIBRARY_PATH="$out/torch/stubs" "$out/torch/bin/python" "$here/torch_models.py" "$out/models"
