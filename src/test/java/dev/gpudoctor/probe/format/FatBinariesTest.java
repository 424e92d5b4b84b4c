package dev.gpudoctor.probe.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.FakeGpuCode;
import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FatBinariesTest {
    @Test
    void countsTheArchitecturesOfAllModules() throws IOException {
        FakeGpuCode code = new FakeGpuCode()
                .module("sm_80", "sm_90", "compute_90")
                .module("sm_80", "sm_90a", "sm_100f", "sm_100a");

        FatBinaries read = FatBinaries.read(library(code.bytes()));

        assertThat(read.modules()).isEqualTo(2);
        assertThat(read.targets())
                .isEqualTo(Map.of("sm_80", 2, "sm_90", 1, "compute_90", 1, "sm_90a", 1, "sm_100f", 1, "sm_100a", 1));
    }

    @Test
    void findsNothingInALibraryForTheProcessorAlone() throws IOException {
        FatBinaries read =
                FatBinaries.read(FileView.of(FakeElf.library("libz.so.1").bytes()));

        assertThat(read.modules()).isZero();
        assertThat(read.targets()).isEmpty();
    }

    @Test
    void refusesWhatDoesNotFitIntoItsSection() {
        byte[] cut = new FakeGpuCode().module("sm_80").bytes();
        cut[8] = 127;

        assertThatThrownBy(() -> FatBinaries.read(library(cut)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("runs out of its section");
        byte[] foreign = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        assertThatThrownBy(() -> FatBinaries.read(library(foreign)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no fat binary");
    }

    private static FileView library(byte[] section) {
        return FileView.of(FakeElf.library("libkernels.so")
                .section(FakeGpuCode.SECTION, section)
                .bytes());
    }
}
