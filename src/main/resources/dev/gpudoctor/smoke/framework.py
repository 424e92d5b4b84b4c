# Tries one framework in the interpreter that runs this, and says on standard output what happens, an event on each line.
# Arguments: the framework's name and the number of the GPU. Works with every Python 3.6 and newer.
import json
import os
import re
import sys
import time

# The directory that a person happens to be in is no part of the environment.
sys.path[:] = [entry for entry in sys.path if entry]
# Frameworks print to standard output too; what they say belongs to the log.
events = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

# Products are summed in another order, and convolutions of some frameworks use TF32, which keeps ten bits.
TOLERANCE = 1e-2
VENDOR = re.compile(
    r"/lib(cuda|cudart|cublas|cublasLt|cudnn|cufft|curand|cusolver|cusparse|nvrtc|nvJitLink|nvjitlink|nccl|nvshmem|cupti"
    r"|nvinfer|nvonnxparser|nvidia|nvToolsExt|cufile|cusparseLt)[a-zA-Z_0-9-]*\.so")


class Failure(Exception):
    """What is wrong, in a sentence."""


def say(kind, **fields):
    events.write(json.dumps({kind: fields}) + "\n")
    events.flush()


class step:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        say("Begin", name=self.name, actor="FRAMEWORK")
        self.start = time.perf_counter()

    def __exit__(self, kind, value, trace):
        if kind is None:
            say("Step", name=self.name, actor="FRAMEWORK", millis=(time.perf_counter() - self.start) * 1000)


def fact(name, value):
    say("Fact", name=name, value=str(value))


def judge(name, difference):
    """Judges the largest difference between GPU and CPU, as a part of the largest element; NaN is wrong too."""
    fact(name, "off by %.1e" % difference)
    if not difference <= TOLERANCE:
        raise Failure("the %s on the GPU is off by %.1e of its largest element" % (name, difference))


def compare(name, actual, reference):
    import numpy
    actual, reference = numpy.asarray(actual, "float64"), numpy.asarray(reference, "float64")
    if actual.shape != reference.shape:
        raise Failure("the %s on the GPU has shape %s, on the CPU %s" % (name, actual.shape, reference.shape))
    judge(name, float(numpy.abs(actual - reference).max() / max(numpy.abs(reference).max(), 1e-30)))


def numbers(*shape):
    import numpy
    return numpy.random.RandomState(42).standard_normal(shape).astype("float32")


def torch(gpu):
    with step("import"):
        import torch
    fact("version", torch.__version__)
    if torch.version.cuda is None:
        raise Failure("this torch is a build without CUDA, so it computes on the CPU")
    with step("list devices"):
        if not torch.cuda.is_available():
            torch.cuda.init()
        count = torch.cuda.device_count()
        if gpu >= count:
            raise Failure("torch sees %d GPUs, so it has no GPU %d" % (count, gpu))
        fact("GPU", torch.cuda.get_device_name(gpu))
    device = "cuda:%d" % gpu

    def difference(actual, reference):
        return float((actual.cpu() - reference).abs().max()) / float(reference.abs().max())

    # Without numpy, which torch does not need.
    torch.manual_seed(42)
    with torch.no_grad():
        with step("matrix product"):
            a = torch.randn(256, 256)
            judge("matrix product", difference(a.to(device) @ a.to(device), a @ a))
        with step("convolution"):
            x, w, conv = torch.randn(1, 8, 32, 32), torch.randn(16, 8, 3, 3), torch.nn.functional.conv2d
            judge("convolution", difference(conv(x.to(device), w.to(device)), conv(x, w)))
        with step("release of cuDNN"):
            # Refuses one that is older than the one torch was built with, as recurrent layers and many programs find out.
            fact("cuDNN", torch.backends.cudnn.version())


