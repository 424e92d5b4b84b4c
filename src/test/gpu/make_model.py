#!/usr/bin/env python3
"""Writes what the GPU run needs of a user: a residual network with seeded weights and an open batch, inputs for it, what
ONNX Runtime gives for them, and calibration samples. Needs onnx, onnxruntime and numpy.

usage: make_model.py DIRECTORY
"""
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

CLASSES = 100


class Network:
    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.nodes = []
        self.weights = []

    def weight(self, name, shape, fan_in):
        values = self.random.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def add(self, operator, inputs, **attributes):
        output = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=f"node_{output}", **attributes))
        return output

    def convolution(self, source, channels, maps, kernel=3, stride=1):
        number = len(self.nodes)
        weight = self.weight(f"weight_{number}", (maps, channels, kernel, kernel), channels * kernel * kernel)
        bias = self.weight(f"bias_{number}", (maps,), 100)
        pads = [kernel // 2] * 4
        return self.add("Conv", [source, weight, bias], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=pads)

    def block(self, source, channels, maps, stride):
        inner = self.add("Relu", [self.convolution(source, channels, maps, stride=stride)])
        inner = self.convolution(inner, maps, maps)
        short = source if channels == maps and stride == 1 else self.convolution(source, channels, maps, 1, stride)
        return self.add("Relu", [self.add("Add", [inner, short])])


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    network = Network(7)
    last = network.add("Relu", [network.convolution("image", 3, 32, 7, 2)])
    channels = 32
    for maps, stride in ((32, 1), (64, 2), (128, 2), (256, 2)):
        last = network.block(last, channels, maps, stride)
        last = network.block(last, maps, maps, 1)
        channels = maps
    pooled = network.add("Flatten", [network.add("GlobalAveragePool", [last])], axis=1)
    matrix = network.weight("classes", (channels, CLASSES), channels)
    network.nodes.append(helper.make_node("MatMul", [pooled, matrix], ["logits"], name="node_logits"))
    graph = helper.make_graph(
        network.nodes,
        "residual",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 3, 128, 128])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", CLASSES])],
        network.weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    onnx.checker.check_model(model)
    onnx.save(model, directory / "residual.onnx")
    random = np.random.default_rng(8)
    image = random.uniform(-1, 1, (4, 3, 128, 128)).astype(np.float32)
    np.save(directory / "image.npy", image)
    session = onnxruntime.InferenceSession(directory / "residual.onnx", providers=["CPUExecutionProvider"])
    np.savez(directory / "reference.npz", logits=session.run(["logits"], {"image": image})[0])
    samples = directory / "samples"
    samples.mkdir(exist_ok=True)
    for number in range(8):
        np.save(samples / f"{number}.npy", random.uniform(-1, 1, (4, 3, 128, 128)).astype(np.float32))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
