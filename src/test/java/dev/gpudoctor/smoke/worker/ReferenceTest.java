package dev.gpudoctor.smoke.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Small cases worked out by hand. */
class ReferenceTest {
    @Test
    void multipliesMatrices() {
        assertThat(Reference.product(new double[] {1, 2, 3, 4, 5, 6}, new double[] {7, 8, 9, 10, 11, 12}, 2, 3, 2))
                .containsExactly(58, 64, 139, 154);
    }

    @Test
    void correlatesWithAPaddedKernel() {
        double[] image = {1, 2, 3, 4};
        double[] left = new double[9];
        left[3] = 1;
        double[] all = new double[9];
        Arrays.fill(all, 1);

        assertThat(Reference.convolution(image, left, 1, 2, 1, 3)).containsExactly(0, 1, 0, 3);
        assertThat(Reference.convolution(image, all, 1, 2, 1, 3)).containsExactly(10, 10, 10, 10);
    }

    @Test
    void sumsOverChannelsAndSeparatesMaps() {
        double[] image = {1, 2, 3, 4, 10, 20, 30, 40};
        double[] weights = new double[2 * 2 * 9];
        weights[4] = 1;
        weights[13] = 1;
        weights[18 + 4] = 2;

        assertThat(Reference.convolution(image, weights, 2, 2, 2, 3)).containsExactly(11, 22, 33, 44, 2, 4, 6, 8);
    }

    @Test
    void addsTheBiasOfTheChannel() {
        assertThat(Reference.biasAndRelu(new double[] {1, -3, 1, -3}, new double[] {1, 4}))
                .containsExactly(2, 0, 5, 1);
    }

    @Test
    void poolsSquares() {
        double[] image = {1, 5, 2, 2, 3, 4, 2, 9, 0, 0, -1, -1, 0, 7, -1, -2};

        assertThat(Reference.maxPool(image, 1, 4)).containsExactly(5, 9, 7, -1);
    }

    @Test
    void softmaxSumsToOneWithoutOverflow() {
        double[] result = Reference.softmax(new double[] {1000, 1000, 0});

        assertThat(result[0]).isCloseTo(0.5, within(1e-12));
        assertThat(Arrays.stream(result).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void theSampleNetworkKeepsItsValuesInSight() {
        SampleNetwork network = SampleNetwork.seeded(42);
        double[] image = Elements.FLOAT.random(
                SampleNetwork.CHANNELS * SampleNetwork.SIZE * SampleNetwork.SIZE, new java.util.Random(43));

        SampleNetwork.Stages stages = network.run(image);

        assertThat(Arrays.stream(stages.logits()).map(Math::abs).max().orElseThrow())
                .isBetween(0.3, 30.0);
        assertThat(Arrays.stream(stages.probabilities()).max().orElseThrow()).isLessThan(0.99);
        assertThat(SampleNetwork.seeded(42).convolution()).isEqualTo(network.convolution());
        assertThat(SampleNetwork.seeded(41).convolution()).isNotEqualTo(network.convolution());
    }
}
