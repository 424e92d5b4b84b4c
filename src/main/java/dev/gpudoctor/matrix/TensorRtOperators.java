package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ONNX operators that the parser of a TensorRT release has.
 *
 * @param version the release; a two-part number stands for all its patches
 * @param opset the newest operator set that the parser's own table speaks of
 * @param operators the operators that it parses, each with the types that it takes; empty text where none are named
 */
public record TensorRtOperators(Version version, int opset, Map<String, String> operators, Provenance provenance)
        implements Row {
    public TensorRtOperators {
        operators = Collections.unmodifiableMap(new LinkedHashMap<>(operators));
    }

    @Override
    public String key() {
        return version.toString();
    }

    static TensorRtOperators read(RowReader row) {
        return new TensorRtOperators(
                row.version("version"),
                row.number("opset"),
                row.map("operators", TensorRtOperators::text, "a text"),
                Provenance.read(row));
    }

    private static Optional<String> text(Object value) {
        return Optional.of(value).filter(String.class::isInstance).map(String.class::cast);
    }
}
