package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.Histogram;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.MalformedException;
import dev.gpudoctor.model.bytes.Proto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * TensorFlow checkpoints: a sorted string table (LevelDB's layout: blocks of prefix-compressed keys, a footer of 48
 * bytes) whose values describe where each variable lies in the data files.
 */
final class CheckpointReader implements FormatReader {
    private static final int FOOTER = 48;
    private static final int MAX_BLOCK = 8 << 20;
    private static final int MAX_KEY = 4096;
    private static final int MAX_TYPES = 100;
    private static final long MAX_SHARDS = 10_000;

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (source.size() < FOOTER || !source.has(source.size() - 8, 0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB)) {
            return Optional.empty();
        }
        return Optional.of(Recognition.sure(Format.TF_CHECKPOINT, "ends with the magic of TensorFlow's string table"));
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        Table table = new Table(source);
        table.read();
        if (!table.isBundle) {
            return new OtherFile(
                    recognition.as(Format.TF_CHECKPOINT_V1).with("its first entry is not the header of a bundle"),
                    List.of());
        }
        List<Detail> details = new ArrayList<>();
        details.add(new Detail("variables", table.entries + " (" + Histogram.text(table.types) + ")"));
        details.add(new Detail("data files", Long.toString(table.shards)));
        return new OtherFile(recognition, details, List.of(), List.of(), missing(table.shards, surroundings));
    }

    private static List<String> missing(long shards, Surroundings surroundings) throws IOException {
        List<String> missing = new ArrayList<>();
        if (!surroundings.known() || !surroundings.fileName().endsWith(".index") || shards > MAX_SHARDS) {
            return missing;
        }
        for (long i = 0; i < shards; i++) {
            String name = String.format(Locale.ROOT, "%s.data-%05d-of-%05d", surroundings.stem(), i, shards);
            if (surroundings.sizeOf(name).isEmpty()) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** One pass over all blocks. */
    private static final class Table {
        private final ByteSource source;
        private final Map<String, Long> types = new TreeMap<>();
        private long entries;
        private long shards = 1;
        private boolean isBundle;
        private boolean first = true;
        private long cursor;

        Table(ByteSource source) {
            this.source = source;
        }

        void read() throws IOException {
            cursor = source.size() - FOOTER;
            varint();
            varint();
            long indexOffset = varint();
            long indexSize = varint();
            block(indexOffset, indexSize, true);
        }

        private long varint() throws IOException {
            long result = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                int octet = source.u8(cursor++);
                result |= (long) (octet & 0x7F) << shift;
                if (octet < 0x80) {
                    return result;
                }
            }
            throw new MalformedException("a number of more than nine bytes at " + cursor);
        }

        private void block(long offset, long size, boolean index) throws IOException {
            if (size < 8 || size > MAX_BLOCK) {
                throw new MalformedException("a block of " + size + " bytes");
            }
            source.require(offset, size + 1);
            if (source.u8(offset + size) != 0) {
                // version 1 checkpoints may be compressed; version 2 never is
                return;
            }
            long restarts = source.u32(offset + size - 4);
            if (restarts > size / 4) {
                throw new MalformedException(restarts + " restarts in a block of " + size + " bytes");
            }
            long end = offset + size - 4 - 4 * restarts;
            long at = offset;
            while (at < end) {
                source.step();
                cursor = at;
                varint();
                long keyLength = varint();
                long valueLength = varint();
                if (keyLength > MAX_KEY || valueLength > end - cursor) {
                    throw new MalformedException("an entry that leaves its block at " + at);
                }
                long value = cursor + keyLength;
                at = value + valueLength;
                if (index) {
                    cursor = value;
                    long blockOffset = varint();
                    long blockSize = varint();
                    block(blockOffset, blockSize, false);
                } else {
                    entry(keyLength == 0 && first, value, valueLength);
                    first = false;
                }
            }
        }

        private void entry(boolean header, long value, long length) throws IOException {
            Proto.Fields field = Proto.at(source, value, length).fields();
            if (header) {
                isBundle = true;
                while (field.next()) {
                    if (field.isVarint(1)) {
                        shards = field.value();
                    }
                    // version 1 has the descriptions of all tensors here
                    isBundle &= !field.isLength(1);
                }
                return;
            }
            if (!isBundle) {
                return;
            }
            entries++;
            while (field.next()) {
                if (field.isVarint(1)) {
                    String type = TensorFlowGraph.type(field.value());
                    types.merge(types.size() < MAX_TYPES ? type : "others", 1L, Long::sum);
                }
            }
        }
    }
}
