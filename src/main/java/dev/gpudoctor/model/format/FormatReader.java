package dev.gpudoctor.model.format;

import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import java.io.IOException;
import java.util.Optional;

/** Knows one family of formats. */
interface FormatReader {
    /** Says whether the bytes are of this family, from as few of them as the answer needs. */
    Optional<Recognition> recognise(ByteSource source) throws IOException;

    /**
     * Reads what the file says about itself; called for a file that {@link #recognise} took.
     *
     * @throws dev.gpudoctor.model.bytes.MalformedException if the file breaks its own format
     */
    ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException;
}
