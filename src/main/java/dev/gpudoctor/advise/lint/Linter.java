package dev.gpudoctor.advise.lint;

import dev.gpudoctor.advise.lint.file.LintFile;
import dev.gpudoctor.advise.lint.file.Suppression;
import dev.gpudoctor.advise.lint.file.UnreadFile;
import dev.gpudoctor.advise.lint.rule.Issue;
import dev.gpudoctor.advise.lint.rule.LintContext;
import dev.gpudoctor.advise.lint.rule.LintRules;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.machine.Evidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts every lint rule to files. */
public final class Linter {
    private static final Comparator<LintFinding> BY_PLACE = Comparator.comparing(LintFinding::place)
            .thenComparing(found -> found.finding().id());

    private final Catalog catalog;
    private final LintContext context;

    public Linter(Catalog catalog, LintContext context) {
        this.catalog = catalog;
        this.context = context;
    }

    /** What is wrong with these files, each judged by itself. */
    public LintReport lint(List<LintFile> files) {
        List<LintFinding> findings = new ArrayList<>();
        List<LintReport.Ignored> ignored = new ArrayList<>();
        List<LintReport.Unused> unused = new ArrayList<>();
        for (LintFile file : files) {
            Set<Suppression> used = new HashSet<>();
            Set<String> told = new HashSet<>();
            for (LintFinding found : findings(file)) {
                Optional<Suppression> by = file.suppressions().stream()
                        .filter(comment -> comment.covers(
                                found.finding().id(), found.place().line()))
                        .findFirst();
                by.ifPresentOrElse(
                        comment -> {
                            used.add(comment);
                            ignored.add(new LintReport.Ignored(found, comment));
                        },
                        () -> {
                            // One fact is one finding, however many stages repeat it.
                            if (told.add(found.finding().id() + found.finding().message())) {
                                findings.add(found);
                            }
                        });
            }
            file.suppressions().stream()
                    .filter(comment -> !used.contains(comment))
                    .forEach(comment -> unused.add(new LintReport.Unused(file.name(), comment)));
        }
        return new LintReport(files.stream().map(LintFile::name).toList(), findings, ignored, unused);
    }

    private List<LintFinding> findings(LintFile file) {
        List<LintFinding> found = new ArrayList<>();
        if (file instanceof UnreadFile unread) {
            String id = unread.isTemplate() ? "lint.file.template" : "lint.file.unreadable";
            LintFinding told =
                    finding(file, new Issue(id, unread.place(), Map.of("reason", unread.reason()), List.of()));
            Severity worst = unread.isNamed() ? Severity.ERROR : Severity.INFO;
            found.add(new LintFinding(told.file(), told.place(), told.finding().atMost(worst)));
        }
        LintRules.check(file, context).forEach(issue -> found.add(finding(file, issue)));
        found.sort(BY_PLACE);
        return List.copyOf(found);
    }

    private LintFinding finding(LintFile file, Issue issue) {
        String subject = file.name() + ":" + issue.place();
        List<SourceLink> sources = issue.sources().stream()
                .flatMap(id -> context.matrix().source(id).stream())
                .map(source -> new SourceLink(source.title(), source.url().orElse("")))
                .toList();
        Evidence evidence = new Evidence(Evidence.Source.FILE, subject, "");
        return new LintFinding(
                file.name(),
                issue.place(),
                catalog.finding(issue.id(), subject, issue.values(), List.of(evidence), sources));
    }
}
