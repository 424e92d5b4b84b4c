package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * HDF5, as Keras writes it. The tree is not read; the names of Keras' attributes stand in plain text near the
 * beginning, and a bounded search for them tells a model from weights alone.
 */
final class Hdf5Reader implements FormatReader {
    private static final int SEARCHED = 4 << 20;

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (!source.has(0, 0x89, 'H', 'D', 'F', 0x0D, 0x0A, 0x1A, 0x0A)) {
            return Optional.empty();
        }
        String head = new String(source.bytes(0, Math.min(source.size(), SEARCHED)), StandardCharsets.ISO_8859_1);
        Recognition hdf5 = Recognition.sure(Format.HDF5, "begins with the HDF5 magic");
        if (head.contains("model_config")) {
            return Optional.of(
                    hdf5.as(Format.KERAS_H5).with("names the attribute model_config, which holds the layers"));
        }
        if (head.contains("layer_names")
                || head.contains("weight_names")
                || head.contains("keras_version")
                || head.contains("_layer_checkpoint_dependencies")) {
            return Optional.of(hdf5.as(Format.KERAS_WEIGHTS_H5)
                    .with("names Keras' weights, but no model_config in the first " + SEARCHED / (1 << 20) + " MiB"));
        }
        return Optional.of(hdf5);
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) {
        return new OtherFile(recognition);
    }
}
