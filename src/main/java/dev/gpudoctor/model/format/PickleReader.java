package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.TorchFile;
import dev.gpudoctor.model.bytes.ByteSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Python pickles, of which PyTorch's old format is one. They are programs, so nothing beyond the head is looked at. */
final class PickleReader implements FormatReader {
    private static final int NEWEST_PROTOCOL = 7;

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (source.has(2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19)
                && source.has(0, 0x80)) {
            return Optional.of(
                    Recognition.sure(Format.TORCH_LEGACY, "a pickle that begins with PyTorch's magic number"));
        }
        boolean pickle = source.size() > 2
                && source.has(0, 0x80)
                && source.u8(1) >= 2
                && source.u8(1) < NEWEST_PROTOCOL
                && source.u8(source.size() - 1) == '.';
        return pickle
                ? Optional.of(Recognition.likely(
                        Format.PICKLE,
                        "begins as a pickle of protocol " + source.u8(1) + " and ends with its stop mark"))
                : Optional.empty();
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) {
        return recognition.format() == Format.TORCH_LEGACY
                ? new TorchFile(recognition, List.of(), List.of(), List.of(), true)
                : new OtherFile(recognition);
    }
}
