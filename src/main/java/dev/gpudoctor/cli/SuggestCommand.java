package dev.gpudoctor.cli;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.stack.Answer;
import dev.gpudoctor.advise.stack.KnownMachine;
import dev.gpudoctor.advise.stack.StackSolver;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.advise.stack.WishException;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Report;
import dev.gpudoctor.report.SuggestJsonRenderer;
import dev.gpudoctor.report.SuggestMarkdownRenderer;
import dev.gpudoctor.report.SuggestTextRenderer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gpudoctor suggest}. */
@Command(
        name = "suggest",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Suggests complete stacks that meet your requirements on this or another machine, or says why none does.")
final class SuggestCommand implements Callable<Integer> {
    /** Forms of the answer. */
    enum Format {
        TEXT,
        JSON,
        MARKDOWN
    }

    private static final int MAX_TOP = 50;

    private final Console console;

    @Mixin
    private WishOptions wishOptions;

    @Mixin
    private MatrixOption matrixOption;

    @Mixin
    private OutputFile output;

    @Mixin
    private NamesOption names;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many stacks at most; default ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format;

    @Option(names = "--strict", description = "Exit 3 if no source confirms some part of the best stack.")
    private boolean strict;

    SuggestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException {
        if (top < 1 || top > MAX_TOP) {
            throw new InputException("--top is a number from 1 to " + MAX_TOP);
        }
        Matrix matrix = matrixOption.matrix();
        List<Wish> wishes = wishOptions.wishes();
        Optional<Machine> machine = wishOptions.machine(wishes, matrix, console);
        KnownMachine here = machine.map(seen -> WishOptions.here(seen, matrix)).orElse(KnownMachine.UNKNOWN);
        Answer answer;
        try {
            answer = new StackSolver(matrix).solve(wishes, here, top);
        } catch (WishException e) {
            throw new InputException(e);
        }
        output.write(names.clean(OutputFormat.of(format), render(answer, matrix), console, machine), console);
        if (answer instanceof Answer.Contradiction) {
            return ExitCode.FINDINGS;
        }
        boolean unknown =
                answer instanceof Answer.Stacks stacks && stacks.stacks().get(0).weakest() == Fit.UNKNOWN;
        return strict && unknown ? ExitCode.UNDETERMINED : ExitCode.OK;
    }

    private String render(Answer answer, Matrix matrix) {
        return switch (format) {
            case TEXT -> new SuggestTextRenderer(matrix, console.width()).render(answer);
            case JSON ->
                new SuggestJsonRenderer(
                                new Report.Tool("gpudoctor", Release.current().version()), matrix)
                        .render(answer);
            case MARKDOWN -> new SuggestMarkdownRenderer(matrix).render(answer);
        };
    }
}
