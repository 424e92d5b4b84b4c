package dev.gpudoctor.report;

import java.io.IOException;

/** The root causes of a report as GitHub's workflow commands. */
public final class GithubRenderer implements Renderer {
    @Override
    public void render(Report report, Appendable out) throws IOException {
        out.append(new GithubWriter()
                .write(report.diagnosis().rootCauses().stream()
                        .map(LocatedFinding::onMachine)
                        .toList()));
    }
}
