package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.FakeGpuCode;
import dev.gpudoctor.probe.format.CdiSpec;
import dev.gpudoctor.probe.format.CompilerVersion;
import dev.gpudoctor.probe.format.DpkgStatus;
import dev.gpudoctor.probe.format.DriverVersionText;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.format.FatBinaries;
import dev.gpudoctor.probe.format.JournalMessages;
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
import java.util.Arrays;

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

    /** A sound library around a section of GPU code, so that more than the header of the file is reached. */
    @FuzzTest
    void gpuCode(byte[] data) {
        byte[] section = Arrays.copyOf(new FakeGpuCode().module("sm_80").bytes(), MAX_SECTION);
        int begin = data.length == 0 ? 0 : (data[0] & 0xff) % 100;
        System.arraycopy(data, 0, section, begin, Math.min(data.length, section.length - begin));
        FileView file = FileView.of(FakeElf.library("libx.so.1")
                .needs("libc.so.6")
                .section(FakeGpuCode.SECTION, section)
                .bytes());
        try {
            assertThat(FatBinaries.read(file).modules()).isNotNegative();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    /** A sound library in which some numbers of the headers, or of the tables behind them, were exchanged. */
    @FuzzTest
    void damagedElf(FuzzedDataProvider data) {
        byte[] library = FakeElf.library("libx.so.1")
                .needs("libc.so.6", "libcudart.so.12")
                .runpath("$ORIGIN/../lib")
                .defines("X_1.0")
                .asksFor("GLIBC_2.34")
                .note(".note.cuda.fwd_compatibility", "x")
                .bytes();
        for (int i = data.consumeInt(1, 8); i > 0; i--) {
            library[data.consumeInt(0, library.length - 1)] = data.consumeByte();
        }
        elf(library);
    }

    @FuzzTest
    void journal(byte[] data) {
        byte[] file = new byte[data.length + 8];
        System.arraycopy("LPKSHHRH".getBytes(StandardCharsets.US_ASCII), 0, file, 0, 8);
        System.arraycopy(data, 0, file, 8, data.length);
        try {
            assertThat(JournalMessages.read(FileView.of(file), MAX_SECTION)).doesNotContainNull();
            assertThat(CompilerVersion.read(FileView.of(data))).isNotNull();
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
