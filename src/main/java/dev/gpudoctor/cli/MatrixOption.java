package dev.gpudoctor.cli;

import dev.gpudoctor.app.InputException;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.MatrixException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --matrix DIR}, wherever a command judges. */
final class MatrixOption {
    @Option(
            names = "--matrix",
            paramLabel = "DIR",
            description = "Lay this matrix over the built-in one, or use it alone.")
    private Optional<Path> directory = Optional.empty();

    /**
     * The matrix to judge by.
     *
     * @throws InputException if the directory holds none that can be used
     */
    Matrix matrix() throws InputException {
        try {
            return directory.isPresent() ? Matrix.in(directory.get()) : Matrix.builtIn();
        } catch (MatrixException e) {
            throw new InputException("--matrix: " + e.getMessage());
        }
    }
}
