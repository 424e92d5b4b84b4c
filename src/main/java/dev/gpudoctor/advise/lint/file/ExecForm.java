package dev.gpudoctor.advise.lint.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gpudoctor.advise.lint.shell.Snippet;
import dev.gpudoctor.advise.lint.shell.Word;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Arguments written as a JSON array; no shell and no variables there. */
final class ExecForm {
    private static final JsonFactory JSON = new JsonFactory();

    private ExecForm() {}

    /** The words, or nothing when the text is no array of strings: then a shell reads it. */
    static Optional<List<Word>> read(Snippet arguments) {
        if (!arguments.text().startsWith("[")) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(arguments.text())) {
            List<Word> words = new ArrayList<>();
            parser.nextToken();
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                int at = (int) parser.currentTokenLocation().getCharOffset();
                String value = parser.getText();
                words.add(new Word(value, value, true, Set.of(), arguments.place(at)));
            }
            boolean whole = parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null;
            return whole ? Optional.of(List.copyOf(words)) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
