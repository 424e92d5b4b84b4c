"""Writes what PyTorch, safetensors, GGUF, OpenVINO and the newest ONNX write."""
import os
import pickle
import sys

import gguf
import numpy as np
import onnx
import onnx.helper as helper
import openvino
import safetensors.numpy
import torch

from expected import Expected, onnx_interface

expected = Expected(sys.argv[1])
WRITER = 'torch ' + torch.__version__.split('+')[0]


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.body = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1))
        self.head = torch.nn.Linear(4, 2)

    def forward(self, image):
        return self.head(self.body(image).flatten(1))


class Two(torch.nn.Module):
    def forward(self, left, right):
        return left + right, left * right


net, two = Net().eval(), Two().eval()
image = torch.zeros(1, 3, 16, 16)

torch.save(net.state_dict(), expected.path('torch', 'weights.pt'))
torch.save(net, expected.path('torch', 'module.pth'))
torch.save({'epoch': 3, 'model': net.state_dict()}, expected.path('torch', 'training.ckpt.pt'))
for name in ('weights.pt', 'module.pth', 'training.ckpt.pt'):
    expected.add(expected.path('torch', name), 'torch-zip', [], [], WRITER)
torch.save(net.state_dict(), expected.path('torch', 'legacy.pt'), _use_new_zipfile_serialization=False)
expected.add(expected.path('torch', 'legacy.pt'), 'torch-legacy', [], [], WRITER)
torch.jit.trace(net, image).save(expected.path('torch', 'traced.pt'))
torch.jit.script(net).save(expected.path('torch', 'scripted.pt'))
for name in ('traced.pt', 'scripted.pt'):
    expected.add(expected.path('torch', name), 'torchscript', [('image', 'Tensor', None)], [], WRITER)
torch.jit.script(two).save(expected.path('torch', 'two.pt'))
expected.add(expected.path('torch', 'two.pt'), 'torchscript', [('left', 'Tensor', None), ('right', 'Tensor', None)], [], WRITER)
torch.export.save(torch.export.export(net, (image,)), expected.path('torch', 'program.pt2'))
expected.add(expected.path('torch', 'program.pt2'), 'torch-exported', [('image', 'float32', [1, 3, 16, 16])], None, WRITER)

for name, dynamo in (('export-old', False), ('export-new', True)):
    path = expected.path('torch', name + '.onnx')
    try:
        torch.onnx.export(net, (image,), path, input_names=['image'], output_names=['scores'], dynamo=dynamo)
    except Exception as fault:
        print(f'{name}: {type(fault).__name__}', file=sys.stderr)
        continue
    expected.add(path, 'onnx', *onnx_interface(path), WRITER)

weights = {name: tensor.numpy() for name, tensor in net.state_dict().items()}
safetensors.numpy.save_file(weights, expected.path('safetensors', 'weights.safetensors'), metadata={'format': 'pt'})
safetensors.numpy.save_file({'x': np.zeros((0,), np.float16)}, expected.path('safetensors', 'empty-tensor.safetensors'))
for name in ('weights', 'empty-tensor'):
    expected.add(expected.path('safetensors', name + '.safetensors'), 'safetensors', [], [], 'safetensors')

writer = gguf.GGUFWriter(expected.path('gguf', 'tiny.gguf'), 'llama')
writer.add_name('tiny')
writer.add_block_count(1)
writer.add_token_list(['a', 'b', 'c'])
writer.add_tensor('weight', np.ones((4, 4), np.float32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
expected.add(expected.path('gguf', 'tiny.gguf'), 'gguf', [], [], 'gguf')

# the newest ONNX: external data, dynamic and unknown dimensions, local functions, low precision, subgraphs
F = onnx.TensorProto.FLOAT


def model(name, nodes, inputs, outputs, weights=(), opset=None, external=False, **more):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(weights))
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset or onnx.defs.onnx_opset_version())], **more)
    path = expected.path('onnx', name + '.onnx')
    if external:
        onnx.save_model(made, path, save_as_external_data=True, location=name + '.data', size_threshold=0)
    else:
        onnx.save(made, path)
    expected.add(path, 'onnx', *onnx_interface(path), 'onnx ' + onnx.__version__)


def value(name, shape, kind=F):
    return helper.make_tensor_value_info(name, kind, shape)


ones = onnx.numpy_helper.from_array(np.ones((64, 64), np.float32), 'w')
model('external', [helper.make_node('MatMul', ['x', 'w'], ['y'])], [value('x', [1, 64])], [value('y', [1, 64])], [ones], external=True)
model('dynamic', [helper.make_node('Relu', ['x'], ['y'])], [value('x', ['batch', 3, None])], [value('y', ['batch', 3, None])])
model('unranked', [helper.make_node('Relu', ['x'], ['y'])], [value('x', None)], [value('y', None)])
model('scalar', [helper.make_node('Relu', ['x'], ['y'])], [value('x', [])], [value('y', [])])
model('old', [helper.make_node('Add', ['x', 'w'], ['y'])], [value('x', [64, 64]), value('w', [64, 64])], [value('y', [64, 64])], [ones], opset=9, ir_version=3)
model('half', [helper.make_node('Relu', ['x'], ['y'])], [value('x', [2], onnx.TensorProto.FLOAT16)], [value('y', [2], onnx.TensorProto.FLOAT16)])
model('text', [helper.make_node('Identity', ['x'], ['y'])], [value('x', [2], onnx.TensorProto.STRING)], [value('y', [2], onnx.TensorProto.STRING)])
branch = helper.make_graph([helper.make_node('Identity', ['x'], ['b'])], 'branch', [], [value('b', [2])])
model('branches', [helper.make_node('If', ['c'], ['y'], then_branch=branch, else_branch=branch)],
      [value('c', [], onnx.TensorProto.BOOL), value('x', [2])], [value('y', [2])])
custom = helper.make_node('Mine', ['x'], ['y'], domain='example.custom')
made = helper.make_model(helper.make_graph([custom], 'custom', [value('x', [2])], [value('y', [2])]),
                         opset_imports=[helper.make_opsetid('', 18), helper.make_opsetid('example.custom', 1)])
onnx.save(made, expected.path('onnx', 'custom.onnx'))
expected.add(expected.path('onnx', 'custom.onnx'), 'onnx', *onnx_interface(expected.path('onnx', 'custom.onnx')), 'onnx ' + onnx.__version__)
onnx.save(made, expected.path('onnx', 'text.onnxtxt.pbtxt'), format='textproto')
expected.add(expected.path('onnx', 'text.onnxtxt.pbtxt'), 'onnx-text', None, None, 'onnx ' + onnx.__version__)

openvino.save_model(openvino.convert_model(expected.path('onnx', 'dynamic.onnx')), expected.path('openvino', 'model.xml'))
expected.add(expected.path('openvino', 'model.xml'), 'openvino-ir', None, None, 'openvino ' + openvino.__version__.split('-')[0])

with open(expected.path('python', 'data.pkl'), 'wb') as file:
    pickle.dump({'a': [1, 2]}, file)
expected.add(expected.path('python', 'data.pkl'), 'pickle', [], [], 'python')
np.save(expected.path('python', 'array.npy'), np.zeros(3))
np.savez(expected.path('python', 'arrays.npz'), a=np.zeros(3), b=np.ones(2))
expected.add(expected.path('python', 'array.npy'), 'numpy', [], [], 'numpy ' + np.__version__)
expected.add(expected.path('python', 'arrays.npz'), 'numpy-archive', [], [], 'numpy ' + np.__version__)

expected.write('torch.json')
