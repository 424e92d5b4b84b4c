package dev.gpudoctor.probe.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaSmiTest {
    @ParameterizedTest
    @CsvSource({
        "| NVIDIA-SMI 535.183.01    Driver Version: 535.183.01   CUDA Version: 12.2     |, 535.183.01, 12.2",
        "| NVIDIA-SMI 610.43.02     KMD Version: 610.43.02     CUDA UMD Version: 13.3   |, 610.43.02, 13.3"
    })
    void readsBothBanners(String line, String driver, String cuda) {
        NvidiaSmi banner = NvidiaSmi.parse("/usr/bin/nvidia-smi", List.of("Mon Jul 20 06:15:02 2026", "+---+", line));

        assertThat(banner.driver().toOptional()).contains(Version.of(driver));
        assertThat(banner.cuda().toOptional()).contains(Version.of(cuda));
        assertThat(banner.driver().evidence()).singleElement().satisfies(evidence -> assertThat(evidence.raw())
                .isEqualTo(line));
    }

    @Test
    void whatIsNotPrintedIsUnreadable() {
        NvidiaSmi old = NvidiaSmi.parse("nvidia-smi", List.of("| NVIDIA-SMI 331.62     Driver Version: 331.62     |"));
        NvidiaSmi failed = NvidiaSmi.parse("nvidia-smi", List.of("NVIDIA-SMI has failed because CUDA Version: N/A"));

        assertThat(old.driver().toOptional()).contains(Version.of("331.62"));
        assertThat(old.cuda().isUnreadable()).isTrue();
        assertThat(failed.driver().isUnreadable()).isTrue();
        assertThat(failed.cuda().isUnreadable()).isTrue();
    }

    @Test
    void aToolThatOthersMayWriteIsNotRun(@TempDir Path folder) throws IOException {
        Path tool = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(NvidiaSmi.find(List.of(tool.toString(), "/bin/sh"))).contains("/bin/sh");
    }
}
