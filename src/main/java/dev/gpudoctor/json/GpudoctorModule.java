package dev.gpudoctor.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How the project's own types look in JSON. */
final class GpudoctorModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    GpudoctorModule() {
        super("gpudoctor");
        text(Version.class, Version::parse);
        text(VersionRange.class, VersionRange::parse);
        text(ComputeCapability.class, ComputeCapability::parse);
        text(Instant.class, GpudoctorModule::instant);
        addSerializer(Observed.class, new ObservedSerializer());
        addDeserializer(Observed.class, new ObservedDeserializer(TypeFactory.unknownType()));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (java.time.format.DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private <T> void text(Class<T> type, Function<String, Optional<T>> parse) {
        addSerializer(type, ToStringSerializer.instance);
        addDeserializer(type, new StdDeserializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                String text = parser.getValueAsString("");
                Optional<T> value = parse.apply(text);
                return value.isPresent()
                        ? value.get()
                        : handledType()
                                .cast(context.handleWeirdStringValue(type, text, "not a %s", type.getSimpleName()));
            }

            @Override
            @SuppressWarnings("unchecked")
            public Class<T> handledType() {
                return (Class<T>) _valueClass;
            }
        });
    }

    @SuppressWarnings("rawtypes")
    private static final class ObservedSerializer extends JsonSerializer<Observed> {
        @Override
        public void serialize(Observed observed, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            if (observed instanceof Observed.Found<?> found) {
                json.writeStringField("state", "found");
                provider.defaultSerializeField("value", found.value(), json);
                writeEvidence(found.evidence(), json, provider);
            } else if (observed instanceof Observed.Absent<?> absent) {
                json.writeStringField("state", "absent");
                provider.defaultSerializeField("lookedIn", absent.lookedIn(), json);
            } else if (observed instanceof Observed.Unreadable<?> unreadable) {
                json.writeStringField("state", "unreadable");
                json.writeStringField("reason", unreadable.reason());
                writeEvidence(unreadable.evidence(), json, provider);
            } else if (observed instanceof Observed.NotApplicable<?> notApplicable) {
                json.writeStringField("state", "not-applicable");
                json.writeStringField("reason", notApplicable.reason());
            }
            json.writeEndObject();
        }

        private static void writeEvidence(List<Evidence> evidence, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            if (!evidence.isEmpty()) {
                provider.defaultSerializeField("evidence", evidence, json);
            }
        }
    }

    private static final class ObservedDeserializer extends JsonDeserializer<Observed<?>>
            implements ContextualDeserializer {
        private final JavaType valueType;

        ObservedDeserializer(JavaType valueType) {
            this.valueType = valueType;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            return new ObservedDeserializer(context.getContextualType().containedTypeOrUnknown(0));
        }

        /** What a snapshot does not tell is unknown, never absent. */
        @Override
        public Observed<?> getAbsentValue(DeserializationContext context) {
            return Observed.unreadable("not recorded");
        }

        @Override
        public Observed<?> getNullValue(DeserializationContext context) {
            return getAbsentValue(context);
        }

        @Override
        public Observed<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = context.readTree(parser);
            return switch (node.path("state").asText()) {
                case "found" -> found(node, context);
                case "absent" -> new Observed.Absent<>(texts(node.path("lookedIn")));
                case "unreadable" ->
                    new Observed.Unreadable<>(node.path("reason").asText(), evidence(node, context));
                case "not-applicable" ->
                    new Observed.NotApplicable<>(node.path("reason").asText());
                default ->
                    (Observed<?>) context.handleWeirdStringValue(
                            Observed.class, node.path("state").asText(), "not a state of an observation");
            };
        }

        private Observed<?> found(JsonNode node, DeserializationContext context) throws IOException {
            if (!node.hasNonNull("value")) {
                return (Observed<?>) context.handleWeirdStringValue(Observed.class, "", "found without a value");
            }
            // The mapper's own refusal of nulls in lists does not reach a value that is no property of a record.
            if (valueType.isContainerType() && hasNull(node.get("value"))) {
                return (Observed<?>) context.handleWeirdStringValue(Observed.class, "", "found with a null inside");
            }
            // A text of blanks or control characters in place of a number is read as null, not refused.
            Optional<Object> value = Optional.ofNullable(context.readTreeAsValue(node.get("value"), valueType));
            return value.isPresent()
                    ? new Observed.Found<>(value.get(), evidence(node, context))
                    : (Observed<?>) context.handleWeirdStringValue(
                            Observed.class, node.get("value").asText(), "found with a value of another type");
        }

        private static boolean hasNull(JsonNode container) {
            for (JsonNode item : container) {
                if (item.isNull()) {
                    return true;
                }
            }
            return false;
        }

        private static List<Evidence> evidence(JsonNode node, DeserializationContext context) throws IOException {
            List<Evidence> evidence = new ArrayList<>();
            for (JsonNode item : node.path("evidence")) {
                evidence.add(context.readTreeAsValue(item, Evidence.class));
            }
            return evidence;
        }

        private static List<String> texts(JsonNode array) {
            List<String> texts = new ArrayList<>();
            array.forEach(item -> texts.add(item.asText()));
            return texts;
        }
    }
}
