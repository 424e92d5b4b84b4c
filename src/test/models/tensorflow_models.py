"""Writes what TensorFlow and Keras write, old style and new."""
import glob
import os
import subprocess
import sys

import keras
import numpy as np
import onnx
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from expected import Expected, onnx_interface

v1 = tf.compat.v1
expected = Expected(sys.argv[1])
WRITER = 'tensorflow ' + tf.__version__


def signature(function):
    """Inputs and outputs of a loaded signature by their names in the graph."""
    inputs = [(t.name, t.dtype.name, shape(t)) for t in function.inputs if t.dtype != tf.resource]
    outputs = [(t.name, t.dtype.name, shape(t)) for t in function.outputs]
    return sorted(inputs), sorted(outputs)


def shape(tensor):
    return None if tensor.shape.rank is None else tensor.shape.as_list()


def old_style(name, build):
    """One TensorFlow 1 graph: as written while training, as checkpoint, frozen, as text, as SavedModel."""
    with v1.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        inputs, outputs = build()
        session.run(v1.global_variables_initializer())
        has_variables = bool(v1.global_variables())
        ins = [(t.name, t.dtype.name, shape(t)) for t in inputs]
        # a node's output shape is not in the file, unless it is a placeholder
        outs = [(t.name, t.dtype.name, None) for t in outputs]
        v1.train.write_graph(graph.as_graph_def(), expected.path(name, ''), 'train.pb', as_text=False)
        v1.train.write_graph(graph.as_graph_def(), expected.path(name, ''), 'train.pbtxt', as_text=True)
        kind = 'tensorflow-graph' if has_variables else 'tensorflow-frozen-graph'
        # the initialiser is one more node that nobody consumes
        expected.add(expected.path(name, 'train.pb'), kind, ins, None, WRITER)
        expected.add(expected.path(name, 'train.pbtxt'), kind, ins, None, WRITER)
        if has_variables:
            v1.train.Saver().save(session, expected.path(name, 'checkpoint', 'model'))
            expected.add(expected.path(name, 'checkpoint', 'model.meta'), 'tensorflow-meta-graph', ins, None, WRITER)
            expected.add(expected.path(name, 'checkpoint', 'model.index'), 'tensorflow-checkpoint', [], [], WRITER)
            v1.train.Saver(write_version=v1.train.SaverDef.V1).save(session, expected.path(name, 'v1', 'model.ckpt'))
            expected.add(expected.path(name, 'v1', 'model.ckpt'), 'tensorflow-checkpoint-v1', [], [], WRITER)
        frozen = v1.graph_util.convert_variables_to_constants(
            session, graph.as_graph_def(), [t.op.name for t in outputs])
        with open(expected.path(name, 'frozen.pb'), 'wb') as file:
            file.write(frozen.SerializeToString())
        expected.add(expected.path(name, 'frozen.pb'), 'tensorflow-frozen-graph', ins, outs, WRITER, convert=True)
        v1.saved_model.simple_save(
            session, expected.path(name, 'saved', 'x')[:-2],
            {f'in{i}': t for i, t in enumerate(inputs)}, {f'out{i}': t for i, t in enumerate(outputs)})
        expected.add(expected.path(name, 'saved'), 'tensorflow-saved-model', sorted(ins),
                     sorted((t.name, t.dtype.name, shape(t)) for t in outputs), WRITER, convert=True)


def dense():
    x = v1.placeholder(tf.float32, [None, 4], name='x')
    w = v1.get_variable('w', [4, 3], use_resource=False)
    b = v1.get_variable('b', [3], use_resource=True)
    return [x], [tf.nn.softmax(tf.matmul(x, w) + b, name='y')]


def convolution():
    image = v1.placeholder(tf.float32, [1, 28, 28, 1], name='image')
    w = v1.get_variable('kernel', [3, 3, 1, 8], use_resource=False)
    hidden = tf.nn.relu(tf.nn.conv2d(image, w, 1, 'SAME'))
    return [image], [tf.reduce_mean(hidden, [1, 2], name='scores'), tf.reduce_max(hidden, [1, 2], name='peak')]


def two_inputs():
    a = v1.placeholder(tf.float32, [2, 3], name='left')
    b = v1.placeholder(tf.float32, [2, 3], name='right')
    return [a, b], [tf.add(a, b, name='sum')]


def integers():
    ids = v1.placeholder(tf.int32, [None], name='ids')
    table = v1.get_variable('table', [10, 4], use_resource=False)
    return [ids], [tf.gather(table, ids, name='rows')]


for builder in (dense, convolution, two_inputs, integers):
    old_style('tf1-' + builder.__name__.replace('_', '-'), builder)


