package dev.gpudoctor.report;

import java.io.IOException;

/** One form of the report. */
public interface Renderer {
    /**
     * Writes the whole report.
     *
     * @throws IOException if the output can't take it
     */
    void render(Report report, Appendable out) throws IOException;
}
