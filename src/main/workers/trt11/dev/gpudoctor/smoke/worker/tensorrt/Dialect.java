package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.worker.TensorRt.Settings;
import java.util.List;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.DeviceType;
import org.bytedeco.tensorrt.global.nvinfer.NetworkDefinitionCreationFlag;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;

/** TensorRT 11: the network's types alone decide; only TF32 is still a matter of choice. */
final class Dialect extends TensorAddresses {
    static final List<Precision> WEAKLY_TYPED = List.of(Precision.FP32, Precision.TF32);

    static final boolean STRONGLY_TYPED = true;

    static final boolean CALIBRATES = false;

    private Dialect() {}

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
