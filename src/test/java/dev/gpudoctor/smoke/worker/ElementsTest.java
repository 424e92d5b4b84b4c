package dev.gpudoctor.smoke.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ElementsTest {
    /** Values and bits from IEEE 754's own tables of binary16. */
    @ParameterizedTest
    @CsvSource({
        "1, 3c00",
        "-2, c000",
        "65504, 7bff",
        "65520, 7c00",
        "0.00006103515625, 0400",
        "5.9604644775390625E-8, 0001",
        "2.9802322387695312E-8, 0000",
        "0.333251953125, 3555",
        "2049, 6800",
        "2051, 6802",
        "Infinity, 7c00"
    })
    void roundsToHalfPrecision(float value, String bits) throws LayerFault {
        byte[] bytes = Elements.HALF.encode(new double[] {value});

        assertThat(String.format("%02x%02x", bytes[1], bytes[0])).isEqualTo(bits);
    }

    @Test
    void roundsToBfloat16() throws LayerFault {
        byte[] bytes = Elements.BF16.encode(new double[] {1.00390625, 1.01171875});

        assertThat(Elements.BF16.decode(bytes)).containsExactly(1.0, 1.015625);
    }

    @ParameterizedTest
    @EnumSource(value = Elements.class, mode = Mode.EXCLUDE, names = "FP8")
    void everyTypeComesBackWithinItsPrecision(Elements type) throws LayerFault {
        double[] values = type.random(1000, new Random(1));

        double[] back = type.decode(type.encode(values));

        assertThat(values).as("random inputs are not all the same").contains(values[0]);
        for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(back[i] - values[i])).isLessThanOrEqualTo(0.004);
        }
    }

    @Test
    void seesWhatWasNeverWritten() throws LayerFault {
        byte[] poison = {-1, -1, -1, -1};

        assertThat(Elements.FLOAT.untouched(poison)).isEqualTo(1);
        assertThat(Elements.HALF.untouched(poison)).isEqualTo(2);
        assertThat(Elements.FLOAT.decode(poison)[0]).isNaN();
        assertThat(Elements.INT32.untouched(poison))
                .as("-1 is a sensible integer")
                .isZero();
        assertThat(Elements.FLOAT.untouched(new byte[] {0, 0, -1, -1})).isZero();
    }

    @Test
    void refusesTypesItCannotFill() {
        assertThatThrownBy(() -> Elements.of(9)).isInstanceOf(LayerFault.class);
        assertThatThrownBy(() -> Elements.of(-1)).isInstanceOf(LayerFault.class);
        assertThatThrownBy(() -> Elements.FP8.encode(new double[1])).isInstanceOf(LayerFault.class);
    }
}
