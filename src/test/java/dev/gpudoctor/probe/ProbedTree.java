package dev.gpudoctor.probe;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A root tree with one Python environment, read by the whole look and judged by the rules about libraries. */
public final class ProbedTree {
    private static final String VENV = "/home/alice/venv";
    private static final String SITE = VENV + "/lib/python3.11/site-packages/";
    private static final List<Rule<?>> RULES = RuleCatalog.rules().stream()
            .filter(rule -> rule.id().startsWith("program.") || rule.id().startsWith("cudnn."))
            .toList();

    private final Tree tree;
    private final Map<String, String> variables = new HashMap<>(Map.of("HOME", "/home/alice"));

    public ProbedTree(Path root) {
        this.tree = new Tree(root);
    }

    /** An active virtual environment, in which paths without a leading slash are package files. */
    public ProbedTree venv() {
        tree.file(VENV + "/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.7\n").directory(SITE);
        variables.put("VIRTUAL_ENV", VENV);
        return this;
    }

    public ProbedTree variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** An installed package whose list of files names these. */
    public ProbedTree distribution(String name, String version, List<String> requires, String... files) {
        return distributionAt(SITE, name, version, requires, files);
    }

    /** An installed package in that directory. */
    public ProbedTree distributionAt(String site, String name, String version, List<String> requires, String... files) {
        String info = site + name.replace('-', '_') + "-" + version + ".dist-info/";
        String lines =
                requires.stream().map(line -> "Requires-Dist: " + line + "\n").collect(Collectors.joining());
        tree.file(info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n" + lines)
                .file(
                        info + "RECORD",
                        Stream.of(files).map(file -> file + ",,1\n").collect(Collectors.joining()));
        return this;
    }

    /** Puts a library into a directory under its soname. */
    public ProbedTree library(String directory, FakeElf library) {
        return file(directory + library.soname(), library);
    }

    public ProbedTree file(String path, FakeElf content) {
        tree.file(absolute(path), content.bytes());
        return this;
    }

    public ProbedTree file(String path, String content) {
        tree.file(absolute(path), content);
        return this;
    }

    /** A link, in place of one that is there. */
    public ProbedTree link(String path, String target) {
        without(path);
        tree.link(absolute(path), target);
        return this;
    }

    public ProbedTree without(String path) {
        try {
            Files.deleteIfExists(tree.root().resolve(absolute(path).substring(1)));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the rules about programs and cuDNN find, the root causes first. */
    public List<Finding> findings() {
        return findings(RULES);
    }

    /** What the rules of another area find. */
    public List<String> ids(String area) {
        return findings(RuleCatalog.rules().stream()
                        .filter(rule -> rule.id().startsWith(area))
                        .toList())
                .stream()
                .map(Finding::id)
                .toList();
    }

    private List<Finding> findings(List<Rule<?>> rules) {
        Machine machine = Looking.at(tree.running(variables), new SilentProbe(), OptionalLong.empty());
        return Diagnosis.of(rules, new RuleRunner(new Catalog(), Matrix.builtIn()).run(rules, machine))
                .findings();
    }

    private static String absolute(String path) {
        return path.startsWith("/") ? path : SITE + path;
    }
}
