package dev.gpudoctor.model.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.Histogram;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Weights as safetensors: a JSON header of known length, then the bytes. */
final class SafetensorsReader implements FormatReader {
    /** The format's own limit for its header, in bytes. */
    private static final long MAX_HEADER = 100_000_000;

    private static final int MAX_KINDS = 100;
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(4_000_000).build())
            .build();

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (source.size() < 10 || !source.has(8, '{')) {
            return Optional.empty();
        }
        long header = source.i64(0);
        if (header < 2 || header > MAX_HEADER) {
            return Optional.empty();
        }
        return Optional.of(
                header <= source.size() - 8
                        ? Recognition.sure(
                                Format.SAFETENSORS, "a header length of " + header + " bytes and JSON behind it")
                        : Recognition.likely(
                                Format.SAFETENSORS, "a header length of " + header + " and JSON that breaks off"));
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        long header = source.i64(0);
        source.require(8, header);
        Map<String, Long> types = new TreeMap<>();
        long tensors = 0;
        long last = 0;
        List<Detail> details = new ArrayList<>();
        // as text, because a parser of bytes would guess UTF-16 and UTF-32, which the format does not have
        Reader text = new InputStreamReader(source.stream(8, header), StandardCharsets.UTF_8);
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                source.step();
                String name = json.currentName();
                json.nextToken();
                if (name.equals("__metadata__")) {
                    details.add(new Detail("metadata", metadata(json)));
                } else {
                    tensors++;
                    last = Math.max(last, tensor(json, types));
                }
            }
        } catch (JsonProcessingException e) {
            throw new MalformedException("the header is no JSON: " + e.getOriginalMessage());
        }
        details.add(0, new Detail("tensors", tensors + " (" + Histogram.text(types) + ")"));
        if (8 + header + last > source.size()) {
            throw new MalformedException(
                    "the tensors need " + (8 + header + last) + " bytes, the file has " + source.size());
        }
        return new OtherFile(recognition, details);
    }

    private static String metadata(JsonParser json) throws IOException {
        List<String> pairs = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return "";
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            if (json.currentToken().isScalarValue() && pairs.size() < 20) {
                String value = json.getText();
                pairs.add(key + "=" + (value.length() > 80 ? value.substring(0, 80) + "..." : value));
            } else {
                json.skipChildren();
            }
        }
        return String.join(", ", pairs);
    }

    /** Counts one tensor's type and returns where its data ends. */
    private static long tensor(JsonParser json, Map<String, Long> types) throws IOException {
        long end = 0;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedException("a tensor that is no JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            if (key.equals("dtype") && json.currentToken().isScalarValue()) {
                String type = json.getText();
                if (types.size() < MAX_KINDS || types.containsKey(type)) {
                    types.merge(type, 1L, Long::sum);
                }
            } else if (key.equals("data_offsets") && json.currentToken() == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                    end = json.getLongValue();
                }
            } else {
                json.skipChildren();
            }
        }
        return Math.max(0, end);
    }
}
