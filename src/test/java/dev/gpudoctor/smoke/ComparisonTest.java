package dev.gpudoctor.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final double[] REFERENCE = {1, -2, 0, 4};

    @Test
    void equalOutputsAreGoodInEveryPrecision() {
        for (Precision precision : Precision.values()) {
            Comparison comparison = Comparison.of(REFERENCE, REFERENCE, precision, 0);

            assertThat(comparison.isGood()).as(precision.id()).isTrue();
            assertThat(comparison.fault()).isEmpty();
            assertThat(comparison.cosine()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void measuresTheWorstElement() {
        Comparison comparison = Comparison.of(new double[] {1.1, -2, 0.05, 4}, REFERENCE, Precision.FP32, 0);

        assertThat(comparison.maxAbsolute()).isCloseTo(0.1, within(1e-12));
        assertThat(comparison.maxRelative()).isCloseTo(0.1, within(1e-12));
        assertThat(comparison.worstIndex()).isZero();
        assertThat(comparison.outside()).isEqualTo(2);
        assertThat(comparison.largestReference()).isEqualTo(4);
        assertThat(comparison.isGood()).isFalse();
        assertThat(comparison.fault()).contains("2 of 4", "number 0");
    }

    @Test
    void allowsEachPrecisionItsOwnLoss() {
        double[] halfLike = {1.004, -2.004, 0.004, 4.004};

        assertThat(Comparison.of(halfLike, REFERENCE, Precision.FP32, 0).isGood())
                .isFalse();
        assertThat(Comparison.of(halfLike, REFERENCE, Precision.FP16, 0).isGood())
                .isTrue();
    }

    @Test
    void failsWhatIsNoNumber() {
        assertThat(Comparison.of(new double[] {Double.NaN, -2, 0, 4}, REFERENCE, Precision.INT8, 0)
                        .fault())
                .isEqualTo("1 of 4 elements are not a number");
        assertThat(Comparison.of(new double[] {1, -2, 0, Double.POSITIVE_INFINITY}, REFERENCE, Precision.INT8, 0)
                        .fault())
                .isEqualTo("1 of 4 elements are infinite");
    }

    @Test
    void failsWhatWasNeverWritten() {
        assertThat(Comparison.of(REFERENCE, REFERENCE, Precision.FP32, 3).fault())
                .isEqualTo("3 of 4 elements were never written");
    }

    @Test
    void failsAnotherDirectionThatNoSingleElementShows() {
        double[] reference = {1, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04};
        double[] turned = reference.clone();
        for (int i = 1; i < turned.length; i++) {
            turned[i] = -0.05;
        }

        Comparison comparison = Comparison.of(turned, reference, Precision.FP8, 0);

        assertThat(comparison.outside()).isZero();
        assertThat(comparison.isGood()).isFalse();
        assertThat(comparison.fault()).contains("cosine");
    }

    @Test
    void anEmptyOutputProvesNothing() {
        assertThat(Comparison.of(new double[0], new double[0], Precision.FP32, 0)
                        .isGood())
                .isFalse();
    }

    @Test
    void refusesOutputsOfAnotherLength() {
        assertThatThrownBy(() -> Comparison.of(new double[3], REFERENCE, Precision.FP32, 0))
                .hasMessageContaining("3")
                .hasMessageContaining("4");
    }

    @Test
    void latencyIsTheNearestRank() {
        double[] millis = new double[200];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = 200 - i;
        }

        assertThat(Latency.of(millis)).isEqualTo(new Latency(200, 100, 198));
        assertThat(Latency.of(new double[] {5})).isEqualTo(new Latency(1, 5, 5));
        assertThatThrownBy(() -> Latency.of(new double[0])).hasMessageContaining("no runs");
    }
}
