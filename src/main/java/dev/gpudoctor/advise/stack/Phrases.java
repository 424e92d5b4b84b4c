package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Link;
import dev.gpudoctor.compat.Compatibility;
import dev.gpudoctor.compat.Needed;
import dev.gpudoctor.compat.Reason;
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

    /**
     * A law's answer as a link. Its sentence is the one of rule and answer, the gaps filled in order; what no row decides
     * says what is missing.
     */
    Link link(String rule, Compatibility answer, Object... values) {
        if (answer instanceof Compatibility.Unknown unknown) {
            return new Link(Fit.UNKNOWN, rule, List.of(), () -> sentence(unknown.missing()), unknown.sources());
        }
        if (answer instanceof Compatibility.Limited limited) {
            return link(fit(limited.reason()), rule, word(limited.reason()), limited, limited.needed(), values);
        }
        return answer instanceof Compatibility.Forbidden forbidden
                ? link(Fit.FORBIDDEN, rule, word(forbidden.reason()), forbidden, forbidden.needed(), values)
                : link(Fit.SUPPORTED, rule, "supported", answer, new Needed(""), values);
    }

    private Link link(Fit fit, String rule, String word, Compatibility answer, Needed needed, Object... values) {
        return new Link(
                fit,
                rule,
                List.of(),
                () -> text(rule + "." + word, values).replace("{needed}", needed.toString()),
                answer.sources());
    }

    private static String word(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Within limits that the vendor documents, or working without anybody's promise. */
    private static Fit fit(Reason reason) {
        return switch (reason) {
            case FORWARD_COMPATIBILITY, NEWER_THAN_TESTED, BESIDE -> Fit.TOLERATED;
            default -> Fit.LIMITED;
        };
    }

    private static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
    }

    /** A judgement with a fit of its own. */
    Link link(Fit fit, String rule, List<String> sources, Object... values) {
        return new Link(
                fit, rule, List.of(), () -> text(rule + "." + fit.name().toLowerCase(Locale.ROOT), values), sources);
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
