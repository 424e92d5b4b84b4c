package dev.gpudoctor.model.format;

import dev.gpudoctor.model.DamagedFile;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what a file is and reads it: the first reader that recognises the bytes has it. */
public final class ModelReader {
    private static final int SHOWN_BYTES = 8;

    /** Magic numbers before structure, structure before text. */
    private static final List<FormatReader> READERS = List.of(
            new NoModelReader(),
            new EngineReader(),
            new GgufReader(),
            new FlatBufferReader(),
            new Hdf5Reader(),
            new ZipReader(),
            new PickleReader(),
            new CheckpointReader(),
            new SafetensorsReader(),
            new OpenVinoReader(),
            new TextProtobufReader(),
            new ProtobufReader());

    private ModelReader() {}

    /** Reads a regular file; what cannot be opened comes back as an unreadable file, not as an exception. */
    public static ModelFile read(Path file) {
        try (ByteSource source = ByteSource.open(file)) {
            return read(source, Surroundings.of(file));
        } catch (IOException e) {
            return new DamagedFile(Recognition.sure(Format.UNREADABLE), reason(e));
        }
    }

    private static String reason(IOException e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "there is no such file";
        }
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    /** Reads bytes that lie in these surroundings. */
    public static ModelFile read(ByteSource source, Surroundings surroundings) throws IOException {
        List<String> refusals = new ArrayList<>();
        for (FormatReader reader : READERS) {
            Optional<Recognition> recognition;
            try {
                recognition = reader.recognise(source);
            } catch (MalformedException e) {
                refusals.add(e.getMessage());
                continue;
            }
            if (recognition.isPresent()) {
                return read(reader, source, recognition.get(), surroundings);
            }
        }
        return new OtherFile(unknown(source, refusals));
    }

    private static ModelFile read(
            FormatReader reader, ByteSource source, Recognition recognition, Surroundings surroundings)
            throws IOException {
        try {
            return reader.read(source, recognition, surroundings);
        } catch (MalformedException e) {
            return new DamagedFile(recognition, String.valueOf(e.getMessage()));
        }
    }

    private static Recognition unknown(ByteSource source, List<String> refusals) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN_BYTES, source.size()); i++) {
            head.append(String.format(java.util.Locale.ROOT, i == 0 ? "%02x" : " %02x", source.u8(i)));
        }
        Recognition unknown = Recognition.unsure(Format.UNKNOWN, "no known format begins with " + head);
        for (String refusal : refusals) {
            unknown = unknown.with(refusal);
        }
        return unknown;
    }
}
