package dev.gpudoctor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.LogService;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.CodeTable;
import dev.gpudoctor.finding.CodeTable.Code;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.Topic;
import dev.gpudoctor.json.FileFault;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.log.LogEncoding;
import dev.gpudoctor.log.LogExplanation;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.CatalogPage;
import dev.gpudoctor.report.ConditionText;
import dev.gpudoctor.report.LogJson;
import dev.gpudoctor.report.LogText;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.TopicText;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Explains a finding, an error code, or a log.")
final class ExplainCommand implements Callable<Integer> {
    /** Forms of the answer. */
    enum Format {
        TEXT,
        JSON,
        MARKDOWN
    }

    /** Bytes to which a compressed log may expand; a plain one is as long as it is on the disk. */
    private static final long MOST_EXPANDED = 1L << 30;

    private final Console console;

    @Mixin
    private NamesOption names;

    @Parameters(
            index = "0..*",
            paramLabel = "ID|CODE",
            description =
                    "Id of a finding, a code such as 803, CUDA_ERROR_NO_DEVICE, xid 79, or a topic: dla, fp16, int8,"
                            + " calibration.")
    private List<String> words = List.of();

    @Option(names = "--list", description = "List every id.")
    private boolean list;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Explain a log: the most likely cause, its evidence and the fix. - reads standard input.")
    private Optional<String> log = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "SNAPSHOT",
            description = "With --log: a snapshot of the machine that wrote the log.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--here", description = "With --log: the log comes from this machine, so check the machine too.")
    private boolean here;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format;

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException, IOException {
        int questions = (words.isEmpty() ? 0 : 1) + (list ? 1 : 0) + (log.isPresent() ? 1 : 0);
        if (questions != 1) {
            throw new InputException("explain needs an id, a code, --log FILE or --list, and one of them only");
        }
        if (log.isEmpty() && (from.isPresent() || here)) {
            throw new InputException("--from and --here go with --log");
        }
        if (from.isPresent() && here) {
            throw new InputException("--from and --here exclude each other");
        }
        Catalog catalog = new Catalog();
        if (list) {
            conditions(catalog.all());
            return ExitCode.OK;
        }
        if (log.isPresent()) {
            return read(catalog, log.get());
        }
        String wanted = String.join(" ", words);
        Optional<Condition> condition = catalog.find(wanted);
        if (condition.isPresent()) {
            one(condition.get());
            return ExitCode.OK;
        }
        Optional<Topic> topic = Topic.builtIn().stream()
                .filter(known -> known.name().equalsIgnoreCase(wanted))
                .findFirst();
        if (topic.isPresent()) {
            console.out()
                    .print(
                            format == Format.JSON
                                    ? Json.pretty(Json.tree(topic.get()))
                                    : new TopicText(console.width()).of(topic.get()));
            return ExitCode.OK;
        }
        List<Code> codes = CodeTable.builtIn().find(wanted);
        if (codes.isEmpty()) {
            throw new InputException("nothing is called '" + wanted + "' (gpudoctor explain --list names everything)");
        }
        codes(codes, catalog);
        return ExitCode.OK;
    }

    private void conditions(List<Condition> all) {
        console.out()
                .print(
                        switch (format) {
                            case TEXT -> new ConditionText(console.width()).list(all);
                            case JSON -> Json.pretty(all);
                            case MARKDOWN -> new CatalogPage().of(all);
                        });
    }

    private void one(Condition condition) {
        console.out()
                .print(
                        switch (format) {
                            case TEXT -> new ConditionText(console.width()).full(condition);
                            case JSON -> Json.pretty(condition);
                            case MARKDOWN -> new CatalogPage().of(List.of(condition));
                        });
    }

    private void codes(List<Code> codes, Catalog catalog) {
        ConditionText text = new ConditionText(console.width());
        ArrayNode json = (ArrayNode) Json.tree(List.of());
        for (Code code : codes) {
            List<Condition> meanings = CodeTable.meaning(code, catalog);
            if (format == Format.JSON) {
                json.addObject()
                        .put("code", code.label())
                        .put("action", code.action())
                        .set(
                                "conditions",
                                Json.tree(meanings.stream().map(Condition::id).toList()));
            } else {
                console.out().print(text.code(code, meanings));
            }
        }
        if (format == Format.JSON) {
            console.out().print(Json.pretty(json));
        }
    }

    private int read(Catalog catalog, String file) throws InputException, IOException {
        if (from.filter("-"::equals).isPresent() && file.equals("-")) {
            throw new InputException("--log and --from cannot both read standard input");
        }
        Optional<Machine> machine = from.isPresent() || here
                ? Optional.of(
                        from.isPresent()
                                ? console.reader().read(from.get()).machine()
                                : console.reader().live(List.of(), Optional.empty(), false))
                : Optional.empty();
        LogExplanation explanation;
        try (InputStream bytes = open(file);
                Reader reader = LogEncoding.read(bytes, MOST_EXPANDED)) {
            explanation = new LogService(catalog, Matrix.builtIn()).explain(reader, machine);
        } catch (IOException e) {
            throw new InputException("can't read " + file + ": " + FileFault.reason(e));
        }
        String answer = format == Format.JSON
                ? new LogJson(new Report.Tool("gpudoctor", Release.current().version())).of(explanation)
                : new LogText(console.width()).of(explanation);
        console.out().print(names.clean(OutputFormat.of(format), answer, console, machine));
        boolean known =
                explanation.cause().isPresent() || !explanation.harmless().isEmpty();
        return known ? ExitCode.OK : ExitCode.UNDETERMINED;
    }

    private InputStream open(String file) throws InputException {
        if (file.equals("-")) {
            return console.in();
        }
        try {
            return Files.newInputStream(console.directory().resolve(file));
        } catch (IOException e) {
            throw new InputException("can't read " + file + ": " + FileFault.reason(e));
        }
    }
}
