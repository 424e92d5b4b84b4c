package dev.gpudoctor.advise.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.advise.solve.Conflict;
import dev.gpudoctor.advise.solve.Given;
import dev.gpudoctor.advise.solve.Problem;
import dev.gpudoctor.advise.solve.Search;
import dev.gpudoctor.matrix.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contradictions on the built-in matrix are as small as every subset of their givens says. */
class StackConflictTest {
    private static final Matrix MATRIX = Matrix.builtIn();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tensorrt>=10 platform=jetson-xavier-nx",
                "torch>=2.9 cuda<12 gpu=8.6 driver=580.95.05",
                "tensorrt>=8.5,<9 gpu=GeForce_RTX_5090 driver=570.86.15",
                "tensorflow=2.10 python=3.12 gpu=7.5",
                "tensorflow=2.15 gpu=6.1 driver=390.157 python=3.10",
                "cuda>=13 gpu=6.1 tensorrt",
                "tensorflow=2.10 gpu=7.5 driver=470.82.01 os=ubuntu24.04 python=3.10",
                "torch=1.8 python=3.11 gpu=9.0 driver=460.32.03"
            })
    void isAConflictAndTheSmallest(String question) throws Exception {
        List<Wish> wishes = new ArrayList<>();
        for (String text : question.split(" ")) {
            wishes.add(Wish.parse(text.replace('_', ' ')));
        }
        Problem problem = StackProblem.of(wishes, Target.of(wishes, KnownMachine.UNKNOWN, MATRIX), MATRIX);
        Search search = new Search(problem);
        List<Given> conflict = Conflict.smallest(search);
        assertThat(conflict).isNotEmpty();
        assertThat(search.isSolvable(conflict)).isFalse();
        for (Given given : conflict) {
            List<Given> without = new ArrayList<>(conflict);
            without.remove(given);
            assertThat(search.isSolvable(without))
                    .as("without %s", given.text())
                    .isTrue();
        }
        int smallest = IntStream.range(0, 1 << problem.givens().size())
                .mapToObj(mask -> subset(problem, mask))
                .filter(givens -> !search.isSolvable(givens))
                .mapToInt(List::size)
                .min()
                .orElseThrow();
        assertThat(conflict).hasSize(smallest);
    }

    private static List<Given> subset(Problem problem, int mask) {
        return IntStream.range(0, problem.givens().size())
                .filter(index -> (mask & 1 << index) != 0)
                .mapToObj(problem.givens()::get)
                .toList();
    }
}
