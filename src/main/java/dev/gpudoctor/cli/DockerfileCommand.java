package dev.gpudoctor.cli;

import dev.gpudoctor.advise.image.DockerfileWriter;
import dev.gpudoctor.advise.image.ImageAdvice;
import dev.gpudoctor.advise.image.ImageAdvisor;
import dev.gpudoctor.advise.image.NoImageException;
import dev.gpudoctor.advise.stack.Answer;
import dev.gpudoctor.advise.stack.KnownMachine;
import dev.gpudoctor.advise.stack.Stack;
import dev.gpudoctor.advise.stack.StackSolver;
import dev.gpudoctor.advise.stack.Wish;
import dev.gpudoctor.advise.stack.WishException;
import dev.gpudoctor.app.InputException;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.report.OutputFormat;
import dev.gpudoctor.report.SuggestTextRenderer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gpudoctor dockerfile}. */
@Command(
        name = "dockerfile",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Writes a Dockerfile for the best stack that meets your requirements.")
final class DockerfileCommand implements Callable<Integer> {
    /** Among how many stacks one with an image is looked for. */
    private static final int MOST_STACKS = 20;

    private final Console console;

    @Mixin
    private WishOptions wishOptions;

    @Mixin
    private MatrixOption matrixOption;

    @Mixin
    private OutputFile output;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES}; default: what fits the stack.")
    private Optional<DockerfileWriter.Kind> kind = Optional.empty();

    DockerfileCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InputException {
        Matrix matrix = matrixOption.matrix();
        List<Wish> wishes = wishOptions.wishes();
        try {
            if (kind.equals(Optional.of(DockerfileWriter.Kind.NGC))) {
                return fromRegistry(wishes, matrix);
            }
            KnownMachine here = wishOptions.here(wishes, matrix, console).fromInsideContainer();
            Answer answer = new StackSolver(matrix).solve(wishes, here, 1);
            if (!(answer instanceof Answer.Stacks best)) {
                console.err()
                        .print(OutputFormat.TEXT.clean(
                                new SuggestTextRenderer(matrix, console.width()).render(answer)));
                return ExitCode.FINDINGS;
            }
            output.write(firstWithImage(best, wishes, here, matrix), console);
            return ExitCode.OK;
        } catch (WishException e) {
            throw new InputException(e);
        } catch (NoImageException e) {
            console.err().println("gpudoctor: " + e.getMessage());
            return ExitCode.FINDINGS;
        }
    }

    /** The Dockerfile of the best stack that has an image. */
    private String firstWithImage(Answer.Stacks best, List<Wish> wishes, KnownMachine here, Matrix matrix)
            throws WishException, NoImageException {
        try {
            return written(best.stacks().get(0), best, matrix);
        } catch (NoImageException none) {
            if (new StackSolver(matrix).solve(wishes, here, MOST_STACKS) instanceof Answer.Stacks more) {
                for (Stack stack : more.stacks()) {
                    try {
                        return written(stack, best, matrix);
                    } catch (NoImageException next) {
                        none.addSuppressed(next);
                    }
                }
            }
            throw none;
        }
    }

    private String written(Stack stack, Answer.Stacks answer, Matrix matrix) throws NoImageException {
        DockerfileWriter writer = new DockerfileWriter(matrix);
        return writer.write(stack, kind.orElseGet(() -> writer.kindFor(stack)), answer.wishes());
    }

    /** The first image of NVIDIA's registry that runs and holds everything. */
    private Integer fromRegistry(List<Wish> wishes, Matrix matrix)
            throws WishException, InputException, NoImageException {
        Image image = new ImageAdvisor(matrix)
                .advise(wishes, wishOptions.here(wishes, matrix, console)).stream()
                        .filter(one -> one.run().compareTo(ImageAdvice.Run.FORWARD_COMPAT) <= 0)
                        .map(ImageAdvice::image)
                        .filter(found -> found.family() == Image.Family.NGC)
                        .findFirst()
                        .orElseThrow(
                                () -> new NoImageException("no image of NVIDIA's registry holds that and runs there"));
        output.write(
                new DockerfileWriter(matrix)
                        .write(image, wishes.stream().map(Wish::text).toList()),
                console);
        return ExitCode.OK;
    }
}
