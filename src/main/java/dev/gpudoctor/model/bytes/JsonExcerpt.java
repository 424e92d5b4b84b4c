package dev.gpudoctor.model.bytes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What is wanted of a long JSON text, as a tree that the reading budget pays for; all else is stepped over.
 *
 * @param budget what the values of the tree count against
 * @param paths names from the top with dots between them, such as {@code config.layers.name}; lists play no part in
 *     them, and a path stands for all that is below it
 */
public record JsonExcerpt(ByteSource budget, Set<String> paths) {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_TEXT = 1 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .build());

    public JsonExcerpt {
        paths = Set.copyOf(paths);
    }

    /**
     * Reads UTF-8 text; the tree is missing where nothing of it is wanted.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is no JSON within the bounds
     * @throws BudgetExceededException if too much of it is wanted
     */
    public JsonNode of(InputStream text) throws IOException {
        Reader letters = new InputStreamReader(text, StandardCharsets.UTF_8);
        try (JsonParser json = MAPPER.createParser(letters)) {
            TokenFilter wanted = new Below("");
            JsonNode tree = MAPPER.readTree(
                    new Charged(new FilteringParserDelegate(json, wanted, Inclusion.INCLUDE_ALL_AND_PATH, true)));
            return tree == null ? MissingNode.getInstance() : tree;
        }
    }

    /** Lets through what lies on or below a path. */
    private final class Below extends TokenFilter {
        private final String path;

        Below(String path) {
            this.path = path;
        }

        /** Null is Jackson's word for what is left out. */
        @Override
        @SuppressWarnings("NullAway")
        public TokenFilter includeProperty(String name) {
            String here = path.isEmpty() ? name : path + "." + name;
            if (paths.contains(here)) {
                return TokenFilter.INCLUDE_ALL;
            }
            return paths.stream().anyMatch(wanted -> wanted.startsWith(here + ".")) ? new Below(here) : null;
        }

        @Override
        protected boolean _includeScalar() {
            return false;
        }
    }

    /** Counts every value that gets into the tree. */
    private final class Charged extends JsonParserDelegate {
        Charged(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            budget.step();
            budget.keep(token == JsonToken.VALUE_STRING ? getTextLength() : 0);
            return token;
        }
    }
}