def tensorflow(gpu):
    with step("import"):
        import tensorflow as tf
    fact("version", tf.__version__)
    with step("list devices"):
        if hasattr(tf, "config") and hasattr(tf.config, "list_physical_devices"):
            gpus = tf.config.list_physical_devices("GPU")
        else:
            gpus = tf.config.experimental.list_physical_devices("GPU")
        if not tf.test.is_built_with_cuda():
            raise Failure("this TensorFlow is a build without CUDA, so it computes on the CPU")
        if gpu >= len(gpus):
            raise Failure("TensorFlow sees %d GPUs, so it computes on the CPU" % len(gpus) if not gpus
                          else "TensorFlow sees %d GPUs, so it has no GPU %d" % (len(gpus), gpu))
        details = getattr(tf.config.experimental, "get_device_details", lambda device: {})(gpus[gpu])
        fact("GPU", details.get("device_name", gpus[gpu].name))

    def on(device, work):
        with tf.device(device):
            result = work()
        if device.split(":")[0].strip("/") not in result.device:
            raise Failure("TensorFlow was told to use %s and used %s" % (device, result.device))
        return result.numpy()

    device = "/GPU:%d" % gpu
    with step("matrix product"):
        a = numbers(256, 256)
        compare("matrix product", on(device, lambda: tf.matmul(tf.identity(a), tf.identity(a))),
                on("/CPU:0", lambda: tf.matmul(tf.identity(a), tf.identity(a))))
    with step("convolution"):
        x, w = numbers(1, 32, 32, 8), numbers(3, 3, 8, 16)
        compare("convolution", on(device, lambda: tf.nn.conv2d(tf.identity(x), tf.identity(w), 1, "VALID")),
                on("/CPU:0", lambda: tf.nn.conv2d(tf.identity(x), tf.identity(w), 1, "VALID")))


def jax(gpu):
    with step("import"):
        import jax
        import jax.numpy as jnp
    fact("version", jax.__version__)
    with step("list devices"):
        backend = jax.default_backend()
        if backend == "cpu":
            raise Failure("JAX has no GPU backend here, so it computes on the CPU")
        devices = jax.devices()
        if gpu >= len(devices):
            raise Failure("JAX sees %d GPUs, so it has no GPU %d" % (len(devices), gpu))
        fact("GPU", devices[gpu].device_kind)
    cpu = jax.devices("cpu")[0]

    def on(device, work, *arrays):
        return jax.jit(work)(*[jax.device_put(array, device) for array in arrays])

    with step("matrix product"):
        a = numbers(256, 256)
        compare("matrix product", on(devices[gpu], jnp.dot, a, a), on(cpu, jnp.dot, a, a))
    with step("convolution"):
        x, w = numbers(1, 8, 32, 32), numbers(16, 8, 3, 3)
        conv = lambda left, right: jax.lax.conv(left, right, (1, 1), "VALID")
        compare("convolution", on(devices[gpu], conv, x, w), on(cpu, conv, x, w))


def cupy(gpu):
    with step("import"):
        import cupy
    fact("version", cupy.__version__)
    with step("list devices"):
        count = cupy.cuda.runtime.getDeviceCount()
        if gpu >= count:
            raise Failure("CuPy sees %d GPUs, so it has no GPU %d" % (count, gpu))
        name = cupy.cuda.runtime.getDeviceProperties(gpu)["name"]
        fact("GPU", name.decode() if isinstance(name, bytes) else name)
    with cupy.cuda.Device(gpu):
        a = numbers(256, 256)
        with step("matrix product"):
            compare("matrix product", cupy.asnumpy(cupy.asarray(a) @ cupy.asarray(a)), a @ a)
        with step("compiled kernel"):
            twice = cupy.ElementwiseKernel("float32 x", "float32 y", "y = x * 2 + 1", "gpudoctor_twice")
            compare("compiled kernel", cupy.asnumpy(twice(cupy.asarray(a))), a * 2 + 1)


def onnxruntime(gpu):
    with step("import"):
        import onnxruntime as ort
    fact("version", ort.__version__)
    if "CUDAExecutionProvider" not in ort.get_available_providers():
        raise Failure("this ONNX Runtime is a build without CUDA, so it computes on the CPU")
    models = {
        "matrix product": (model("MatMul", [256, 256], [256, 256]), numbers(256, 256), numbers(256, 256)),
        "convolution": (model("Conv", [1, 8, 32, 32], [16, 8, 3, 3]), numbers(1, 8, 32, 32), numbers(16, 8, 3, 3)),
    }

    def session(data):
        made = ort.InferenceSession(data, providers=[("CUDAExecutionProvider", {"device_id": gpu})])
        return made, "CUDAExecutionProvider" in made.get_providers()

    with step("start the CUDA provider"):
        started = session(models["matrix product"][0])[1]
        if not started and hasattr(ort, "preload_dlls"):
            ort.preload_dlls()
            if session(models["matrix product"][0])[1]:
                raise Failure("ONNX Runtime computes on the CPU unless the program calls onnxruntime.preload_dlls()"
                              " before its first session; with that call the GPU is used")
        if not started:
            raise Failure("ONNX Runtime cannot start its CUDA provider, so it computes on the CPU")
        fact("GPU", gpu)
    for name, (data, a, b) in models.items():
        with step(name):
            reference = ort.InferenceSession(data, providers=["CPUExecutionProvider"])
            compare(name, session(data)[0].run(None, {"a": a, "b": b})[0], reference.run(None, {"a": a, "b": b})[0])


