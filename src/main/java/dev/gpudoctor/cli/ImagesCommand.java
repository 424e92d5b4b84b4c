package dev.gpudoctor.cli;

import dev.gpudoctor.advise.image.ImageAdvice;
import dev.gpudoctor.advise.image.ImageAdvisor;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.advise.stack.WishException;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.app.Release;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.ImagesRenderer;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.Report;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gpudoctor images}. */
@Command(
        name = "images",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Lists the container images that run on this or another machine, and says why others do not.")
final class ImagesCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private WishOptions wishOptions;

    @Mixin
    private MatrixOption matrixOption;

    @Mixin
    private OutputFile output;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many of each group to show; default ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private SuggestCommand.Format format;

    ImagesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException {
        if (top < 1) {
            throw new InputException("--top is a number from 1 on");
        }
        Matrix matrix = matrixOption.matrix();
        List<Wish> wishes = wishOptions.wishes();
        List<ImageAdvice> advice;
        try {
            advice = new ImageAdvisor(matrix).advise(wishes, wishOptions.here(wishes, matrix, console));
        } catch (WishException e) {
            throw new InputException(e);
        }
        ImagesRenderer renderer = new ImagesRenderer(matrix, top);
        String text =
                switch (format) {
                    case TEXT -> renderer.text(advice);
                    case JSON ->
                        renderer.json(
                                advice,
                                new Report.Tool("gpudoctor", Release.current().version()));
                    case MARKDOWN -> renderer.markdown(advice);
                };
        output.write(OutputFormat.of(format).clean(text), console);
        boolean runs = advice.stream().anyMatch(one -> one.run().compareTo(ImageAdvice.Run.FORWARD_COMPAT) <= 0);
        boolean unknown = advice.stream().anyMatch(one -> one.run() == ImageAdvice.Run.UNKNOWN);
        return runs ? ExitCode.OK : unknown ? ExitCode.UNDETERMINED : ExitCode.FINDINGS;
    }
}
