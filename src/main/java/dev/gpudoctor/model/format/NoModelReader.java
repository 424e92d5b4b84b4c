package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What lies where a model should: a Git LFS pointer, an error page, nothing at all, or an array. */
final class NoModelReader implements FormatReader {
    private static final int LOOKED_AT = 512;
    private static final int MAX_POINTER = 1024;

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (source.size() == 0) {
            return Optional.of(Recognition.sure(Format.EMPTY, "the file has no bytes"));
        }
        if (source.hasAscii(0, "version https://git-lfs") && source.size() <= MAX_POINTER) {
            return Optional.of(Recognition.sure(
                    Format.LFS_POINTER, "text of " + source.size() + " bytes that begins \"version https://git-lfs\""));
        }
        if (source.has(0, 0x93, 'N', 'U', 'M', 'P', 'Y')) {
            return Optional.of(Recognition.sure(Format.NUMPY, "begins with the NumPy magic"));
        }
        String head = source.text(0, Math.min(source.size(), LOOKED_AT), LOOKED_AT)
                .replace("\uFEFF", "")
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        if (head.startsWith("<!doctype html") || head.startsWith("<html") || head.startsWith("<head")) {
            return Optional.of(Recognition.sure(Format.HTML_PAGE, "the text begins as an HTML page"));
        }
        return Optional.empty();
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        if (recognition.format() != Format.LFS_POINTER) {
            return new OtherFile(recognition);
        }
        List<Detail> details = source.text(0, source.size(), MAX_POINTER)
                .lines()
                .filter(line -> line.startsWith("oid ") || line.startsWith("size "))
                .map(line -> new Detail(
                        line.startsWith("oid") ? "object" : "real size",
                        line.startsWith("oid") ? line.substring(4) : line.substring(5) + " bytes"))
                .toList();
        return new OtherFile(recognition, details);
    }
}
