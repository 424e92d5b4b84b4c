package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.probe.format.CdiSpec;
import dev.gpudoctor.probe.format.DpkgStatus;
import dev.gpudoctor.probe.format.DriverVersionText;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.format.FatBinaries;
import dev.gpudoctor.probe.format.KeyValues;
import dev.gpudoctor.probe.format.L4tRelease;
import dev.gpudoctor.probe.format.LdSoCache;
import dev.gpudoctor.probe.format.Modinfo;
import dev.gpudoctor.probe.format.ProcessMaps;
import dev.gpudoctor.probe.format.PythonMetadata;
import dev.gpudoctor.probe.format.TomlLines;
import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Files of a machine that is not trusted: they are read, or refused as an I/O error is; nothing else is thrown. */
class FormatFuzzTest {
    private static final int MAX_SECTION = 1 << 14;

    @FuzzTest
    void elf(byte[] data) {
        try {
            assertThat(Elf.read(FileView.of(data)).bits()).isIn(32, 64);
            Elf.section(FileView.of(data), ".modinfo", MAX_SECTION)
                    .ifPresent(section -> assertThat(Modinfo.read(section)).isNotNull());
            assertThat(FatBinaries.read(FileView.of(data)).modules()).isNotNegative();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @FuzzTest
    void loaderCache(byte[] data) {
        try {
            assertThat(LdSoCache.read(data)).isNotNull();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @FuzzTest
    void text(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        assertThat(DpkgStatus.installed(text, name -> true)).doesNotContainNull();
        assertThat(PythonMetadata.read(text)).isNotNull();
        assertThat(DriverVersionText.read(text)).isNotNull();
        assertThat(L4tRelease.read(text)).isNotNull();
        assertThat(KeyValues.read(text, '=')).doesNotContainValue(null);
        assertThat(TomlLines.read(text)).doesNotContainValue(null);
        assertThat(ProcessMaps.files(text)).doesNotContainNull();
        assertThat(CdiSpec.read(text)).isNotNull();
        assertThat(Modinfo.read(data)).isNotNull();
    }
}
