package dev.gpudoctor.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Added;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Derives a JSON schema from records, so that the shipped schema can't drift from what is written. */
final class SchemaOf {
    private final ObjectNode definitions = object();

    /** The schema of a record, of that name; readers keep what they do not know, so it allows more. */
    static ObjectNode record(Class<?> type, String id) {
        SchemaOf schemas = new SchemaOf();
        ObjectNode schema = object();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:" + id.replace('/', ':'));
        schema.setAll(schemas.body(type));
        ObjectNode properties = (ObjectNode) schema.get("properties");
        properties.putObject("schema").put("const", id);
        properties.putObject("schemaMinor").put("type", "integer").put("minimum", 0);
        ((ArrayNode) schema.get("required")).add("schema").add("schemaMinor");
        schema.set("$defs", schemas.definitions);
        return schema;
    }

    private ObjectNode body(Class<?> type) {
        ObjectNode schema = object();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), of(component.getGenericType()));
            if (!component.isAnnotationPresent(Added.class)) {
                required.add(component.getName());
            }
        }
        return schema;
    }

    private ObjectNode of(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type argument = parameterized.getActualTypeArguments()[0];
            if (parameterized.getRawType().equals(Observed.class)) {
                return observed(argument);
            }
            if (parameterized.getRawType().equals(List.class)) {
                ObjectNode array = object();
                array.put("type", "array");
                array.set("items", of(argument));
                return array;
            }
            if (parameterized.getRawType().equals(Map.class)) {
                ObjectNode map = object();
                map.put("type", "object");
                map.set("additionalProperties", of(parameterized.getActualTypeArguments()[1]));
                return map;
            }
        }
        Class<?> plain = (Class<?>) type;
        ObjectNode schema = object();
        if (plain == String.class || plain == Version.class || plain == ComputeCapability.class) {
            schema.put("type", "string");
        } else if (plain == Instant.class) {
            schema.put("type", "string").put("format", "date-time");
        } else if (plain == boolean.class || plain == Boolean.class) {
            schema.put("type", "boolean");
        } else if (plain.isPrimitive() || Number.class.isAssignableFrom(plain)) {
            schema.put("type", "integer");
        } else if (plain.isEnum()) {
            ArrayNode values = schema.put("type", "string").putArray("enum");
            Arrays.stream(plain.getEnumConstants()).forEach(value -> values.add(((Enum<?>) value).name()));
        } else {
            String name = plain.getSimpleName();
            if (!definitions.has(name)) {
                definitions.set(name, object());
                definitions.set(name, body(plain));
            }
            schema.put("$ref", "#/$defs/" + name);
        }
        return schema;
    }

    private ObjectNode observed(Type value) {
        ObjectNode schema = object();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode states = properties.putObject("state").putArray("enum");
        List.of("found", "absent", "unreadable", "not-applicable").forEach(states::add);
        properties.set("value", of(value));
        ArrayNode required = schema.putArray("required");
        required.add("state");
        ObjectNode condition = schema.putObject("if").putObject("properties").putObject("state");
        condition.put("const", "found");
        schema.putObject("then").putArray("required").add("value");
        return schema;
    }

    private static ObjectNode object() {
        return (ObjectNode) Json.tree(Map.of());
    }
}
