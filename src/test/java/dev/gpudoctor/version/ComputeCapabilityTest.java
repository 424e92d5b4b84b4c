package dev.gpudoctor.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeCapabilityTest {
    @ParameterizedTest
    @CsvSource({
        "8.6, 8, 6",
        "sm_86, 8, 6",
        "86, 8, 6",
        "compute_120, 12, 0",
        "sm_100, 10, 0",
        "12.1, 12, 1",
        "sm53, 5, 3"
    })
    void spellings(String text, int major, int minor) {
        assertThat(ComputeCapability.of(text)).isEqualTo(new ComputeCapability(major, minor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "8.", "8.66", "sm_", "sm_8.6", "1234", "a.b", "-8.6", "8.6a"})
    void noCapability(String text) {
        assertThat(ComputeCapability.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> ComputeCapability.of(text));
    }

    @Test
    void orderAndRoundTripsOfAll() {
        for (int major = 1; major <= 20; major++) {
            for (int minor = 0; minor <= 9; minor++) {
                ComputeCapability capability = new ComputeCapability(major, minor);
                assertThat(ComputeCapability.of(capability.toString())).isEqualTo(capability);
                assertThat(ComputeCapability.of(capability.sm())).isEqualTo(capability);
                ComputeCapability next =
                        minor == 9 ? new ComputeCapability(major + 1, 0) : new ComputeCapability(major, minor + 1);
                assertThat(next).isGreaterThan(capability);
                assertThat(next.isAtLeast(capability)).isTrue();
                assertThat(capability.isAtLeast(next)).isFalse();
                assertThat(capability.isAtLeast(capability)).isTrue();
            }
        }
    }
}
