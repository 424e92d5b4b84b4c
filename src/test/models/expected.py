"""Collects what the frameworks themselves say about the files they wrote."""
import json
import os


class Expected:
    def __init__(self, folder):
        self.folder = folder
        self.rows = []

    def path(self, *names):
        """A place for a file below the folder, its directories made."""
        path = os.path.join(self.folder, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def add(self, path, kind, inputs=None, outputs=None, writer='', convert=False):
        """A file of that kind; inputs and outputs are (name, type, shape), None where they are not compared."""
        self.rows.append({
            'path': os.path.relpath(path, self.folder), 'format': kind, 'writer': writer, 'convert': convert,
            'inputs': tensors(inputs), 'outputs': tensors(outputs)})

    def write(self, name):
        with open(os.path.join(self.folder, name), 'w') as file:
            json.dump(self.rows, file, indent=1)


def tensors(items):
    return None if items is None else [
        {'name': name, 'type': kind, 'shape': None if shape is None else list(shape)} for name, kind, shape in items]


def onnx_tensors(values):
    """Graph inputs or outputs as ONNX's own Python sees them; None where one is no plain tensor."""
    import onnx
    found = []
    for value in values:
        if value.type.WhichOneof('value') != 'tensor_type':
            return None
        tensor = value.type.tensor_type
        shape = None
        if tensor.HasField('shape'):
            shape = []
            for dim in tensor.shape.dim:
                kind = dim.WhichOneof('value')
                shape.append(dim.dim_value if kind == 'dim_value' else dim.dim_param if kind == 'dim_param' else None)
        found.append((value.name, onnx.TensorProto.DataType.Name(tensor.elem_type), shape))
    return found


def onnx_interface(path):
    import onnx
    graph = onnx.load(path, load_external_data=False).graph
    weights = {tensor.name for tensor in graph.initializer}
    return onnx_tensors([value for value in graph.input if value.name not in weights]), onnx_tensors(graph.output)
