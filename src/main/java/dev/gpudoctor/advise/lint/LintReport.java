package dev.gpudoctor.advise.lint;

import dev.gpudoctor.advise.lint.file.Suppression;
import dev.gpudoctor.finding.Severity;
import java.util.List;

/**
 * What linting some files found.
 *
 * @param files the files that were read
 * @param findings by file and place
 * @param ignored findings that a comment in the file asks to leave out
 * @param unused comments that ask to leave out what was not found
 */
public record LintReport(List<String> files, List<LintFinding> findings, List<Ignored> ignored, List<Unused> unused) {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/lint/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 0;

    /** A finding and the comment that silences it. */
    public record Ignored(LintFinding finding, Suppression by) {}

    /** A comment that silences nothing. */
    public record Unused(String file, Suppression comment) {}

    public LintReport {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
        ignored = List.copyOf(ignored);
        unused = List.copyOf(unused);
    }

    public long count(Severity severity) {
        return findings.stream()
                .filter(found -> found.finding().severity() == severity)
                .count();
    }
}
