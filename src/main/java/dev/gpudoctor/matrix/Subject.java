package dev.gpudoctor.matrix;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One table of the matrix: its name, its file and how a row of it is read.
 *
 * @param <T> the type of its rows
 */
public final class Subject<T extends Row> {
    public static final Subject<CudaRelease> CUDA = new Subject<>("cuda", CudaRelease::read);
    public static final Subject<CudaFamily> CUDA_FAMILIES = new Subject<>("cuda-families", CudaFamily::read);
    public static final Subject<DriverBranch> DRIVER_BRANCHES = new Subject<>("driver-branches", DriverBranch::read);
    public static final Subject<ForwardCompatPackage> FORWARD_COMPAT =
            new Subject<>("forward-compat", ForwardCompatPackage::read);
    public static final Subject<Capability> CAPABILITIES = new Subject<>("capabilities", Capability::read);
    public static final Subject<PciRange> PCI_DEVICES = new Subject<>("pci-devices", PciRange::read);
    public static final Subject<GpuProduct> GPUS = new Subject<>("gpus", GpuProduct::read);
    public static final Subject<CudnnRelease> CUDNN = new Subject<>("cudnn", CudnnRelease::read);
    public static final Subject<TensorRtRelease> TENSORRT = new Subject<>("tensorrt", TensorRtRelease::read);
    public static final Subject<TensorRtOperators> TENSORRT_OPERATORS =
            new Subject<>("tensorrt-operators", TensorRtOperators::read);
    public static final Subject<NcclRelease> NCCL = new Subject<>("nccl", NcclRelease::read);
    public static final Subject<CudaComponents> CUDA_COMPONENTS =
            new Subject<>("cuda-components", CudaComponents::read);
    public static final Subject<JetPackRelease> JETPACK = new Subject<>("jetpack", JetPackRelease::read);
    public static final Subject<JetsonModule> JETSON_MODULES = new Subject<>("jetson-modules", JetsonModule::read);
    public static final Subject<Tf2OnnxRelease> TF2ONNX = new Subject<>("tf2onnx", Tf2OnnxRelease::read);
    public static final Subject<Tf2OnnxOperators> TF2ONNX_OPERATORS =
            new Subject<>("tf2onnx-operators", Tf2OnnxOperators::read);
    public static final Subject<OnnxRelease> ONNX = new Subject<>("onnx", OnnxRelease::read);
    public static final Subject<OpenVinoRelease> OPENVINO = new Subject<>("openvino", OpenVinoRelease::read);
    public static final Subject<Image> NGC_IMAGES = new Subject<>("images/ngc", Image::read);
    public static final Subject<ImageGroup> CUDA_IMAGES = new Subject<>("images/cuda", ImageGroup::read);
    public static final Subject<Image> L4T_IMAGES = new Subject<>("images/l4t", Image::read);
    public static final Subject<ImageRequirement> IMAGE_REQUIREMENTS =
            new Subject<>("images/requirements", ImageRequirement::read);
    public static final Subject<Bound> BOUNDS = new Subject<>("bounds", Bound::read);

    public static final Subject<Opening> OPENS = new Subject<>("opens", Opening::read);
    public static final Subject<Preload> PRELOADS = new Subject<>("preloads", Preload::read);
    public static final Subject<LibraryName> SONAMES = new Subject<>("sonames", LibraryName::read);

    /** Frameworks have one file each, so that a run opens only those it met. */
    private static final List<Subject<FrameworkBuild>> FRAMEWORKS = Stream.of(
                    "tensorflow",
                    "torch",
                    "onnxruntime",
                    "jax",
                    "torch-tensorrt",
                    "vllm",
                    "sglang",
                    "sgl-kernel",
                    "flashinfer-python",
                    "xformers",
                    "bitsandbytes",
                    "ctranslate2",
                    "cupy",
                    "triton",
                    "tritonserver")
            .map(name -> new Subject<>("frameworks/" + name, FrameworkBuild::read))
            .toList();

    private static final List<Subject<?>> ALL = Stream.concat(
                    Stream.of(
                            CUDA,
                            CUDA_FAMILIES,
                            DRIVER_BRANCHES,
                            FORWARD_COMPAT,
                            CAPABILITIES,
                            PCI_DEVICES,
                            GPUS,
                            CUDNN,
                            TENSORRT,
                            TENSORRT_OPERATORS,
                            NCCL,
                            CUDA_COMPONENTS,
                            JETPACK,
                            JETSON_MODULES,
                            TF2ONNX,
                            TF2ONNX_OPERATORS,
                            ONNX,
                            OPENVINO,
                            NGC_IMAGES,
                            CUDA_IMAGES,
                            L4T_IMAGES,
                            IMAGE_REQUIREMENTS,
                            BOUNDS,
                            OPENS,
                            PRELOADS,
                            SONAMES),
                    FRAMEWORKS.stream())
            .collect(Collectors.toUnmodifiableList());

    private final String name;
    private final Function<RowReader, T> reader;

    private Subject(String name, Function<RowReader, T> reader) {
        this.name = name;
        this.reader = reader;
    }

    /** Every table, in the order in which to show them. */
    public static List<Subject<?>> all() {
        return ALL;
    }

    /** The tables of framework builds, one per framework. */
    public static List<Subject<FrameworkBuild>> frameworks() {
        return FRAMEWORKS;
    }

    public static Optional<Subject<?>> named(String name) {
        return ALL.stream()
                .filter(subject ->
                        subject.name.equals(name) || subject.shortName().equals(name))
                .findFirst();
    }

    public String name() {
        return name;
    }

    /** The file's path inside the matrix. */
    public String file() {
        return name + ".json";
    }

    /** The framework whose builds the table holds, or the table's last name. */
    public String shortName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    T read(RowReader row) {
        return reader.apply(row);
    }

    @Override
    public String toString() {
        return name;
    }
}
