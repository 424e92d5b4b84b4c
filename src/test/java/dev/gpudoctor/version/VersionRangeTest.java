package dev.gpudoctor.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<=12.4      | 12.4.1  | true",
                "<=12.4      | 12.5    | false",
                "<=12.4.0    | 12.4.1  | false",
                ">12.4       | 12.4.1  | false",
                ">12.4       | 12.5    | true",
                "<11         | 10.99   | true",
                "<11         | 11.0rc1 | false",
                "<11         | 11.0    | false",
                "<11.0rc2    | 11.0rc1 | true",
                "<12.4.1     | 12.4    | true",
                ">=10.3,<11  | 10.3    | true",
                ">=10.3,<11  | 10.3rc1 | false",
                ">=10.3,<11  | 11.1    | false",
                "=2.10       | 2.10.1  | true",
                "=2.10       | 2.1     | false",
                "==2.10.*    | 2.10.7  | true",
                "2.10        | 2.10.7  | true",
                "!=9.0       | 9.0.1   | false",
                "!=9.0       | 9.1     | true",
                "~=10.3      | 10.9    | true",
                "~=10.3      | 10.2    | false",
                "~=10.3      | 11.0    | false",
                "~=10.3.1    | 10.3.9  | true",
                "~=10.3.1    | 10.4    | false",
                "~=10        | 10.4    | true",
                ">= 8 , != 9 | 9.1     | false"
            })
    void admits(String range, String version, boolean expected) {
        assertThat(VersionRange.of(range).admits(Version.of(version))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", ">=", ">=1,", "=>1", "> =1", "newest", ">=1 <2", "*"})
    void noRange(String text) {
        assertThat(VersionRange.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> VersionRange.of(text));
    }

    @Test
    void everythingIsAdmittedByAny() {
        assertThat(VersionRange.any().admits(Version.of("0"))).isTrue();
        assertThat(VersionRange.any()).hasToString("any");
        assertThat(VersionRange.atLeast(Version.of("2"))).hasToString(">=2");
    }

    @Test
    void printingAndParsingIsARoundTrip() {
        Random random = new Random(7);
        String[] signs = {">=", "<=", "=", "!=", ">", "<"};
        for (int i = 0; i < 500; i++) {
            List<String> bounds = new ArrayList<>();
            for (int bound = 0; bound <= random.nextInt(3); bound++) {
                bounds.add(signs[random.nextInt(signs.length)] + random.nextInt(3) + "." + random.nextInt(3));
            }
            VersionRange range = VersionRange.of(String.join(",", bounds));
            assertThat(range).hasToString(String.join(",", bounds));
            assertThat(VersionRange.of(range.toString())).isEqualTo(range);
        }
    }

    @Test
    void aRangeAdmitsWhatAllItsBoundsAdmit() {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            Version version = Version.of(random.nextInt(4) + "." + random.nextInt(4) + "." + random.nextInt(2));
            String low = ">=" + random.nextInt(4) + "." + random.nextInt(4);
            String high = "<" + random.nextInt(4) + "." + random.nextInt(4);
            assertThat(VersionRange.of(low + "," + high).admits(version))
                    .isEqualTo(VersionRange.of(low).admits(version)
                            && VersionRange.of(high).admits(version));
        }
    }

    @ParameterizedTest
    @CsvSource({"<, >=", "<=, >", "=, !="})
    void oppositeBoundsPartAllReleases(String one, String other) {
        Random random = new Random(13);
        for (int i = 0; i < 500; i++) {
            Version version = Version.of(random.nextInt(4) + "." + random.nextInt(4) + "." + random.nextInt(3));
            String bound = random.nextInt(4) + "." + random.nextInt(4);
            assertThat(VersionRange.of(one + bound).admits(version))
                    .isNotEqualTo(VersionRange.of(other + bound).admits(version));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {">=13,<12", ">12.4,<12.5", "=2.10,!=2.10", ">=2,<2", "<0", "=2,=3", "!=9,>8,<10"})
    void boundsThatContradictEachOtherAdmitNothing(String text) {
        assertThat(VersionRange.of(text).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {">=12.4,<13", ">8.1,<9", ">=1,!=1.0", "<2", "<=0", "!=3", "~=2.8", ">12,<14", "=2.10rc1"})
    void boundsThatCanBeMetAdmitSomething(String text) {
        assertThat(VersionRange.of(text).isEmpty()).isFalse();
    }
}
