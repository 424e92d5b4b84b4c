package dev.gpudoctor.advise.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.advise.solve.Fit;
import dev.gpudoctor.advise.solve.Problem;
import dev.gpudoctor.advise.solve.Search;
import dev.gpudoctor.matrix.Matrix;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wide and contradictory questions on the whole matrix: each is answered, and answered rightly. How long a processor was
 * busy with each is printed, not judged.
 */
class AnyQuestionTest {
    private static final Matrix MATRIX = Matrix.builtIn();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tensorflow=2.10|gpu=Tesla T4|driver=470.82.01",
                "tensorflow-gpu=2.10|tensorrt>=8|gpu=Tesla T4|driver=525.60.13",
                "torch>=2.4|gpu=NVIDIA A100-SXM4-80GB|driver=535.183.01",
                "torch|tensorrt|gpu=sm_86",
                "torch|tensorflow|tensorrt|onnxruntime|gpu=sm_86|driver=550.54.15",
                "torch|tensorrt|onnxruntime|gpu=sm_90|os=ubuntu22.04",
                "tensorrt|gpu=sm_61",
                "cuda<12|tensorrt|torch|gpu=sm_90|driver=525.60.13",
                "torch-tensorrt|torch|gpu=sm_89|driver=550",
                "gpu=sm_120",
                "torch|tensorflow|tensorrt|onnxruntime|jax|gpu=sm_90|os=ubuntu22.04",
                "torch|tensorflow|onnxruntime|jax|python=3.10|gpu=sm_80|driver=535",
                "platform=jetson-orin-nano",
                "tensorrt|platform=linux-aarch64|gpu=sm_90|driver=560"
            })
    void isAnsweredByStacks(String question) throws Exception {
        Answer answer = timed(question);
        assertThat(answer).isInstanceOf(Answer.Stacks.class);
        assertThat(((Answer.Stacks) answer).stacks()).isNotEmpty().allMatch(stack -> stack.links().stream()
                .noneMatch(link -> link.fit() == Fit.FORBIDDEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch=2.7|tensorflow=2.10|gpu=sm_80|driver=470.82.01|python=3.12",
                "torch>=2.6|tensorrt<8|gpu=sm_120|driver=535",
                "jax|python=3.9|gpu=sm_75|driver=450.80.02",
                "onnxruntime|tensorrt|cudnn>=9|gpu=sm_70|driver=470",
                "tensorflow=2.19|torch=1.13|tensorrt=7|onnxruntime=1.10|jax|gpu=sm_120|driver=390.157|python=3.6",
                "torch|tensorflow|tensorrt|onnxruntime|jax|cuda=11.0|python=3.13|gpu=sm_90|driver=450.80.02",
                "tensorflow=2.15|gpu=sm_61|driver=390.157|python=3.10",
                "tensorflow=2.10|os=ubuntu24.04|python=3.12|gpu=sm_75|driver=535",
                "tensorrt>=10|platform=jetson-xavier-nx"
            })
    void isAnsweredByAContradiction(String question) throws Exception {
        Answer answer = timed(question);
        assertThat(answer).isInstanceOf(Answer.Contradiction.class);
        Answer.Contradiction contradiction = (Answer.Contradiction) answer;
        assertThat(contradiction.relaxations()).isNotEmpty();
        assertThat(contradiction.chain()).anyMatch(link -> link.fit() == Fit.FORBIDDEN);
        Problem problem =
                StackProblem.of(wishes(question), Target.of(wishes(question), KnownMachine.UNKNOWN, MATRIX), MATRIX);
        Search search = new Search(problem);
        List<String> texts =
                contradiction.conflict().stream().map(given -> given.text()).toList();
        assertThat(search.isSolvable(problem.givens().stream()
                        .filter(given -> texts.contains(given.text()))
                        .toList()))
                .isFalse();
        for (String dropped : texts) {
            assertThat(search.isSolvable(problem.givens().stream()
                            .filter(given -> texts.contains(given.text())
                                    && !given.text().equals(dropped))
                            .toList()))
                    .as("without %s", dropped)
                    .isTrue();
        }
    }

    private static Answer timed(String question) throws WishException {
        long start = busy();
        Answer answer = new StackSolver(MATRIX).solve(wishes(question), KnownMachine.UNKNOWN, 3);
        System.out.println(Duration.ofNanos(busy() - start).toMillis() + " ms for " + question);
        return answer;
    }

    private static long busy() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<Wish> wishes(String question) throws WishException {
        List<Wish> wishes = new ArrayList<>();
        for (String text : question.split("\\|")) {
            wishes.add(Wish.parse(text));
        }
        return wishes;
    }
}
