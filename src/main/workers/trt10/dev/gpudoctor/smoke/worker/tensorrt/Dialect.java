package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.worker.TensorRt.Settings;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.DeviceType;
import org.bytedeco.tensorrt.global.nvinfer.NetworkDefinitionCreationFlag;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IRuntime;
import org.bytedeco.tensorrt.nvonnxparser.IParser;
import org.bytedeco.tensorrt.nvonnxparser.SubGraphCollection_t;
import org.bytedeco.tensorrt.nvonnxparser.SubGraph_t;

/** TensorRT 10: precision by builder flags, or by the network's own types. */
final class Dialect extends TensorAddresses {
    static final List<Precision> WEAKLY_TYPED = List.of(Precision.FP32, Precision.TF32, Precision.FP16, Precision.BF16);

    static final boolean STRONGLY_TYPED = true;

    static final boolean CALIBRATES = true;

    private Dialect() {}

    static void forbidHostCode(IRuntime runtime) {
        runtime.setEngineHostCodeAllowed(false);
    }

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
        return typed ? 1 << NetworkDefinitionCreationFlag.kSTRONGLY_TYPED.value : 0;
    }

    static void configure(IBuilderConfig config, Settings settings) {
        config.clearFlag(BuilderFlag.kTF32);
        if (settings.precision() == Precision.TF32) {
            config.setFlag(BuilderFlag.kTF32);
        }
        if (!settings.typed()) {
            switch (settings.precision()) {
                case FP16 -> config.setFlag(BuilderFlag.kFP16);
                case BF16 -> config.setFlag(BuilderFlag.kBF16);
                case INT8 -> config.setFlag(BuilderFlag.kINT8);
                default -> {}
            }
        }
        settings.calibrator().ifPresent(calibrator -> config.setInt8Calibrator(new CalibratorBridge(calibrator)));
        settings.dlaCore().ifPresent(core -> {
            config.setFlag(BuilderFlag.kGPU_FALLBACK);
            config.setDefaultDeviceType(DeviceType.kDLA);
            config.setDLACore(core);
        });
    }
}