def model(operator, left, right):
    """An ONNX model of one node, which takes a and b and gives c, in the wire format of protocol buffers."""
    def field(number, content):
        if isinstance(content, int):
            return bytes([number << 3, content])
        return bytes([number << 3 | 2]) + varint(len(content)) + content

    def varint(value):
        head = b""
        while value > 127:
            head += bytes([value & 127 | 128])
            value >>= 7
        return head + bytes([value])

    def value(name, shape):
        dimensions = b"".join(field(1, b"\x08" + varint(size)) for size in shape)
        tensor = field(1, 1) + (field(2, dimensions) if shape else b"")
        return field(1, name) + field(2, field(1, tensor))

    node = field(1, b"a") + field(1, b"b") + field(2, b"c") + field(4, operator.encode())
    graph = (field(1, node) + field(2, b"g") + field(11, value(b"a", left)) + field(11, value(b"b", right))
             + field(12, value(b"c", [])))
    return field(1, 8) + field(7, graph) + field(8, field(2, 13))


def ctranslate2(gpu):
    with step("import"):
        import ctranslate2
    fact("version", ctranslate2.__version__)
    with step("list devices"):
        count = ctranslate2.get_cuda_device_count()
        if gpu >= count:
            raise Failure("CTranslate2 sees %d GPUs, so it has no GPU %d" % (count, gpu))
        fact("types", " ".join(sorted(ctranslate2.get_supported_compute_types("cuda", gpu))))


def tensorrt(gpu):
    with step("import"):
        import tensorrt
    fact("version", tensorrt.__version__)
    with step("start a builder"):
        if tensorrt.Builder(tensorrt.Logger(tensorrt.Logger.WARNING)) is None:
            raise Failure("TensorRT gives no builder")


def on_torch(name):
    """Programs that compute through torch: they are imported, and torch sees the GPU."""
    def attempt(gpu):
        with step("import"):
            found = __import__(name)
            import torch
        fact("version", getattr(found, "__version__", "not told"))
        with step("list devices"):
            if not torch.cuda.is_available():
                torch.cuda.init()
            if gpu >= torch.cuda.device_count():
                raise Failure("torch sees %d GPUs, so it has no GPU %d" % (torch.cuda.device_count(), gpu))
            fact("GPU", torch.cuda.get_device_name(gpu))
    return attempt


ATTEMPTS = {"torch": torch, "tensorflow": tensorflow, "jax": jax, "cupy": cupy, "onnxruntime": onnxruntime,
            "ctranslate2": ctranslate2, "tensorrt": tensorrt, "vllm": on_torch("vllm"), "sglang": on_torch("sglang")}


def mapped():
    with open("/proc/self/maps", errors="replace") as maps:
        paths = {line.split(None, 5)[5].rstrip("\n") for line in maps if line.count("/") and len(line.split(None, 5)) == 6}
    for path in sorted(path for path in paths if VENDOR.search(path)):
        say("Loaded", path=path)


def main(name, gpu):
    try:
        ATTEMPTS[name](gpu)
        outcome, reason = "PASSED", ""
    except Failure as failure:
        outcome, reason = "FAILED", str(failure)
    except BaseException as error:
        import traceback
        traceback.print_exc()
        first = (str(error).strip().splitlines() or [""])[0]
        outcome, reason = "FAILED", "%s: %s" % (type(error).__name__, first[:400])
    try:
        mapped()
    except OSError as error:
        say("Left", what="libraries", reason=str(error))
    say("Ended", outcome=outcome, reason=reason)
    events.flush()
    # Some frameworks crash while they are taken down, which is nobody's concern any more.
    os._exit(0)


main(sys.argv[1], int(sys.argv[2]))
