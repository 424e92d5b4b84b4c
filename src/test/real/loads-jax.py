"""Takes the steps that JAX's plugin takes before it starts; what XLA and cuDNN open later is opened by name."""
import ctypes
import importlib
import os
import pathlib
import subprocess
import sys

plugin = importlib.import_module("jax_plugins.xla_cuda12")
plugin._load_nvidia_libraries()
plugin._import_extensions()
versions = plugin.cuda_versions
for ask in ("cuda_runtime", "cudnn", "cufft", "cupti", "cublas", "cusparse"):
    getattr(versions, ask + "_get_version")()
ctypes.CDLL("libcusolver.so.11")

# cuDNN opens its parts by name, with its own directory behind LD_LIBRARY_PATH.
directory = pathlib.Path(importlib.import_module("nvidia.cudnn").__path__[0]) / "lib"
path = os.environ.get("LD_LIBRARY_PATH")
search = dict(os.environ, LD_LIBRARY_PATH=f"{path}:{directory}" if path else str(directory))
opened = "import ctypes\nfor part in %r: ctypes.CDLL(f'libcudnn_{part}.so.9')" % (
    ("graph", "ops", "cnn", "adv", "heuristic", "engines_precompiled", "engines_runtime_compiled"),
)
sys.exit(subprocess.run([sys.executable, "-c", opened], env=search).returncode)
