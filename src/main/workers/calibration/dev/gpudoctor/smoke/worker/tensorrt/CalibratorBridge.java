package dev.gpudoctor.smoke.worker.tensorrt;

import dev.gpudoctor.smoke.worker.TensorRt.Calibrator;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.tensorrt.global.nvinfer.CalibrationAlgoType;
import org.bytedeco.tensorrt.nvinfer.IInt8Calibrator;

/** Lets TensorRT 8 and 10 take calibration batches from {@link Calibrator}. */
final class CalibratorBridge extends IInt8Calibrator {
    private final Calibrator calibrator;

    CalibratorBridge(Calibrator calibrator) {
        this.calibrator = calibrator;
    }

    @Override
    public int getBatchSize() {
        return calibrator.batchSize();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean getBatch(PointerPointer bindings, PointerPointer names, int count) {
        String[] inputs = new String[count];
        for (int i = 0; i < count; i++) {
            inputs[i] = new BytePointer(names.get(i)).getString();
        }
        Optional<long[]> batch = calibrator.next(inputs);
        batch.ifPresent(addresses -> {
            for (int i = 0; i < count; i++) {
                bindings.put(i, new PresetTensorRt.DeviceAddress(addresses[i]));
            }
        });
        return batch.isPresent();
    }

    /** Ranges are measured anew each time: an old cache would hide what the samples say. */
    @Override
    public Pointer readCalibrationCache(LongPointer length) {
        length.put(0, 0);
        return null;
    }

    @Override
    public void writeCalibrationCache(Pointer cache, long length) {
        // Nothing is written to the machine that was not asked for.
    }

    @Override
    public CalibrationAlgoType getAlgorithm() {
        return CalibrationAlgoType.kENTROPY_CALIBRATION_2;
    }
}
