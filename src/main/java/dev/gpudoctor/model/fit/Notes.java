package dev.gpudoctor.model.fit;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Collects what is to be said about one file. */
final class Notes {
    private final Catalog catalog;
    private final Matrix matrix;
    private final String path;
    private final List<Evidence> evidence;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> open = new ArrayList<>();

    Notes(Catalog catalog, Matrix matrix, String path, List<String> evidence) {
        this.catalog = catalog;
        this.matrix = matrix;
        this.path = path;
        this.evidence = evidence.stream()
                .map(text -> new Evidence(Evidence.Source.FILE, path, text))
                .toList();
    }

    Catalog catalog() {
        return catalog;
    }

    Matrix matrix() {
        return matrix;
    }

    /** Adds a finding of the catalogue about the file. */
    void find(String id, Map<String, String> values) {
        find(id, values, Severity.ERROR, List.of());
    }

    /** Adds a finding that rests on rows of the matrix, no worse than the limit. */
    void find(String id, Map<String, String> values, Severity limit, List<? extends Row> rows) {
        List<SourceLink> links = rows.stream()
                .flatMap(row -> matrix.sourcesOf(row).stream())
                .map(source -> new SourceLink(source.title(), source.url().orElse("")))
                .distinct()
                .toList();
        findings.add(catalog.finding(id, path, values, evidence, links).atMost(limit));
    }

    /** Adds a finding of exactly that severity whose evidence is what TensorRT said. */
    void quote(String id, Map<String, String> values, List<String> words, Severity severity) {
        List<Evidence> said = words.stream()
                .map(word -> new Evidence(Evidence.Source.LIBRARY_CALL, "TensorRT", word))
                .toList();
        findings.add(catalog.finding(id, path, values, said, List.of())
                .atLeast(severity)
                .atMost(severity));
    }

    /** What was inferred turned out otherwise: findings become information, and no question is left. */
    void settle() {
        findings.replaceAll(finding -> finding.atMost(Severity.INFO));
        open.clear();
    }

    /** Adds a question that cannot be decided. */
    void open(String question) {
        open.add(question);
    }

    List<Finding> findings() {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .toList();
    }

    List<String> questions() {
        return List.copyOf(open);
    }

    boolean hasError() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
