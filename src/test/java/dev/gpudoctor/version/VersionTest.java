package dev.gpudoctor.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    private static final long SEED = 20_261_123;
    private static final int SAMPLES = 400;

    /** Versions of every shape, near enough to each other to collide often. */
    private static List<Version> samples() {
        Random random = new Random(SEED);
        List<Version> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            StringBuilder text = new StringBuilder();
            int parts = 1 + random.nextInt(4);
            for (int part = 0; part < parts; part++) {
                text.append(part == 0 ? "" : ".").append(random.nextInt(3) * (random.nextInt(4) == 0 ? 50 : 1));
            }
            text.append(pick(random, "", "", "", "", "a1", "b2", "rc1", "rc2"));
            text.append(pick(random, "", "", "", "", ".post1", ".post12"));
            text.append(pick(random, "", "", "", "", ".dev1", ".dev20230703"));
            text.append(pick(random, "", "", "+cu130", "+cpu"));
            samples.add(Version.of(text.toString()));
        }
        return samples;
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Test
    void theOrderIsTotal() {
        List<Version> samples = samples();
        for (Version a : samples) {
            assertThat(a.compareTo(a)).isZero();
            for (Version b : samples) {
                int order = Integer.signum(a.compareTo(b));
                assertThat(Integer.signum(b.compareTo(a))).isEqualTo(-order);
                assertThat(a.equals(b)).isEqualTo(order == 0);
                assertThat(a.isBelow(b)).isEqualTo(order < 0);
                assertThat(a.isAtLeast(b)).isEqualTo(order >= 0);
                assertThat(a.isAbove(b)).isEqualTo(order > 0);
                if (order == 0) {
                    assertThat(a).hasSameHashCodeAs(b);
                }
            }
        }
    }

    @Test
    void theOrderIsTransitive() {
        Random random = new Random(SEED);
        List<Version> samples = samples();
        for (int i = 0; i < 50_000; i++) {
            List<Version> three = new ArrayList<>(List.of(
                    samples.get(random.nextInt(SAMPLES)),
                    samples.get(random.nextInt(SAMPLES)),
                    samples.get(random.nextInt(SAMPLES))));
            Collections.sort(three);
            assertThat(three.get(0).compareTo(three.get(2))).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void printingAndParsingIsARoundTrip() {
        for (Version version : samples()) {
            Version again = Version.of(version.toString());
            assertThat(again).isEqualTo(version);
            assertThat(again).hasToString(version.toString());
            assertThat(again.local()).isEqualTo(version.local());
            assertThat(again.precision()).isEqualTo(version.precision());
        }
    }

    @Test
    void aVersionLiesWithinItsPrefixes() {
        for (Version version : samples()) {
            for (int parts = 1; parts <= version.precision(); parts++) {
                assertThat(version.isWithin(version.prefix(parts)))
                        .as("%s", version)
                        .isTrue();
                assertThat(version.prefix(parts).precision()).isEqualTo(parts);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "550.54.15, 550.100",
        "550.54.14, 550.54.15",
        "525.60.13, 580.65.06",
        "580.65.06, 580.65.7",
        "10.3.0.26, 10.3.0.30",
        "9.9.0, 9.10.2",
        "10.13.3.9, 10.14.1.48",
        "2.10.0.dev20251010, 2.10.0a1",
        "2.10.0a1.dev3, 2.10.0a1",
        "2.10.0a1, 2.10.0b1",
        "2.10.0b1, 2.10.0rc1",
        "2.10.0rc1, 2.10.0rc2",
        "2.10.0rc2, 2.10.0",
        "2.10.0, 2.10.0.post1",
        "2.10.0.post1.dev1, 2.10.0.post1",
        "2.10.0, 2.10.0.post1.dev1",
        "9.3.0, 9.3.0.post12.dev1",
        "2.10.0.post1, 2.10.1.dev0"
    })
    void lowerComesFirst(String lower, String higher) {
        assertThat(Version.of(lower)).isLessThan(Version.of(higher));
    }

    @ParameterizedTest
    @CsvSource({
        "12.4, 12.4.0",
        "12.4.0, 12.4.0.0",
        "550.54.05, 550.54.5",
        "2.11.0+cu130, 2.11.0",
        "v1.2, 1.2",
        "1.0-rc-1, 1.0rc1",
        "1.0.alpha, 1.0a0",
        "1.0_beta_2, 1.0b2",
        "1.0c3, 1.0rc3",
        "1.0preview1, 1.0rc1",
        "1.0-post, 1.0.post0"
    })
    void spellingsOfOneVersion(String one, String other) {
        assertThat(Version.of(one)).isEqualTo(Version.of(other)).hasSameHashCodeAs(Version.of(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "12.",
                ".4",
                "12..4",
                "12.4-1+",
                "12.4 Update 1",
                "twelve",
                "12,4",
                "-1",
                "1.2.3.4.5.6.7.8.9",
                "1234567890",
                "1.0+ü",
                "1.0rc1rc2",
                "1.0.dev1.post1"
            })
    void noVersion(String text) {
        assertThat(Version.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Version.of(text)).withMessageContaining(text);
    }

    @Test
    void aVeryLongTextIsNoVersion() {
        String longest = "1+" + "a".repeat(Version.MAX_LENGTH - 2);
        assertThat(Version.parse(longest)).isPresent();
        assertThat(Version.parse(longest + "a")).isEmpty();
    }

    @Test
    void parts() {
        Version version = Version.of(" 10.13.3.9 ");
        assertThat(version).hasToString("10.13.3.9");
        assertThat(version.major()).isEqualTo(10);
        assertThat(version.minor()).isEqualTo(13);
        assertThat(version.part(3)).isEqualTo(9);
        assertThat(version.part(4)).isZero();
        assertThat(version.precision()).isEqualTo(4);
        assertThat(version.prefix(2)).hasToString("10.13");
        assertThat(version.prefix(9)).hasToString("10.13.3.9");
        assertThat(Version.of("2.9.0+cu128").local()).isEqualTo("cu128");
        assertThat(Version.of("2.9.0").local()).isEmpty();
    }

    @Test
    void within() {
        assertThat(Version.of("12.4.1").isWithin(Version.of("12.4"))).isTrue();
        assertThat(Version.of("12.40").isWithin(Version.of("12.4"))).isFalse();
        assertThat(Version.of("12.4").isWithin(Version.of("12.4.1"))).isFalse();
        assertThat(Version.of("12").isWithin(Version.of("12.0"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1.0, false", "1.0rc1, true", "1.0.dev3, true", "1.0.post1, false", "1.0.post1.dev2, true"})
    void preReleases(String text, boolean expected) {
        assertThat(Version.of(text).isPreRelease()).isEqualTo(expected);
    }

    @Test
    void versionsThatDifferRarelyShareAHash() {
        long hashes = samples().stream().mapToInt(Version::hashCode).distinct().count();
        assertThat(hashes).isGreaterThan(samples().stream().distinct().count() * 9 / 10);
    }

    @Test
    void otherThingsAreNotEqual() {
        assertThat(Version.of("1.0")).isNotEqualTo("1.0").isNotEqualTo(null);
    }
}
