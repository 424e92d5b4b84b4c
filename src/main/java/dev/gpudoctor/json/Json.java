package dev.gpudoctor.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;

/** Reads and writes the project's JSON. Input is foreign: depth, number of tokens and length of texts and numbers are bounded. */
public final class Json {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_TEXT = 4_000_000;
    /** Many times what the largest machines have; each becomes an object, which takes far more room than its text. */
    private static final int MAX_TOKENS = 1_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .build();

    /** Data binding, which takes longer to start than most runs of {@code check} take; many need trees alone. */
    private static final class Binding {
        static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
                .addModule(new GpudoctorModule())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                // An empty text is no number and no truth; it would be read as null.
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.AUTO_DETECT_IS_GETTERS)
                .build();
    }

    private Json() {}

    /** The value as a tree. */
    public static JsonNode tree(Object value) {
        return Binding.MAPPER.valueToTree(value);
    }

    /**
     * Reads text into a tree.
     *
     * @throws JsonProcessingException if it is not JSON within the bounds
     */
    public static JsonNode parse(String text) throws JsonProcessingException {
        return NodeReader.parse(FACTORY, text);
    }

    /**
     * Reads a tree into a value.
     *
     * @throws JsonProcessingException if it has not the shape of that type
     */
    public static <T> T read(JsonNode tree, Class<T> type) throws JsonProcessingException {
        return Binding.MAPPER.treeToValue(tree, type);
    }

    /** The value on one line. */
    public static String line(Object value) {
        return write(Binding.MAPPER.writer(), value);
    }

    /** The value for people: indented, with a final line break. */
    public static String pretty(Object value) {
        return write(Binding.MAPPER.writerWithDefaultPrettyPrinter(), value) + "\n";
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
