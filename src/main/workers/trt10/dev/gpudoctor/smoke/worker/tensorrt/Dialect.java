package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.worker.TensorRt.Settings;
import java.util.List;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.DeviceType;
import org.bytedeco.tensorrt.global.nvinfer.NetworkDefinitionCreationFlag;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;

/** TensorRT 10: precision by builder flags, or by the network's own types. */
final class Dialect extends TensorAddresses {
    static final List<Precision> WEAKLY_TYPED = List.of(Precision.FP32, Precision.TF32, Precision.FP16, Precision.BF16);

    static final boolean STRONGLY_TYPED = true;

    static final boolean CALIBRATES = true;

    private Dialect() {}

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