def new_style(name, model, *keras_forms):
    """One Keras model: SavedModel, frozen from its function, HDF5, Keras archive, TFLite."""
    folder = expected.path(name, 'saved', 'x')[:-2]
    tf.saved_model.save(model, folder)
    loaded = tf.saved_model.load(folder)
    serving = loaded.signatures['serving_default']
    # the names in the file are those of the graph that holds the call, not of the function
    inputs = sorted(('serving_default_' + t.name, t.dtype.name, shape(t)) for t in serving.inputs
                    if t.dtype != tf.resource)
    expected.add(folder, 'tensorflow-saved-model', inputs, None, WRITER, convert=True)
    concrete = tf.function(lambda *x: model(x if len(x) > 1 else x[0])).get_concrete_function(
        *[tf.TensorSpec(t.shape, t.dtype, name=t.name.split(':')[0]) for t in model.inputs])
    frozen = convert_variables_to_constants_v2(concrete)
    with open(expected.path(name, 'frozen.pb'), 'wb') as file:
        file.write(frozen.graph.as_graph_def().SerializeToString())
    expected.add(expected.path(name, 'frozen.pb'), 'tensorflow-frozen-graph',
                 [(t.name, t.dtype.name, shape(t)) for t in frozen.inputs], None, WRITER, convert=True)
    model.save(expected.path(name, 'model.h5'))
    expected.add(expected.path(name, 'model.h5'), 'keras-h5', [], [], 'keras ' + keras.__version__)
    model.save_weights(expected.path(name, 'weights.h5'))
    expected.add(expected.path(name, 'weights.h5'), 'keras-weights-h5', [], [], 'keras ' + keras.__version__)
    model.save(expected.path(name, 'model.keras'))
    expected.add(expected.path(name, 'model.keras'), 'keras', None, None, 'keras ' + keras.__version__)
    model.save_weights(expected.path(name, 'weights', 'ckpt'))
    expected.add(expected.path(name, 'weights', 'ckpt.index'), 'tensorflow-checkpoint', [], [], WRITER)
    with open(expected.path(name, 'model.tflite'), 'wb') as file:
        file.write(tf.lite.TFLiteConverter.from_keras_model(model).convert())
    lite = tf.lite.Interpreter(expected.path(name, 'model.tflite'))
    expected.add(expected.path(name, 'model.tflite'), 'tflite', lite_tensors(lite.get_input_details()),
                 lite_tensors(lite.get_output_details()), WRITER, convert=True)


def lite_tensors(details):
    return [(d['name'], np.dtype(d['dtype']).name, [None if n < 0 else int(n) for n in d['shape_signature']])
            for d in details]


layers = tf.keras.layers
new_style('keras-dense', tf.keras.Sequential([layers.Input([8], name='features'), layers.Dense(4, 'relu'), layers.Dense(2)]))
new_style('keras-conv', tf.keras.Sequential(
    [layers.Input([16, 16, 3], name='image'), layers.Conv2D(4, 3), layers.BatchNormalization(), layers.ReLU(),
     layers.GlobalAveragePooling2D(), layers.Dense(5, 'softmax')]))
left, right = layers.Input([4], name='left'), layers.Input([4], name='right')
new_style('keras-two', tf.keras.Model([left, right], layers.Dense(2)(layers.Concatenate()([left, right]))))


class Module(tf.Module):
    """A SavedModel with a signature of another name."""

    def __init__(self):
        self.scale = tf.Variable(2.0)

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32, name='x')])
    def twice(self, x):
        return {'twice': x * self.scale}


module = Module()
tf.saved_model.save(module, expected.path('module', 'saved', 'x')[:-2], signatures={'twice': module.twice})
expected.add(expected.path('module', 'saved'), 'tensorflow-saved-model', [('twice_x:0', 'float32', [None, 3])], None,
             WRITER, convert=True)

# the test models inside the onnx package, and those of ONNX Runtime
data = os.path.join(os.path.dirname(onnx.__file__), 'backend', 'test', 'data')
for number, source in enumerate(sorted(glob.glob(os.path.join(data, '*', '*', 'model.onnx')))):
    if number % 12 == 0:
        inputs, outputs = onnx_interface(source)
        target = expected.path('onnx-node-tests', os.path.basename(os.path.dirname(source)), 'model.onnx')
        with open(source, 'rb') as file, open(target, 'wb') as copy:
            copy.write(file.read())
        expected.add(target, 'onnx', inputs, outputs, 'onnx ' + onnx.__version__)
for number, source in enumerate(sorted(glob.glob(os.path.join(data, 'node', '*', 'test_data_set_0', 'input_0.pb')))):
    tensor = onnx.TensorProto()
    with open(source, 'rb') as file:
        content = file.read()
    try:
        tensor.ParseFromString(content)
    except Exception:
        continue
    # sequences and optionals are other messages; an empty tensor has no field for data
    if number % 40 == 0 and tensor.data_type > 0 and tensor.SerializeToString() == content and len(content) > 8:
        target = expected.path('onnx-tensors', f'{number}.pb')
        with open(target, 'wb') as copy:
            copy.write(content)
        expected.add(target, 'onnx-tensor', [], [], 'onnx ' + onnx.__version__)

ort = expected.path('onnxruntime', 'model.onnx')
with open(glob.glob(os.path.join(data, 'pytorch-converted', 'test_Conv2d', 'model.onnx'))[0], 'rb') as file:
    content = file.read()
with open(ort, 'wb') as copy:
    copy.write(content)
import onnxruntime

options = onnxruntime.SessionOptions()
options.optimized_model_filepath = expected.path('onnxruntime', 'model.ort')
session = onnxruntime.InferenceSession(ort, options)
expected.add(expected.path('onnxruntime', 'model.ort'), 'onnxruntime', onnx_interface(ort)[0], onnx_interface(ort)[1],
             'onnxruntime ' + onnxruntime.__version__)

expected.write('tensorflow.json')
