package dev.gpudoctor.model.format;

import dev.gpudoctor.model.EngineFile;
import dev.gpudoctor.model.EngineFile.BuildGpu;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * TensorRT engines ("plans").
 *
 * <p>The outer header ({@code ftrt}) is what NVIDIA's own trtexec reads for {@code --getPlanVersionOnly}: version in
 * bytes 24 to 27; bytes 16 to 23 hold the length of the whole engine. Sections follow, the first of which is an archive
 * ({@code ptrt}); older files are the bare archive. The layout of the archive is not documented. It was read from real
 * engines of TensorRT 7.1, 8.2, 8.6, 10.3, 10.6 and 10.15 whose hardware figures match a known GPU: a counter, the
 * payload's length, then items that carry a type tag: four bytes of version, and a device record that begins with the
 * compute capability.
 */
final class EngineReader implements FormatReader {
    private static final int PLAN_HEADER = 28;
    private static final int MAX_PREFIX = 1 << 20;
    private static final int SHOWN_PREFIX = 300;
    /** How far into the archive version and device record stand at most, in bytes. */
    private static final int ARCHIVE_HEAD = 512;

    private static final int MAX_SECTIONS = 16;
    private static final int SECTION_ENTRY = 24;

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (magic(source, 0)) {
            return Optional.of(Recognition.sure(
                    Format.TENSORRT_ENGINE, "begins with the engine magic \"" + source.text(0, 4, 4) + "\""));
        }
        long plan = wrapped(source);
        if (plan > 0) {
            return Optional.of(Recognition.sure(
                    Format.TENSORRT_ENGINE,
                    "JSON metadata of " + (plan - 4) + " bytes and then the engine magic \"" + source.text(plan, 4, 4)
                            + "\""));
        }
        if (source.size() >= 16
                && source.i64(0) == source.size()
                && source.u32(8) < source.size()
                && source.has(6, 0, 0)) {
            return Optional.of(Recognition.likely(
                    Format.TENSORRT_CONTAINER,
                    "the first 64-bit number is the length of the file, a FlatBuffer follows"));
        }
        return Optional.empty();
    }

    private static boolean magic(ByteSource source, long at) throws IOException {
        return source.hasAscii(at, "ftrt") || source.hasAscii(at, "ptrt");
    }

    /** Where the engine begins behind a length and JSON text, as some exporters write it; zero if that is not so. */
    private static long wrapped(ByteSource source) throws IOException {
        if (source.size() < 8 || !source.has(4, '{')) {
            return 0;
        }
        long length = source.u32(0);
        return length <= MAX_PREFIX && magic(source, 4 + length) ? 4 + length : 0;
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        if (recognition.format() == Format.TENSORRT_CONTAINER) {
            return new EngineFile(
                    recognition,
                    source.size(),
                    Optional.of(source.i64(0)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        long start = wrapped(source);
        Optional<String> prefix = start == 0 ? Optional.empty() : Optional.of(source.text(4, start - 4, SHOWN_PREFIX));
        return source.hasAscii(start, "ftrt")
                ? plan(source, recognition, start, prefix)
                : bareArchive(source, recognition, start, prefix);
    }

    private static EngineFile plan(ByteSource source, Recognition recognition, long start, Optional<String> prefix)
            throws IOException {
        source.require(start, PLAN_HEADER);
        long size = source.size() - start;
        Version version = Version.of(source.u8(start + 24) + "." + source.u8(start + 25) + "." + source.u8(start + 26)
                + "." + source.u8(start + 27));
        Optional<Archive> archive = archiveOfPlan(source, start);
        Recognition known = recognition.with("bytes 24 to 27 of the header name TensorRT " + version);
        return new EngineFile(
                known,
                size,
                Optional.of(source.i64(start + 16)),
                Optional.of(version),
                archive.map(Archive::counter),
                archive.flatMap(Archive::gpu),
                prefix);
    }

    /** The engine archive that the section table behind the header points to. */
    private static Optional<Archive> archiveOfPlan(ByteSource source, long start) throws IOException {
        long sections = source.u32(start + 8);
        for (long i = 0; i < Math.min(sections, MAX_SECTIONS); i++) {
            long entry = start + PLAN_HEADER + 4 + i * SECTION_ENTRY;
            if (entry + SECTION_ENTRY <= source.size() && source.hasAscii(entry, "NGNE")) {
                long at = start + source.i64(entry + 8);
                return source.hasAscii(at, "ptrt") ? Archive.read(source, at) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static EngineFile bareArchive(
            ByteSource source, Recognition recognition, long start, Optional<String> prefix) throws IOException {
        Optional<Archive> archive = Archive.read(source, start);
        return new EngineFile(
                archive.flatMap(Archive::version)
                        .map(version -> recognition.with("the archive's version items name TensorRT " + version))
                        .orElse(recognition),
                source.size() - start,
                archive.map(found -> found.header() + found.payload()),
                archive.flatMap(Archive::version),
                archive.map(Archive::counter),
                archive.flatMap(Archive::gpu),
                prefix);
    }

    /** The inner archive: bytes of its header and payload, and what its first items say. */
    private record Archive(long counter, long header, long payload, Optional<Version> version, Optional<BuildGpu> gpu) {

        static Optional<Archive> read(ByteSource source, long at) throws IOException {
            if (at < 0 || at > source.size() - 28) {
                return Optional.empty();
            }
            if (source.has(at + 20, Item.BYTE) && source.u16(at + 22) == Item.TAG) {
                return Optional.of(items(source, at, source.u32(at + 4), 20, source.i64(at + 8)));
            }
            if (source.has(at + 24, Item.BYTE) && source.u16(at + 26) == Item.TAG) {
                long payload = source.u32(at + 12) == 0 ? source.i64(at + 16) : source.i64(at + 12);
                return Optional.of(items(source, at, source.u32(at + 8), 24, payload));
            }
            return Optional.empty();
        }

        private static Archive items(ByteSource source, long at, long counter, long header, long payload)
                throws IOException {
            List<Item> items = Item.read(source, at + header, at + header + ARCHIVE_HEAD);
            return new Archive(counter, header, payload, version(items), gpu(items));
        }

        private static Optional<Version> version(List<Item> items) {
            if (items.size() < 4 || !items.subList(0, 4).stream().allMatch(item -> item.kind() == Item.BYTE)) {
                return Optional.empty();
            }
            return Version.parse(String.join(
                    ".",
                    items.subList(0, 4).stream()
                            .map(item -> Long.toString(item.value()))
                            .toList()));
        }

        /**
         * The device record. An item without a value opens it; then the capability comes first and the number of
         * multiprocessors stands before the first truth value. In TensorRT 10.15 the memory size comes first instead.
         */
        private static Optional<BuildGpu> gpu(List<Item> items) {
            int begin = -1;
            for (int i = 4; i < items.size() && begin < 0; i++) {
                if (items.get(i).kind() == Item.DEVICE || items.get(i).kind() == Item.DEVICE_OF_7) {
                    begin = i + 1;
                }
            }
            if (begin < 0 || begin + 14 > items.size()) {
                return Optional.empty();
            }
            List<Item> device = items.subList(begin, items.size());
            return device.get(0).kind() == Item.INT ? gpu(device, 0, multiprocessors(device)) : gpu(device, 12, 8);
        }

        /** In the older layout: the integer before the first truth value. */
        private static int multiprocessors(List<Item> device) {
            for (int i = 1; i < device.size(); i++) {
                if (device.get(i).kind() == Item.TRUTH) {
                    return i - 1;
                }
            }
            return 0;
        }

        private static Optional<BuildGpu> gpu(List<Item> device, int capabilityAt, int multiprocessorsAt) {
            long major = device.get(capabilityAt).value();
            long minor = device.get(capabilityAt + 1).value();
            long multiprocessors = device.get(multiprocessorsAt).value();
            boolean plausible = major >= 2
                    && major <= 99
                    && minor >= 0
                    && minor <= 9
                    && multiprocessors >= 1
                    && multiprocessors <= 4096;
            return plausible
                    ? Optional.of(new BuildGpu(new ComputeCapability((int) major, (int) minor), multiprocessors))
                    : Optional.empty();
        }
    }

    /** One tagged item of an archive. */
    private record Item(int kind, long value) {
        static final int BYTE = 0x02;
        static final int INT = 0x07;
        static final int LONG = 0x08;
        static final int SIZE = 0x09;
        static final int TRUTH = 0x0A;
        /** The item without a value that opens the device record. */
        static final int DEVICE = 0x10;
        /** The same in TensorRT 7. */
        static final int DEVICE_OF_7 = 0x21;
        /** Upper half of every item's tag. */
        static final int TAG = 1;

        static List<Item> read(ByteSource source, long from, long to) throws IOException {
            List<Item> items = new ArrayList<>();
            long at = from;
            long last = Math.min(to, source.size() - 12);
            while (at < last) {
                int kind = source.u8(at);
                if (source.u16(at + 2) != TAG) {
                    return items;
                }
                at += 4;
                int width = width(kind);
                items.add(new Item(kind, value(source, at, width)));
                at += width;
            }
            return items;
        }

        private static int width(int kind) {
            return switch (kind) {
                case BYTE, TRUTH -> 1;
                case INT -> 4;
                case LONG, SIZE -> 8;
                default -> 0;
            };
        }

        private static long value(ByteSource source, long at, int width) throws IOException {
            return switch (width) {
                case 1 -> source.u8(at);
                case 4 -> source.i32(at);
                case 8 -> source.i64(at);
                default -> 0;
            };
        }
    }
}
