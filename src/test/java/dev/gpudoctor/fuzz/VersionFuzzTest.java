package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.nio.charset.StandardCharsets;

class VersionFuzzTest {
    /** Two lines of text: what is read can be written and read again, and two versions have one order. */
    @FuzzTest
    void text(byte[] data) {
        String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", 2);
        Version.parse(lines[0]).ifPresent(version -> {
            assertThat(Version.of(version.toString())).isEqualTo(version);
            Version.parse(lines[lines.length - 1]).ifPresent(other -> {
                assertThat(version.compareTo(other)).isEqualTo(-other.compareTo(version));
                if (version.equals(other)) {
                    assertThat(version).hasSameHashCodeAs(other);
                }
            });
        });
        VersionRange.parse(lines[0]).ifPresent(range -> assertThat(VersionRange.of(range.toString()))
                .isEqualTo(range));
        ComputeCapability.parse(lines[0])
                .ifPresent(capability ->
                        assertThat(ComputeCapability.of(capability.toString())).isEqualTo(capability));
    }
}
