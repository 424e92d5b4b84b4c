package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.worker.TensorRt.Settings;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.DeviceType;
import org.bytedeco.tensorrt.global.nvinfer.NetworkDefinitionCreationFlag;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IRuntime;
import org.bytedeco.tensorrt.nvonnxparser.IParser;

/** TensorRT 11: the network's types alone decide; only TF32 is still a matter of choice. */
final class Dialect extends TensorAddresses {
    static final List<Precision> WEAKLY_TYPED = List.of(Precision.FP32, Precision.TF32);

    static final boolean STRONGLY_TYPED = true;

    static final boolean CALIBRATES = false;

    private Dialect() {}

    static void forbidHostCode(IRuntime runtime) {
        runtime.setEngineHostCodeAllowed(false);
    }

    /** Asks the parser for the nodes that it takes. */
    static boolean supports(IParser parser, Pointer model, long bytes, String path, NodeNumbers taken) {
        boolean whole = parser.supportsModelV2(model, bytes, path);
        for (long i = 0; i < parser.getNbSubgraphs(); i++) {
            LongPointer count = new LongPointer(1);
            LongPointer nodes = parser.getSubgraphNodes(i, count);
            for (long j = 0; parser.isSubgraphSupported(i) && j < count.get(); j++) {
                taken.add(nodes.get(j));
            }
        }
        return whole;
    }

    static int networkFlags(boolean typed) {
        return 1 << NetworkDefinitionCreationFlag.kSTRONGLY_TYPED.value;
    }

    static void configure(IBuilderConfig config, Settings settings) {
        config.clearFlag(BuilderFlag.kTF32);
        if (settings.precision() == Precision.TF32) {
            config.setFlag(BuilderFlag.kTF32);
        }
        settings.dlaCore().ifPresent(core -> {
            config.setFlag(BuilderFlag.kGPU_FALLBACK);
            config.setDefaultDeviceType(DeviceType.kDLA);
            config.setDLACore(core);
        });
    }
}
