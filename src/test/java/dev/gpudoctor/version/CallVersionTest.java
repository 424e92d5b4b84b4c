package dev.gpudoctor.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallVersionTest {
    @ParameterizedTest
    @CsvSource({
        "9000, 9.0",
        "9020, 9.2",
        "10010, 10.1",
        "11080, 11.8",
        "12040, 12.4",
        "13040, 13.4",
        "0, 0.0",
        "10000000, 10000.0"
    })
    void cuda(int value, String version) {
        assertThat(CallVersion.cuda(value)).hasToString(version);
    }

    @ParameterizedTest
    @CsvSource({
        "7605, 7.6.5",
        "8005, 8.0.5",
        "8907, 8.9.7",
        "90000, 9.0.0",
        "90100, 9.1.0",
        "91002, 9.10.2",
        "92800, 9.28.0"
    })
    void cudnn(long value, String version) {
        assertThat(CallVersion.cudnn(value)).hasToString(version);
    }

    @ParameterizedTest
    @CsvSource({
        "5105, 5.1.5",
        "7103, 7.1.3",
        "8601, 8.6.1",
        "9300, 9.3.0",
        "100000, 10.0.0",
        "100300, 10.3.0",
        "101303, 10.13.3",
        "110100, 11.1.0"
    })
    void tensorRt(int value, String version) {
        assertThat(CallVersion.tensorRt(value)).hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -12040, 10_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void whatABrokenLibraryAnswersIsNoVersion(int value) {
        assertThatIllegalArgumentException().isThrownBy(() -> CallVersion.cuda(value));
        assertThatIllegalArgumentException().isThrownBy(() -> CallVersion.cudnn(value));
        assertThatIllegalArgumentException().isThrownBy(() -> CallVersion.tensorRt(value));
    }
}
