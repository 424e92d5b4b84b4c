package dev.gpudoctor.probe.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.machine.KernelDriver.Flavour;
import dev.gpudoctor.version.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real texts of the small formats. */
class TextFormatsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release Build  (nixbld@)                      | 580.159.04 | OPEN
            NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.309.01  Fri Oct  3 18:01:21 UTC 2025                            | 535.309.01 | PROPRIETARY
            NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.256.02  Thu May  2 14:37:44 UTC 2024                            | 470.256.02 | PROPRIETARY
            NVRM version: NVIDIA UNIX x86_64 Kernel Module  304.137  Thu Sep 14 13:53:01 PDT 2017                               | 304.137    | PROPRIETARY
            NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  540.3.0  Release Build  (buildbrain@mobile-u64-6519-d7000) | 540.3.0    | OPEN
            """)
    void readsTheLoadedModulesVersionOfEveryGeneration(String line, String version, Flavour flavour) {
        assertThat(DriverVersionText.read(line + "\nGCC version:  gcc version 15.3.0 (GCC) \n"))
                .hasValueSatisfying(read -> {
                    assertThat(read.version()).hasToString(version);
                    assertThat(read.flavour()).isEqualTo(flavour);
                });
    }

    @Test
    void doesNotTakeTheCompilersVersionForTheDrivers() {
        assertThat(DriverVersionText.read("GCC version:  gcc version 15.3.0 (GCC)"))
                .isEmpty();
        assertThat(DriverVersionText.read("")).isEmpty();
    }

    @Test
    void readsOsRelease() {
        assertThat(KeyValues.read("PRETTY_NAME=\"Ubuntu 24.04.3 LTS\"\n# comment=1\nID=ubuntu\nBROKEN\n", '='))
                .isEqualTo(Map.of("PRETTY_NAME", "Ubuntu 24.04.3 LTS", "ID", "ubuntu"));
    }

    @Test
    void takesInstalledPackagesOnly() {
        String status = """
                Package: cuda-compat-13-0
                Status: install ok installed
                Architecture: amd64
                Version: 580.95.05-0ubuntu1
                Description: CUDA Compatibility Platform
                 Version: not this

                Package: libcudnn8
                Status: deinstall ok config-files
                Architecture: amd64
                Version: 8.9.7.29-1+cuda12.2

                Package: bash
                Status: install ok installed
                Version: 5.2
                """;

        assertThat(DpkgStatus.installed(status, name -> !name.equals("bash")))
                .containsExactly(new DpkgStatus.Package("cuda-compat-13-0", "580.95.05-0ubuntu1", "amd64"));
        assertThat(DpkgStatus.installed("", name -> true)).isEmpty();
    }

    @Test
    void readsADistributionsHead() {
        assertThat(PythonMetadata.read("""
                Metadata-Version: 2.1
                Name: ONNXRuntime_GPU
                Version: 1.20.2
                Requires-Dist: numpy>=1.21.6
                Requires-Dist: nvidia-cudnn-cu12~=9.0; extra == "cuda"

                Name: a description may say anything
                """)).hasValueSatisfying(read -> {
            assertThat(read.name()).isEqualTo("onnxruntime-gpu");
            assertThat(read.version()).isEqualTo(Version.of("1.20.2"));
            assertThat(read.requires()).containsExactly("numpy>=1.21.6");
        });
        assertThat(PythonMetadata.read("Name: torch\n\nVersion: 1")).isEmpty();
    }

    @Test
    void followsMacrosOfHeaders() {
        CHeader header = new CHeader("""
                #define TRT_MAJOR_ENTERPRISE 10
                #define NV_TENSORRT_MAJOR TRT_MAJOR_ENTERPRISE //!< TensorRT major version.
                #define CUDNN_MAJOR 9
                #define LOOP LOOP
                """);

        assertThat(header.number("NV_TENSORRT_MAJOR")).hasValue(10);
        assertThat(header.number("CUDNN_MAJOR")).hasValue(9);
        assertThat(header.number("LOOP")).isEmpty();
        assertThat(header.number("MISSING")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '# R35 (release), REVISION: 4.1, GCID: 33958178, BOARD: t186ref, EABI: aarch64, DATE: Tue Aug  1 19:57:35 UTC 2023' | 35.4.1
            '# R32 (release), REVISION: 7.1, GCID: 29818004, BOARD: t210ref, EABI: aarch64, DATE: Sat Feb 19 17:05:08 UTC 2022' | 32.7.1
            '# R36 (release), REVISION: 3.0, GCID: 36191598, BOARD: generic, EABI: aarch64, DATE: Mon May  6 17:34:21 UTC 2024' | 36.3.0
            """)
    void readsL4tReleases(String line, String version) {
        assertThat(L4tRelease.read(line)).contains(Version.of(version));
    }

    @Test
    void readsTheContainerToolkitsSettings() {
        assertThat(TomlLines.read("""
                disable-require = false
                [nvidia-container-cli]
                #no-cgroups = false
                no-cgroups = true # rootless
                ldconfig = "@/sbin/ldconfig.real"
                [nvidia-container-runtime]
                mode = "auto"
                """))
                .containsEntry("disable-require", "false")
                .containsEntry("nvidia-container-cli.no-cgroups", "true")
                .containsEntry("nvidia-container-cli.ldconfig", "@/sbin/ldconfig.real")
                .containsEntry("nvidia-container-runtime.mode", "auto");
    }

    @Test
    void findsTheHostPathsOfCdiSpecifications() {
        String specification = """
                cdiVersion: 0.5.0
                kind: nvidia.com/gpu
                devices:
                - name: "0"
                  containerEdits:
                    deviceNodes:
                    - path: /dev/nvidia0
                    - path: /dev/dri/card0
                      hostPath: /dev/dri/card1
                containerEdits:
                  mounts:
                  - hostPath: /usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06
                    containerPath: /usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06
                """;

        assertThat(CdiSpec.read(specification)).hasValueSatisfying(spec -> {
            assertThat(spec.kind()).isEqualTo("nvidia.com/gpu");
            assertThat(spec.hostPaths())
                    .containsExactlyInAnyOrder(
                            "/dev/nvidia0", "/dev/dri/card1", "/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06");
        });
        assertThat(CdiSpec.read("{\"kind\": \"vendor.com/x\"}"))
                .hasValueSatisfying(spec -> assertThat(spec.hostPaths()).isEmpty());
        assertThat(CdiSpec.read("a: [")).isEmpty();
        assertThat(CdiSpec.read("- list")).isEmpty();
        assertThat(CdiSpec.read("kind: &a [*a]")).isEmpty();
    }

    @Test
    void listsTheMappedFilesOnce() {
        assertThat(ProcessMaps.files("""
                7f0-7f1 r-xp 00000000 fe:00 12 /usr/lib/libcuda.so.580.65.06
                7f1-7f2 rw-p 00000000 fe:00 12 /usr/lib/libcuda.so.580.65.06
                7f2-7f3 rw-p 00000000 00:00 0
                7f3-7f4 r-xp 00000000 fe:00 13 /opt/a b.so (deleted)
                7f4-7f5 r-xp 00000000 00:00 0 [vdso]
                """)).containsExactly("/usr/lib/libcuda.so.580.65.06");
    }
}
