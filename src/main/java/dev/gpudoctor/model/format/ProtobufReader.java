package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.MalformedException;
import dev.gpudoctor.model.bytes.Proto;
import dev.gpudoctor.model.bytes.Proto.Wire;
import dev.gpudoctor.model.bytes.TruncatedFieldException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The formats that are a bare protobuf message without a magic number: ONNX, TensorFlow, UFF, Caffe. One walk over the
 * top level collects which fields occur in which encoding, and that decides; the first bytes alone prove nothing.
 */
final class ProtobufReader implements FormatReader {
    private static final Set<Integer> ONNX_FIELDS = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26);
    private static final int MAX_FIELD_KINDS = 64;
    private static final int NODES_LOOKED_AT = 20;

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (source.has(0, 8, 3) && source.size() == 2) {
            return Optional.of(Recognition.sure(Format.TF_HUB_MODULE, "the two bytes 08 03 of a tfhub_module.pb"));
        }
        TopLevel top = TopLevel.scan(source);
        if (top.isEmpty()) {
            return Optional.empty();
        }
        Optional<Recognition> known = top.classify(source);
        if (known.isPresent() || top.truncated().isPresent()) {
            return known;
        }
        return Optional.of(Recognition.unsure(
                Format.UNKNOWN_PROTOBUF, "reads as protobuf with the top-level fields " + top.describe()));
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        return switch (recognition.format()) {
            case ONNX -> OnnxReader.read(source, recognition, surroundings);
            case TF_FROZEN_GRAPH, TF_UNFROZEN_GRAPH, TF_META_GRAPH, TF_SAVED_MODEL ->
                TensorFlowReader.read(source, recognition, surroundings);
            default -> new OtherFile(recognition);
        };
    }

    /** Which fields occur at the top level, how often in which encoding, and where the file breaks off if it does. */
    private record TopLevel(Map<Integer, Map<Wire, Long>> fields, Optional<TruncatedFieldException> truncated) {

        static TopLevel scan(ByteSource source) throws IOException {
            Map<Integer, Map<Wire, Long>> seen = new TreeMap<>();
            try {
                Proto.Fields field = Proto.of(source).fields();
                while (field.next()) {
                    if (seen.size() > MAX_FIELD_KINDS) {
                        return new TopLevel(Map.of(), Optional.empty());
                    }
                    seen.computeIfAbsent(field.number(), number -> new EnumMap<>(Wire.class))
                            .merge(field.wire(), 1L, Long::sum);
                }
                return new TopLevel(seen, Optional.empty());
            } catch (TruncatedFieldException e) {
                return new TopLevel(seen, Optional.of(e));
            } catch (MalformedException e) {
                // what breaks the encoding itself is no protobuf, and the next reader may know it
                return new TopLevel(Map.of(), Optional.empty());
            }
        }

        boolean isEmpty() {
            return fields.isEmpty();
        }

        String describe() {
            return fields.entrySet().stream()
                    .map(entry -> entry.getKey() + " "
                            + entry.getValue().keySet().stream().map(Enum::name).collect(Collectors.joining("+")))
                    .collect(Collectors.joining(", "));
        }

        private boolean only(int number, Wire wire) {
            return fields.containsKey(number) && fields.get(number).keySet().equals(Set.of(wire));
        }

        /** Absent, or in this encoding only. */
        private boolean atMost(int number, Wire wire) {
            return !fields.containsKey(number) || only(number, wire);
        }

        private long count(int number) {
            return fields.containsKey(number)
                    ? fields.get(number).values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    : 0;
        }

        private boolean within(Set<Integer> numbers) {
            return numbers.containsAll(fields.keySet());
        }

        private boolean allLength() {
            return fields.values().stream().allMatch(wires -> wires.keySet().equals(Set.of(Wire.LENGTH)));
        }

        Optional<Recognition> classify(ByteSource source) throws IOException {
            if (truncated.isPresent()) {
                return classifyTruncated(source, truncated.get());
            }
            if (isOnnx()) {
                return Optional.of(Recognition.likely(
                        Format.ONNX, "protobuf whose top-level fields are those of ONNX's ModelProto: " + describe()));
            }
            if (within(Set.of(1, 2))
                    && only(1, Wire.VARINT)
                    && only(2, Wire.LENGTH)
                    && eachHolds(source, 2, Kind.META)) {
                return Optional.of(Recognition.likely(
                        Format.TF_SAVED_MODEL, "a schema version and " + count(2) + " meta graph(s), nothing else"));
            }
            if (within(Set.of(1, 2, 3, 4, 5, 6, 7))
                    && allLength()
                    && count(2) == 1
                    && eachHolds(source, 2, Kind.GRAPH)) {
                return Optional.of(
                        Recognition.likely(Format.TF_META_GRAPH, "meta information, then one field 2 that is a graph"));
            }
            if (isGraphDef() && eachHolds(source, 1, Kind.NODE)) {
                return Optional.of(Recognition.likely(
                        Format.TF_FROZEN_GRAPH, count(1) + " nodes, each with a name and an operator"));
            }
            return classifyRest(source);
        }

        private boolean isOnnx() {
            return only(7, Wire.LENGTH)
                    && count(7) == 1
                    && atMost(1, Wire.VARINT)
                    && atMost(5, Wire.VARINT)
                    && atMost(8, Wire.LENGTH)
                    && (fields.containsKey(1) || fields.containsKey(8))
                    && within(ONNX_FIELDS);
        }

        private boolean isGraphDef() {
            return only(1, Wire.LENGTH)
                    && atMost(2, Wire.LENGTH)
                    && atMost(3, Wire.VARINT)
                    && atMost(4, Wire.LENGTH)
                    && atMost(5, Wire.LENGTH)
                    && within(Set.of(1, 2, 3, 4, 5));
        }

        private Optional<Recognition> classifyRest(ByteSource source) throws IOException {
            if (only(100, Wire.LENGTH) && atMost(1, Wire.LENGTH) && eachHolds(source, 100, Kind.LAYER)) {
                return Optional.of(Recognition.likely(Format.CAFFE, count(100) + " layers in field 100"));
            }
            if (only(1, Wire.LENGTH)
                    && count(1) == 1
                    && only(2, Wire.LENGTH)
                    && count(2) > 1
                    && eachHolds(source, 2, Kind.V1_LAYER)) {
                return Optional.of(Recognition.likely(Format.CAFFE, count(2) + " layers of the old kind in field 2"));
            }
            if (only(1, Wire.VARINT)
                    && only(2, Wire.VARINT)
                    && atMost(3, Wire.LENGTH)
                    && only(4, Wire.LENGTH)
                    && within(Set.of(1, 2, 3, 4, 5, 100))) {
                return Optional.of(Recognition.likely(Format.UFF, "two versions, descriptors and graphs as in UFF"));
            }
            if (isFingerprint()) {
                return Optional.of(Recognition.likely(Format.TF_FINGERPRINT, "the hashes of a fingerprint.pb"));
            }
            if (only(2, Wire.VARINT)
                    && count(2) == 1
                    && (fields.containsKey(8)
                            || fields.containsKey(9)
                            || fields.containsKey(4)
                            || fields.containsKey(5)
                            || fields.containsKey(6)
                            || fields.containsKey(7)
                            || fields.containsKey(10)
                            || fields.containsKey(11))
                    && within(Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16))
                    && atMost(8, Wire.LENGTH)) {
                return Optional.of(Recognition.likely(Format.ONNX_TENSOR, "dimensions, an element type and data"));
            }
            if (within(Set.of(1)) && only(1, Wire.LENGTH) && eachHolds(source, 1, Kind.KERAS_NODE)) {
                return Optional.of(
                        Recognition.likely(Format.KERAS_METADATA, "node descriptions of a keras_metadata.pb"));
            }
            return Optional.empty();
        }

        private boolean isFingerprint() {
            return within(Set.of(1, 2, 3, 4, 5, 6, 7))
                    && only(1, Wire.VARINT)
                    && fields.containsKey(2)
                    && only(2, Wire.VARINT)
                    && only(3, Wire.VARINT)
                    && atMost(4, Wire.VARINT)
                    && only(6, Wire.LENGTH);
        }

        /** The last field claims more than the file has: a download cut short, if what came before fits a format. */
        private Optional<Recognition> classifyTruncated(ByteSource source, TruncatedFieldException cut)
                throws IOException {
            boolean onnx = only(1, Wire.VARINT) && !fields.containsKey(7) && cut.field() == 7 && within(ONNX_FIELDS);
            if (onnx) {
                return Optional.of(Recognition.likely(
                        Format.ONNX, "begins as ONNX's ModelProto (" + describe() + ") and breaks off in its graph"));
            }
            if (isGraphDef()
                    && count(1) >= NODES_LOOKED_AT / 4
                    && cut.field() == 1
                    && eachHolds(source, 1, Kind.NODE)) {
                return Optional.of(Recognition.likely(
                        Format.TF_FROZEN_GRAPH, count(1) + " nodes with a name and an operator, then it breaks off"));
            }
            if (only(1, Wire.VARINT) && within(Set.of(1)) && count(1) == 1 && cut.field() == 2) {
                return Optional.of(Recognition.unsure(
                        Format.TF_SAVED_MODEL, "a version, then a field 2 that breaks off, as in a SavedModel"));
            }
            return Optional.empty();
        }
    }

    /** What a nested message has to look like. */
    private enum Kind {
        NODE,
        GRAPH,
        META,
        LAYER,
        V1_LAYER,
        KERAS_NODE
    }

    /** Whether the first messages in this field all look like that kind. */
    private static boolean eachHolds(ByteSource source, int number, Kind kind) throws IOException {
        int looked = 0;
        try {
            Proto.Fields field = Proto.of(source).fields();
            while (looked < NODES_LOOKED_AT && field.next()) {
                if (field.isLength(number)) {
                    looked++;
                    if (!looksLike(field.message(), kind)) {
                        return false;
                    }
                }
            }
            return looked > 0;
        } catch (TruncatedFieldException e) {
            return looked > 0;
        } catch (MalformedException e) {
            // a payload that is no message is text or numbers, hence not of this kind
            return false;
        }
    }

    private static boolean looksLike(Proto message, Kind kind) throws IOException {
        Map<Integer, Wire> wires = new TreeMap<>();
        Proto.Fields field = message.fields();
        boolean nested = true;
        boolean sawGraph = false;
        int looked = 0;
        while (field.next()) {
            wires.putIfAbsent(field.number(), field.wire());
            if (wires.size() > MAX_FIELD_KINDS) {
                return false;
            }
            if (kind == Kind.GRAPH && field.isLength(1) && looked++ < NODES_LOOKED_AT) {
                nested &= looksLike(field.message(), Kind.NODE);
            } else if (kind == Kind.META && field.isLength(2)) {
                sawGraph = true;
                nested &= looksLike(field.message(), Kind.GRAPH);
            }
        }
        return nested
                && switch (kind) {
                    case NODE -> wires.get(1) == Wire.LENGTH && wires.get(2) == Wire.LENGTH && max(wires) <= 7;
                    case GRAPH ->
                        max(wires) <= 5
                                && wires.getOrDefault(1, Wire.LENGTH) == Wire.LENGTH
                                && wires.getOrDefault(4, Wire.LENGTH) == Wire.LENGTH
                                && !wires.isEmpty();
                    case META ->
                        sawGraph && max(wires) <= 7 && wires.values().stream().allMatch(wire -> wire == Wire.LENGTH);
                    case LAYER -> wires.get(1) == Wire.LENGTH && wires.get(2) == Wire.LENGTH;
                    case V1_LAYER -> wires.get(4) == Wire.LENGTH && wires.get(5) == Wire.VARINT;
                    case KERAS_NODE ->
                        wires.get(2) == Wire.VARINT && wires.get(3) == Wire.LENGTH && wires.get(4) == Wire.LENGTH;
                };
    }

    private static int max(Map<Integer, Wire> wires) {
        return wires.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
