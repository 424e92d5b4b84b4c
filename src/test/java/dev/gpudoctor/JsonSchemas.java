package dev.gpudoctor;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JSON schemas that are shipped. */
public final class JsonSchemas {
    private static final Path FOLDER = Path.of("src/main/resources/dev/gpudoctor/schema");

    private JsonSchemas() {}

    /** What is wrong with that JSON text by the schema of that name, such as {@code report-1}. */
    public static List<String> faults(String schemaName, String json) {
        return faults(FOLDER.resolve(schemaName + ".schema.json"), json);
    }

    /** What is wrong with that JSON text by the schema in that file. */
    public static List<String> faults(Path schemaFile, String json) {
        try {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(schemaFile));
            return schema.validate(json, InputFormat.JSON).stream()
                    .map(Error::toString)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
