package dev.gpudoctor.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What every HTML page has around its answer. A page refers to nothing outside and needs no script, and its own policy
 * forbids whatever could be loaded.
 */
final class HtmlPage {
    private static final String STYLE = "report.css";

    private HtmlPage() {}

    /** Begins a page with its verdict, which is also its colour, and its headline. */
    static void open(String title, String verdict, String headline, Appendable out) throws IOException {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
                .append("style-src 'unsafe-inline'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>")
                .append(Html.text(title))
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<header>\n<p class=\"verdict ")
                .append(verdict)
                .append("\">")
                .append(verdict)
                .append("</p>\n<h1>")
                .append(Html.text(headline))
                .append("</h1>\n</header>\n<main>\n");
    }

    /** Ends it with a line about who made it. */
    static void close(String origin, Appendable out) throws IOException {
        out.append("</main>\n<footer>\n<p class=\"quiet\">")
                .append(Html.text(origin))
                .append("</p>\n</footer>\n</body>\n</html>\n");
    }

    private static String style() throws IOException {
        try (InputStream in = HtmlPage.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IOException("not in this build: " + STYLE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
