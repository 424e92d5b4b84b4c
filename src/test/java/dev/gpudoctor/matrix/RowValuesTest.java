package dev.gpudoctor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values that rows are made of. */
class RowValuesTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-23, 2026-11-23, 2026-11-23",
        "2026-02, 2026-02-01, 2026-02-28",
        "2028-02, 2028-02-01, 2028-02-29",
        "2026, 2026-01-01, 2026-12-31"
    })
    void dates(String text, LocalDate first, LocalDate last) {
        PartialDate date = PartialDate.parse(text).orElseThrow();
        assertThat(date.firstDay()).isEqualTo(first);
        assertThat(date.lastDay()).isEqualTo(last);
        assertThat(date).hasToString(text);
        assertThat(date.isBefore(last)).isFalse();
        assertThat(date.isBefore(last.plusDays(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ended", "2026-13", "2026-02-30", "26-01-01", "2026-1", "2026-01-01-01", "0000-00"})
    void noDate(String text) {
        assertThat(PartialDate.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8.6, 8.6, GENERAL, false",
        "9.0a, 9.0, ARCHITECTURE, false",
        "10.0f, 10.0, FAMILY, false",
        "12.0+PTX, 12.0, GENERAL, true",
        "9.0a+PTX, 9.0, ARCHITECTURE, true"
    })
    void targets(String text, String capability, SmTarget.Scope scope, boolean ptx) {
        SmTarget target = SmTarget.parse(text).orElseThrow();
        assertThat(target).isEqualTo(new SmTarget(ComputeCapability.of(capability), scope, ptx));
        assertThat(target).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "+PTX", "8.6b", "8.6aa", "x.y"})
    void noTarget(String text) {
        assertThat(SmTarget.parse(text)).isEmpty();
    }

    @Test
    void aVersionSetAdmitsWhatAnyRangeAdmits() {
        VersionSet python = new VersionSet(List.of(VersionRange.of("=2.7"), VersionRange.of(">=3.5,<=3.7")));
        assertThat(python.admits(Version.of("2.7.18"))).isTrue();
        assertThat(python.admits(Version.of("3.7.4"))).isTrue();
        assertThat(python.admits(Version.of("3.4"))).isFalse();
        assertThat(python).hasToString("=2.7 or >=3.5,<=3.7");
    }

    @Test
    void aBuildIsOfItsReleaseAndItsPatches() {
        FrameworkBuild build = Matrix.builtIn().frameworkBuilds("onnxruntime").stream()
                .filter(row -> row.release().equals(Version.of("1.20")))
                .findFirst()
                .orElseThrow();
        assertThat(build.isOf(Version.of("1.20.1"))).isTrue();
        assertThat(build.isOf(Version.of("1.2"))).isFalse();
        assertThat(build.key()).isEqualTo("onnxruntime 1.20 cuda12");
    }
}
