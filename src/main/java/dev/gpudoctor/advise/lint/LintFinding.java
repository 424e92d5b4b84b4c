package dev.gpudoctor.advise.lint;

import dev.gpudoctor.advise.lint.shell.Place;
import dev.gpudoctor.finding.Finding;

/** A condition found at a place in a file. */
public record LintFinding(String file, Place place, Finding finding) {}
