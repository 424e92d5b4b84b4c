package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** GGUF: key-value metadata, then tensor descriptions, then data. */
final class GgufReader implements FormatReader {
    private static final Set<String> SHOWN =
            Set.of("general.architecture", "general.name", "general.file_type", "general.quantization_version");
    private static final long MAX_PAIRS = 100_000;
    private static final int MAX_TEXT = 200;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final List<Integer> WIDTHS = List.of(1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8);

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        return source.hasAscii(0, "GGUF")
                ? Optional.of(Recognition.sure(Format.GGUF, "begins with the magic \"GGUF\""))
                : Optional.empty();
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        source.require(0, 24);
        List<Detail> details = new ArrayList<>();
        details.add(new Detail("GGUF version", Long.toString(source.u32(4))));
        details.add(new Detail("tensors", Long.toUnsignedString(source.i64(8))));
        long pairs = source.i64(16);
        if (pairs < 0 || pairs > MAX_PAIRS) {
            throw new MalformedException(Long.toUnsignedString(pairs) + " metadata entries");
        }
        Set<String> shown = new HashSet<>();
        long at = 24;
        for (long i = 0; i < pairs; i++) {
            source.step();
            long keyLength = length(source, at);
            String key = source.text(at + 8, keyLength, MAX_TEXT);
            at += 8 + keyLength;
            int type = (int) source.u32(at);
            at += 4;
            if (SHOWN.contains(key) && type != ARRAY && shown.add(key)) {
                details.add(new Detail(key, value(source, at, type)));
            }
            at = skip(source, at, type, 0);
        }
        return new OtherFile(recognition, details);
    }

    private static long length(ByteSource source, long at) throws IOException {
        long length = source.i64(at);
        source.require(at + 8, length);
        return length;
    }

    private static String value(ByteSource source, long at, int type) throws IOException {
        return type == STRING
                ? source.text(at + 8, length(source, at), MAX_TEXT)
                : Long.toString(width(type) == 8 ? source.i64(at) : width(type) == 4 ? source.u32(at) : source.u8(at));
    }

    private static int width(int type) throws MalformedException {
        if (type < 0 || type >= WIDTHS.size() || WIDTHS.get(type) == 0) {
            throw new MalformedException("metadata type " + type);
        }
        return WIDTHS.get(type);
    }

    private static long skip(ByteSource source, long at, int type, int depth) throws IOException {
        source.step();
        if (type == STRING) {
            return at + 8 + length(source, at);
        }
        if (type != ARRAY) {
            return at + width(type);
        }
        if (depth > 4) {
            throw new MalformedException("arrays nested deeper than four");
        }
        int element = (int) source.u32(at);
        long count = source.i64(at + 4);
        long next = at + 12;
        if (count < 0 || count > source.size()) {
            throw new MalformedException("an array of " + Long.toUnsignedString(count) + " elements");
        }
        if (element != STRING && element != ARRAY) {
            source.require(next, count * width(element));
            return next + count * width(element);
        }
        for (long i = 0; i < count; i++) {
            next = skip(source, next, element, depth + 1);
        }
        return next;
    }
}
