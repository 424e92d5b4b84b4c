# Stands in for PyTorch: one number plays a tensor, and what the environment variable FAKE_TORCH names goes wrong.
import os
import signal
import time
import types

FAULT = os.environ.get("FAKE_TORCH", "")
if FAULT == "library":
    raise ImportError("libcudnn.so.9: cannot open shared object file: No such file or directory")
if FAULT == "crash":
    os.kill(os.getpid(), signal.SIGSEGV)
if FAULT == "hang":
    time.sleep(1000)
print("what a framework prints")
os.write(1, b"and what its libraries print\n")
__version__ = "2.9.1+cu128"


class Tensor:
    def __init__(self, value, device="cpu"):
        self.value, self.device = value, device

    def _result(self, value):
        wrong = FAULT == "wrong" and self.device != "cpu"
        return Tensor(float("nan") if FAULT == "nan" and self.device != "cpu" else value + wrong, self.device)

    def to(self, device):
        return Tensor(self.value, device)

    def cpu(self):
        return Tensor(self.value)

    def __matmul__(self, other):
        return self._result(self.value * other.value)

    def __sub__(self, other):
        return Tensor(self.value - other.value)

    def abs(self):
        return Tensor(abs(self.value))

    def max(self):
        return self.value


class no_grad:
    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        return False


def _init():
    raise RuntimeError("No CUDA GPUs are available")


version = types.SimpleNamespace(cuda=None if FAULT == "cpu" else "12.8")
cuda = types.SimpleNamespace(
    is_available=lambda: FAULT != "none", init=_init, device_count=lambda: 1,
    get_device_name=lambda index: "NVIDIA H200")
nn = types.SimpleNamespace(functional=types.SimpleNamespace(conv2d=lambda x, w: x @ w))


def _cudnn():
    if FAULT == "cudnn":
        raise RuntimeError("cuDNN version incompatibility: PyTorch was compiled  against (9, 19, 0) but found runtime "
                           "version (9, 10, 2).")
    return 91900


backends = types.SimpleNamespace(cudnn=types.SimpleNamespace(version=_cudnn))


def manual_seed(seed):
    return seed


def randn(*shape):
    return Tensor(2.0)
