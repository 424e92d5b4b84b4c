package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Supplier;

/** The sentences in which stack rules judge; they live in {@code stack.properties}. */
final class Phrases {
    private final Properties texts = new Properties();

    Phrases() {
        try (Reader in = new InputStreamReader(
                Phrases.class.getResourceAsStream("/dev/gpudoctor/advise/stack.properties"), StandardCharsets.UTF_8)) {
            texts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("stack.properties", e);
        }
    }

    /** A judgement whose sentence is the one of rule and fit, its gaps filled in order. */
    Link link(Fit fit, String rule, List<String> sources, Object... values) {
        return new Link(
                fit, rule, List.of(), () -> text(rule + "." + fit.name().toLowerCase(Locale.ROOT), values), sources);
    }

    /** A judgement with a sentence of its own. */
    Link link(Fit fit, String rule, String text, List<String> sources, Object... values) {
        return new Link(fit, rule, List.of(), () -> text(rule + "." + text, values), sources);
    }

    /** The sentence of that name; a value that is a supplier is asked for only now. */
    private String text(String key, Object... values) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("no phrase " + key);
        }
        for (int i = 0; i < values.length; i++) {
            text = text.replace(
                    "{" + i + "}", String.valueOf(values[i] instanceof Supplier<?> later ? later.get() : values[i]));
        }
        return text;
    }
}
