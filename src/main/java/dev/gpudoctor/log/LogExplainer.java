package dev.gpudoctor.log;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.CodeTable;
import dev.gpudoctor.log.LogInterpreter.OnMachine;
import dev.gpudoctor.matrix.Matrix;
import java.io.IOException;
import java.io.Reader;
import java.util.Map;

/** Reads a log and says what it means, by the grammar that is part of gpudoctor. */
public final class LogExplainer {
    private final MessageGrammar grammar;
    private final Matrix matrix;
    private final LogInterpreter interpreter;

    public LogExplainer(Catalog catalog, Matrix matrix) {
        this.grammar = MessageGrammar.builtIn(catalog);
        this.matrix = matrix;
        this.interpreter = new LogInterpreter(grammar, catalog, CodeTable.builtIn(), matrix);
    }

    /**
     * What the log means; it is read to its end.
     *
     * @param machine what is known of conditions on the machine that wrote it, by id
     */
    public LogExplanation explain(Reader log, Map<String, OnMachine> machine) throws IOException {
        return interpreter.explain(new LogReader(grammar, matrix).read(log), machine);
    }
}
