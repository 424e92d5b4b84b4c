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
            description = "Use this matrix on top of the built-in one, or instead of it.")
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
