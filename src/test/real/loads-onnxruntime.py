"""Asks the loader what the CUDA provider would get, for it cannot be loaded alone, and opens the parts of cuDNN by name."""
import ctypes
import importlib.util
import pathlib
import subprocess
import sys

capi = pathlib.Path(importlib.util.find_spec("onnxruntime").origin).parent / "capi"
asked = subprocess.run(["ldd", capi / "libonnxruntime_providers_cuda.so"], capture_output=True, text=True)
if asked.returncode != 0 or "not found" in asked.stdout:
    sys.exit(asked.stdout + asked.stderr)
for part in ("graph", "ops", "cnn", "adv", "heuristic", "engines_precompiled", "engines_runtime_compiled"):
    ctypes.CDLL(f"libcudnn_{part}.so.9")
