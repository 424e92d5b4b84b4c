package dev.gpudoctor.model;

/** The kinds of file that {@code inspect} tells apart; the id is part of the JSON format. */
public enum Format {
    TENSORRT_ENGINE("tensorrt-engine", "TensorRT engine", Family.ENGINE),
    TENSORRT_CONTAINER("tensorrt-container", "TensorRT FlatBuffers container", Family.ENGINE),
    ONNX("onnx", "ONNX model", Family.ONNX),
    ONNX_TEXT("onnx-text", "ONNX model as protobuf text", Family.ONNX),
    ORT("onnxruntime", "ONNX Runtime format (.ort)", Family.OTHER),
    TF_FROZEN_GRAPH("tensorflow-frozen-graph", "TensorFlow frozen GraphDef", Family.TENSORFLOW),
    TF_UNFROZEN_GRAPH("tensorflow-graph", "TensorFlow GraphDef, not frozen", Family.TENSORFLOW),
    TF_SAVED_MODEL("tensorflow-saved-model", "TensorFlow SavedModel", Family.TENSORFLOW),
    TF_META_GRAPH("tensorflow-meta-graph", "TensorFlow MetaGraph (.meta)", Family.TENSORFLOW),
    TF_CHECKPOINT("tensorflow-checkpoint", "TensorFlow checkpoint index", Family.TENSORFLOW),
    TF_CHECKPOINT_V1("tensorflow-checkpoint-v1", "TensorFlow V1 checkpoint", Family.TENSORFLOW),
    TF_HUB_MODULE("tensorflow-hub-module", "TensorFlow 1 Hub module", Family.TENSORFLOW),
    TFLITE("tflite", "TensorFlow Lite (LiteRT) model", Family.OTHER),
    LITERT_LM("litert-lm", "LiteRT-LM bundle", Family.OTHER),
    KERAS_H5("keras-h5", "Keras model in HDF5", Family.TENSORFLOW),
    KERAS_WEIGHTS_H5("keras-weights-h5", "Keras weights in HDF5, without the model", Family.TENSORFLOW),
    KERAS_ARCHIVE("keras", "Keras 3 archive (.keras)", Family.TENSORFLOW),
    HDF5("hdf5", "HDF5 file", Family.OTHER),
    TORCHSCRIPT("torchscript", "TorchScript archive", Family.PYTORCH),
    TORCH_ZIP("torch-zip", "torch.save archive", Family.PYTORCH),
    TORCH_LEGACY("torch-legacy", "legacy torch.save file", Family.PYTORCH),
    TORCH_EXPORTED("torch-exported", "torch.export program (.pt2)", Family.PYTORCH),
    TORCH_PACKAGE("torch-package", "torch.package archive", Family.PYTORCH),
    TORCH_MOBILE("torch-mobile", "PyTorch Mobile FlatBuffer", Family.OTHER),
    EXECUTORCH("executorch", "ExecuTorch program", Family.OTHER),
    PICKLE("pickle", "Python pickle", Family.OTHER),
    SAFETENSORS("safetensors", "safetensors weights", Family.OTHER),
    GGUF("gguf", "GGUF model", Family.OTHER),
    OPENVINO_IR("openvino-ir", "OpenVINO IR", Family.OTHER),
    UFF("uff", "UFF model", Family.OTHER),
    CAFFE("caffe", "Caffe weights", Family.OTHER),
    CAFFE_TEXT("caffe-text", "Caffe network as text", Family.OTHER),
    CAFFE_SOLVER("caffe-solver", "Caffe solver settings", Family.NO_MODEL),
    NUMPY("numpy", "NumPy array", Family.NO_MODEL),
    NUMPY_ARCHIVE("numpy-archive", "NumPy arrays (.npz)", Family.NO_MODEL),
    ZIP("zip", "zip archive without a known model", Family.NO_MODEL),
    ONNX_TENSOR("onnx-tensor", "ONNX TensorProto (test data)", Family.NO_MODEL),
    TF_FINGERPRINT("tensorflow-fingerprint", "fingerprint of a SavedModel", Family.NO_MODEL),
    KERAS_METADATA("keras-metadata", "Keras metadata of a SavedModel", Family.NO_MODEL),
    TRITON_CONFIG("triton-config", "Triton model configuration", Family.NO_MODEL),
    MEDIAPIPE_GRAPH("mediapipe-graph", "MediaPipe graph", Family.NO_MODEL),
    UNKNOWN_PROTOBUF("protobuf", "protobuf message of an unknown kind", Family.NO_MODEL),
    LFS_POINTER("git-lfs-pointer", "Git LFS pointer", Family.NO_MODEL),
    HTML_PAGE("html-page", "HTML page", Family.NO_MODEL),
    EMPTY("empty", "empty file", Family.NO_MODEL),
    UNKNOWN("unknown", "unknown file", Family.NO_MODEL),
    NO_MODEL_DIRECTORY("directory", "directory without a model", Family.NO_MODEL),
    UNREADABLE("unreadable", "file that cannot be read", Family.NO_MODEL);

    /** Which tools take the file. */
    public enum Family {
        ENGINE,
        ONNX,
        TENSORFLOW,
        PYTORCH,
        OTHER,
        NO_MODEL
    }

    private final String id;
    private final String title;
    private final Family family;

    Format(String id, String title, Family family) {
        this.id = id;
        this.title = title;
        this.family = family;
    }

    public String id() {
        return id;
    }

    public String title() {
        return title;
    }

    public Family family() {
        return family;
    }

    /** Whether a file of this kind is a model or a model's weights at all. */
    public boolean isModel() {
        return family != Family.NO_MODEL;
    }
}
