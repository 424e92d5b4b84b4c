package dev.gpudoctor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.format.ModelReader;
import dev.gpudoctor.model.format.Surroundings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format is told from the others by its bytes alone. */
class FormatTest {
    static List<FormatSamples.Sample> samples() throws IOException {
        return FormatSamples.all();
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("samples")
    void isToldByItsBytes(FormatSamples.Sample sample) throws IOException {
        Format format = sample.format();
        byte[] bytes = sample.bytes();
        ModelFile file = ModelReader.read(ByteSource.of(bytes), Surroundings.none());
        assertThat(file.recognition().format()).isEqualTo(format);
        if (format != Format.EMPTY && format.isModel()) {
            assertThat(file.recognition().evidence()).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("samples")
    void isNeverAFaultWhenCutShort(FormatSamples.Sample sample) throws IOException {
        byte[] bytes = sample.bytes();
        for (int length = 0; length < Math.min(bytes.length, 300); length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThat(ModelReader.read(ByteSource.of(cut), Surroundings.none()).recognition())
                    .as("%s cut to %d bytes", sample, length)
                    .isNotNull();
        }
    }
}
