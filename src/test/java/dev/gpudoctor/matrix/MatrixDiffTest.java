package dev.gpudoctor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixDiffTest {
    private static final String OLD = """
            {"id":"wsl.driver","version":"%s","meaning":"Oldest.","sources":["doc"]}
            """;

    @TempDir
    private Path before;

    @TempDir
    private Path after;

    @Test
    void aMatrixDoesNotDifferFromItself() {
        assertThat(MatrixDiff.between(Matrix.builtIn(), Matrix.builtIn())).isEmpty();
    }

    @Test
    void addedRemovedAndChangedRowsAreTold() {
        Matrix old = MatrixFolder.in(before)
                .rows(Subject.BOUNDS, OLD.formatted("495"), OLD.formatted("1").replace("wsl", "old"))
                .matrix();
        Matrix fresh = MatrixFolder.in(after)
                .rows(Subject.BOUNDS, OLD.formatted("500"), OLD.formatted("1").replace("wsl", "new"))
                .matrix();
        assertThat(MatrixDiff.between(old, fresh))
                .extracting(MatrixDiff.Change::toString)
                .containsExactly(
                        "~ bounds wsl.driver: version 495 -> 500", "- bounds old.driver", "+ bounds new.driver");
    }

    @Test
    void whatBecomesKnownIsTold() {
        String row = """
                {"version":"13.5","label":"13.5","driverBranch":%s,"targets":[],"sources":["doc"]}
                """;
        Matrix old = MatrixFolder.in(before)
                .rows(Subject.CUDA, row.formatted("null"))
                .matrix();
        Matrix fresh =
                MatrixFolder.in(after).rows(Subject.CUDA, row.formatted("640")).matrix();
        assertThat(MatrixDiff.between(old, fresh))
                .extracting(MatrixDiff.Change::toString)
                .containsExactly("~ cuda 13.5: driverBranch unknown -> 640");
    }

    @Test
    void anotherSpellingOfTheSameNumberIsAChange() {
        Matrix old = MatrixFolder.in(before)
                .rows(Subject.BOUNDS, OLD.formatted("495"))
                .matrix();
        Matrix fresh = MatrixFolder.in(after)
                .rows(Subject.BOUNDS, OLD.formatted("495.0"))
                .matrix();
        assertThat(MatrixDiff.between(old, fresh))
                .extracting(MatrixDiff.Change::toString)
                .containsExactly("~ bounds wsl.driver: version 495 -> 495.0");
    }
}
