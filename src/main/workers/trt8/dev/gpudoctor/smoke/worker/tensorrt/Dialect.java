package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.worker.Elements;
import dev.gpudoctor.smoke.worker.LayerFault;
import dev.gpudoctor.smoke.worker.TensorRt;
import dev.gpudoctor.smoke.worker.TensorRt.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.DeviceType;
import org.bytedeco.tensorrt.global.nvinfer.NetworkDefinitionCreationFlag;
import org.bytedeco.tensorrt.nvinfer.Dims32;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.bytedeco.tensorrt.nvinfer.IRuntime;
import org.bytedeco.tensorrt.nvonnxparser.IParser;
import org.bytedeco.tensorrt.nvonnxparser.SubGraphCollection_t;
import org.bytedeco.tensorrt.nvonnxparser.SubGraph_t;

/** TensorRT 8: precision by builder flags, tensors by number, and calls that its oldest release already has. */
final class Dialect extends Shapes {
    static final List<Precision> WEAKLY_TYPED = List.of(Precision.FP32, Precision.TF32, Precision.FP16, Precision.INT8);

    /** Releases before 8.4 start with no workspace at all, and later ones take this as an upper limit. */
    private static final long WORKSPACE_BYTES = 1L << 30;

    static final boolean STRONGLY_TYPED = false;

    static final boolean CALIBRATES = true;

    private Dialect() {}

    /** This major does not tell how far a build is. */
    static Object watch(IBuilderConfig config, TensorRt.ProgressSink progress, Path jni) {
        return config;
    }

    /** Releases up to 8.5 know no such engines; later ones allow nothing unless told to. */
    static void forbidHostCode(IRuntime runtime) {}

    /** Asks the parser for the nodes that it takes, in the way that every release of this major has. */
    static boolean supports(IParser parser, Pointer model, long bytes, String path, NodeNumbers taken) {
        SubGraphCollection_t graphs = new SubGraphCollection_t();
        boolean whole = parser.supportsModel(model, bytes, graphs, path);
        for (long i = 0; i < graphs.size(); i++) {
            SubGraph_t graph = graphs.get(i);
            SizeTPointer nodes = graph.first();
            for (long j = 0; graph.second() && j < nodes.limit(); j++) {
                taken.add(nodes.get(j));
            }
        }
        return whole;
    }

    static int networkFlags(boolean typed) {
        return 1 << NetworkDefinitionCreationFlag.kEXPLICIT_BATCH.value;
    }

    static void configure(IBuilderConfig config, Settings settings) {
        config.setMaxWorkspaceSize(WORKSPACE_BYTES);
        config.clearFlag(BuilderFlag.kTF32);
        switch (settings.precision()) {
            case TF32 -> config.setFlag(BuilderFlag.kTF32);
            case FP16 -> config.setFlag(BuilderFlag.kFP16);
            case INT8 -> config.setFlag(BuilderFlag.kINT8);
            default -> {}
        }
        settings.calibrator().ifPresent(calibrator -> config.setInt8Calibrator(new CalibratorBridge(calibrator)));
        settings.dlaCore().ifPresent(core -> {
            config.setFlag(BuilderFlag.kGPU_FALLBACK);
            config.setDefaultDeviceType(DeviceType.kDLA);
            config.setDLACore(core);
        });
    }

    static Dims32 dims(long... dimensions) {
        Dims32 dims = new Dims32().nbDims(dimensions.length);
        for (int i = 0; i < dimensions.length; i++) {
            dims.d(i, Math.toIntExact(dimensions[i]));
        }
        return dims;
    }

    static long[] longs(Dims32 dims) {
        long[] dimensions = new long[Math.max(0, dims.nbDims())];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = dims.d(i);
        }
        return dimensions;
    }

    static final class BoundEngine implements TensorRt.Engine {
        private final ICudaEngine engine;
        private final IExecutionContext context;
        private final Map<String, List<Long>> shapes;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final PointerPointer<Pointer> addresses;

        BoundEngine(ICudaEngine engine, Map<String, List<Long>> shapes) throws LayerFault {
            this.engine = engine;
            this.context = engine.createExecutionContext();
            this.shapes = shapes;
            this.addresses = new PointerPointer<>(engine.getNbBindings());
            if (context == null) {
                throw new LayerFault("createExecutionContext gave nothing; TensorRT's log says why");
            }
        }

        @Override
        public List<TensorRt.Tensor> tensors() throws LayerFault {
            for (int i = 0; i < engine.getNbBindings(); i++) {
                String name = engine.getBindingName(i);
                numbers.put(name, i);
                long[] dimensions = longs(engine.getBindingDimensions(i));
                if (engine.bindingIsInput(i)
                        && isDynamic(dimensions)
                        && !context.setBindingDimensions(i, dims(fixed(name, dimensions, shapes)))) {
                    throw new LayerFault("the engine does not take that shape for input " + name);
                }
            }
            List<TensorRt.Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < engine.getNbBindings(); i++) {
                tensors.add(new TensorRt.Tensor(
                        engine.getBindingName(i),
                        engine.bindingIsInput(i),
                        Elements.of(engine.getBindingDataType(i).value),
                        longs(context.getBindingDimensions(i))));
            }
            return tensors;
        }

        @Override
        public void bind(String tensor, long address) {
            addresses.put(numbers.get(tensor), new PresetTensorRt.DeviceAddress(address));
        }

        @Override
        public void enqueue(long stream) throws LayerFault {
            CUstream_st queue = new CUstream_st(new PresetTensorRt.DeviceAddress(stream));
            if (!context.enqueueV2(addresses, queue, (CUevent_st) null)) {
                throw new LayerFault("enqueueV2 refused; TensorRT's log says why");
            }
        }
    }
}
