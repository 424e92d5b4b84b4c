package dev.gpudoctor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.CodeTable;
import dev.gpudoctor.finding.CodeTable.Code;
import dev.gpudoctor.finding.Condition;
import dev.gpudoctor.finding.LogScan;
import dev.gpudoctor.finding.LogScan.Recognised;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.report.CatalogPage;
import dev.gpudoctor.report.ConditionText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpudoctor explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Tells what a finding or an error code means, or what a log speaks of.")
final class ExplainCommand implements Callable<Integer> {
    /** Forms of the answer. */
    enum Format {
        TEXT,
        JSON,
        MARKDOWN
    }

    private final Console console;

    @Parameters(
            index = "0..*",
            paramLabel = "ID|CODE",
            description = "Id of a finding, or a code such as 803, CUDA_ERROR_NO_DEVICE, xid 79.")
    private List<String> words = List.of();

    @Option(names = "--list", description = "List every id.")
    private boolean list;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Recognise what a log speaks of; - reads standard input.")
    private Optional<String> log = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "Form of the answer: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
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
        Catalog catalog = new Catalog();
        if (list) {
            conditions(catalog.all());
            return ExitCode.OK;
        }
        if (log.isPresent()) {
            return recognise(catalog);
        }
        String wanted = String.join(" ", words);
        Optional<Condition> condition = catalog.find(wanted);
        if (condition.isPresent()) {
            one(condition.get());
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

    private int recognise(Catalog catalog) throws InputException, IOException {
        LogScan scan = new LogScan(catalog, CodeTable.builtIn());
        try (Reader reader = new InputStreamReader(open(), StandardCharsets.UTF_8)) {
            scan.read(reader);
        }
        List<Recognised> recognised = scan.recognised();
        if (format == Format.JSON) {
            ArrayNode json = (ArrayNode) Json.tree(List.of());
            recognised.forEach(item -> json.addObject()
                    .put("id", item.condition().id())
                    .put("title", item.condition().title())
                    .put("line", item.lineNumber())
                    .put("text", item.line())
                    .put("lines", item.lines())
                    .set("matched", Json.tree(item.matched())));
            console.out().print(Json.pretty(json));
        } else {
            console.out().print(new ConditionText(console.width()).recognised(recognised, scan.lines()));
        }
        return recognised.isEmpty() ? ExitCode.UNDETERMINED : ExitCode.OK;
    }

    private InputStream open() throws InputException {
        String file = log.orElse("-");
        if (file.equals("-")) {
            return console.in();
        }
        try {
            return Files.newInputStream(console.directory().resolve(file));
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e.getClass().getSimpleName());
        }
    }
}
