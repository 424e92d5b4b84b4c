package dev.gpudoctor.report;

import java.io.IOException;

/** The root causes of a report as SARIF; what follows from them is no result of its own. */
public final class SarifRenderer implements Renderer {
    @Override
    public void render(Report report, Appendable out) throws IOException {
        out.append(new SarifWriter(report.tool())
                .write(report.diagnosis().rootCauses().stream()
                        .map(LocatedFinding::onMachine)
                        .toList()));
    }
}
