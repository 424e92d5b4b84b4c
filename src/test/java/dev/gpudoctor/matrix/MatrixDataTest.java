package dev.gpudoctor.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows that are shipped. */
class MatrixDataTest {
    private static final Path FOLDER = Path.of("compatibility-matrix");
    private static final String SCHEMA_SPACE = "matrix:/schema/";
    private static final int LARGEST_FILE = 1 << 20;
    private static final Map<String, String> SCHEMAS = Map.of(
            "images/ngc", "images",
            "images/l4t", "images",
            "images/cuda", "image-groups",
            "images/requirements", "image-requirements");

    private final Matrix matrix = Matrix.builtIn();

    private static String schema(String address) {
        try {
            return Files.readString(FOLDER.resolve("schema").resolve(address.substring(SCHEMA_SPACE.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> files() {
        return Stream.concat(Subject.all().stream().map(Subject::name), Stream.of("manifest", "sources"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileFollowsItsSchema(String file) throws IOException {
        String schema = file.startsWith("frameworks/") ? "frameworks" : SCHEMAS.getOrDefault(file, file);
        List<Error> errors = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(MatrixDataTest::schema))
                .getSchema(SchemaLocation.of(SCHEMA_SPACE + schema + ".schema.json"))
                .validate(Files.readString(FOLDER.resolve(file + ".json")), InputFormat.JSON);
        assertThat(errors).isEmpty();
    }

    @Test
    void everyFileIsReadAndNoneIsLarge() throws IOException {
        try (Stream<Path> found = Files.walk(FOLDER)) {
            Set<String> present = found.filter(Files::isRegularFile)
                    .map(FOLDER::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".json"))
                    .filter(name -> !name.startsWith("schema/") && !name.startsWith("registry/"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(present)
                    .containsExactlyElementsOf(
                            files().map(name -> name + ".json").collect(Collectors.toCollection(TreeSet::new)));
            for (String name : present) {
                assertThat(Files.size(FOLDER.resolve(name))).as(name).isLessThan(LARGEST_FILE);
            }
        }
    }

    @Test
    void verifyFindsNothing() {
        assertThat(MatrixVerifier.verify(MatrixSource.builtIn()).issues()).isEmpty();
    }

    @Test
    void manifestNamesVersionAndDay() {
        assertThat(matrix.manifest().dataVersion()).hasToString("1.1.0");
        assertThat(matrix.manifest().asOf()).hasToString("2026-11-23");
        assertThat(matrix.layers()).containsExactly("built-in");
    }

    @ParameterizedTest
    @CsvSource({
        "cuda, 73",
        "cuda-families, 3",
        "driver-branches, 33",
        "forward-compat, 12",
        "capabilities, 30",
        "gpus, 725",
        "cudnn, 101",
        "tensorrt, 68",
        "jetpack, 41",
        "jetson-modules, 24",
        "images/ngc, 408",
        "images/l4t, 191"
    })
    void everyRowOfTheResearchIsThere(String subject, int rows) {
        assertThat(matrix.rows(Subject.named(subject).orElseThrow())).hasSize(rows);
    }

    @Test
    void everyConflictNamesAFieldOfItsRow() {
        for (Subject<?> subject : Subject.all()) {
            for (Row row : matrix.rows(subject)) {
                assertThat(RowFields.of(row).keySet())
                        .as(row.key())
                        .containsAll(row.provenance().conflicts().stream()
                                .map(Provenance.Conflict::field)
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "9.0.176, 384.81, 385.54",
        "10.2.89, 440.33, 441.22",
        "11.0.2, 450.51.05, 451.48",
        "11.0.3, 450.51.06, 451.82",
        "11.8.0, 520.61.05, 520.06",
        "12.0.0, 525.60.13, 527.41",
        "12.4.1, 550.54.15, 551.78",
        "12.8.0, 570.26, 570.65",
        "12.9.1, 575.57.08, 576.57",
        "13.0.0, 580.65.06,",
        "13.4.1, 615,"
    })
    void driverTable(String cuda, String linux, String windows) {
        CudaRelease release = matrix.cuda(Version.of(cuda)).orElseThrow();
        assertThat(release.minDriver(Platform.LINUX)).contains(Version.of(linux));
        assertThat(release.minDriver(Platform.WINDOWS))
                .isEqualTo(Optional.ofNullable(windows).map(Version::of));
    }

    @ParameterizedTest
    @CsvSource({
        "11.0 Update 1, 11.0.3",
        "11.0 GA, 11.0.2",
        "11.0, 11.0.2",
        "10.1 Update 2, 10.1.243",
        "12.4 Update 1, 12.4.1",
        "12.4 update 1, 12.4.1",
        "13.4, 13.4.1",
        "13.4 Update 1, 13.4.2",
        "13.4 Developer Preview, 13.4.0"
    })
    void labelsAreResolvedThroughRows(String label, String version) {
        assertThat(matrix.cudaByLabel(label).orElseThrow().version()).hasToString(version);
    }

    @ParameterizedTest
    @CsvSource({"12.4, 12.4.0", "12.4.1, 12.4.1", "12.6.2.004, 12.6.2", "13.4, 13.4.1", "13.4.0, 13.4.0", "9.0, 9.0.176"
    })
    void numbersAreResolvedThroughRows(String number, String version) {
        assertThat(matrix.cuda(Version.of(number)).orElseThrow().version()).hasToString(version);
    }

    @ParameterizedTest
    @CsvSource({"12.4.127", "12.7", "14.0", "8.0", "13.4.9"})
    void whatNoRowSaysIsUnknown(String number) {
        assertThat(matrix.cuda(Version.of(number))).isEmpty();
    }

    @Test
    void theNewestCudaIsKnownWithoutItsDriver() {
        CudaRelease release = matrix.cuda(Version.of("13.5")).orElseThrow();
        assertThat(release.driverBranch()).isEmpty();
        assertThat(release.minDriverLinux()).isEmpty();
        assertThat(release.compilesFor(ComputeCapability.of("7.5"))).isTrue();
        assertThat(release.compilesFor(ComputeCapability.of("7.0"))).isFalse();
        assertThat(matrix.tensorRt(Version.of("11.5.0")).orElseThrow().builtWithCuda())
                .containsExactly(Version.of("13.5"));
    }

    @Test
    void minorCompatibility() {
        assertThat(matrix.minorCompatibilityFloor(10, Platform.LINUX)).isEmpty();
        assertThat(matrix.minorCompatibilityFloor(11, Platform.LINUX)).contains(Version.of("450.80.02"));
        assertThat(matrix.minorCompatibilityFloor(11, Platform.WINDOWS)).contains(Version.of("452.39"));
        assertThat(matrix.minorCompatibilityFloor(12, Platform.LINUX)).contains(Version.of("525.60.13"));
        assertThat(matrix.minorCompatibilityFloor(12, Platform.WINDOWS)).contains(Version.of("528.33"));
        assertThat(matrix.minorCompatibilityFloor(13, Platform.LINUX)).contains(Version.of("580"));
        assertThat(matrix.cudaFamily(12).orElseThrow().endsBeforeDriver()).contains(580);
    }

    @Test
    void compilerTargets() {
        CudaRelease newest = matrix.cuda(Version.of("13.4")).orElseThrow();
        assertThat(newest.compilesFor(ComputeCapability.of("7.5"))).isTrue();
        assertThat(newest.compilesFor(ComputeCapability.of("7.0"))).isFalse();
        assertThat(newest.targets()).extracting(SmTarget::toString).contains("9.0a", "10.0f", "12.1a", "10.7");
        assertThat(newest.ptxIsa()).contains(Version.of("9.4"));
    }

    @ParameterizedTest
    @CsvSource({
        "580.65.06, LINUX, 580",
        "596.86, WINDOWS, 595",
        "591.59, WINDOWS, 590",
        "539.72, WINDOWS, 535",
        "472.50, WINDOWS, 470",
        "616.41, WINDOWS, 616",
        "620.10, LINUX, 620"
    })
    void branchOfADriver(String driver, Platform platform, int branch) {
        assertThat(matrix.driverBranch(Version.of(driver), platform)
                        .orElseThrow()
                        .branch())
                .isEqualTo(branch);
    }

    @ParameterizedTest
    @CsvSource({"596.86, LINUX", "616.41, LINUX", "430.40, LINUX", "435.21, LINUX", "999.1, WINDOWS", "350.12, WINDOWS"
    })
    void noBranchOfADriver(String driver, Platform platform) {
        assertThat(matrix.driverBranch(Version.of(driver), platform)).isEmpty();
    }

    @Test
    void driverBranches() {
        DriverBranch longTerm = matrix.driverBranch(580).orElseThrow();
        assertThat(longTerm.type()).contains(DriverBranch.Type.LTS);
        assertThat(longTerm.cuda()).contains(Version.of("13.0"));
        assertThat(longTerm.ptxIsaMax()).contains(Version.of("9.0"));
        assertThat(longTerm.openKernelModules()).contains(DriverBranch.OpenKernelModules.DEFAULT);
        assertThat(longTerm.provenance().isContested("endOfLife")).isTrue();
        assertThat(matrix.driverBranch(590).orElseThrow().droppedArchitectures())
                .containsExactly("Maxwell", "Pascal", "Volta");
        assertThat(matrix.driverBranch(410).orElseThrow().supportEnded()).isTrue();
        assertThat(matrix.driverBranch(384).orElseThrow().type()).isEmpty();
        assertThat(matrix.driverBranch(620).orElseThrow().cuda()).isEmpty();
    }

    @Test
    void forwardCompatibility() {
        ForwardCompatPackage newest = matrix.forwardCompat(Version.of("13.4.1")).orElseThrow();
        assertThat(newest.name()).isEqualTo("cuda-compat-13-4");
        assertThat(newest.on(580)).contains(ForwardCompatPackage.Fit.COMPATIBLE);
        assertThat(newest.on(615)).contains(ForwardCompatPackage.Fit.NOT_APPLICABLE);
        assertThat(newest.on(525)).isEmpty();
        assertThat(matrix.forwardCompat(Version.of("12.9")).orElseThrow().on(580))
                .contains(ForwardCompatPackage.Fit.NOT_COMPATIBLE);
        assertThat(matrix.forwardCompat(Version.of("12.7"))).isEmpty();
    }

    @Test
    void capabilities() {
        Capability volta = matrix.capability(ComputeCapability.of("7.0")).orElseThrow();
        assertThat(volta.lastCuda()).contains(Version.of("12.9"));
        assertThat(volta.lastDriverBranch()).contains(580);
        assertThat(volta.openKernelModule()).contains(Capability.OpenKernelModule.UNSUPPORTED);
        Capability blackwell = matrix.capability(ComputeCapability.of("12.0")).orElseThrow();
        assertThat(blackwell.firstCuda()).contains(Version.of("12.8"));
        assertThat(blackwell.firstDriverBranch()).contains(570);
        assertThat(blackwell.openKernelModule()).contains(Capability.OpenKernelModule.REQUIRED);
        Capability orin = matrix.capability(ComputeCapability.of("8.7")).orElseThrow();
        assertThat(orin.tegra()).isTrue();
        assertThat(orin.openKernelModule()).isEmpty();
        assertThat(matrix.capability(ComputeCapability.of("8.8"))).isEmpty();
    }

    @Test
    void gpusByName() {
        assertThat(matrix.gpuByName("NVIDIA H200").orElseThrow().capabilities())
                .containsExactly(ComputeCapability.of("9.0"));
        assertThat(matrix.gpuByName("tesla t4")).isPresent();
        assertThat(matrix.gpuByName("GeForce RTX 5090")).isEqualTo(matrix.gpuByName("NVIDIA GeForce RTX 5090"));
        GpuProduct shared = matrix.gpuByName("GeForce GT 1030").orElseThrow();
        assertThat(shared.ambiguous()).isTrue();
        assertThat(shared.capabilities())
                .containsExactlyInAnyOrder(ComputeCapability.of("3.0"), ComputeCapability.of("6.1"));
        assertThat(matrix.gpuByName("Quadro M4000M").orElseThrow().provenance().isContested("capabilities"))
                .isTrue();
        assertThat(matrix.gpuByName("Radeon VII")).isEmpty();
    }

    @Test
    void cudnnReleases() {
        assertThat(matrix.cudnn(Version.of("9.1.0.70")).orElseThrow().version()).hasToString("9.1.0");
        assertThat(matrix.cudnn(Version.of("9.99.0"))).isEmpty();
        CudnnRelease last = matrix.cudnn(Version.of("9.10.2")).orElseThrow();
        assertThat(last.minCapability()).contains(ComputeCapability.of("5.0"));
        assertThat(last.packages()).containsExactly(Version.of("11"), Version.of("12"));
        CudnnRelease old = matrix.cudnn(Version.of("8.0.2")).orElseThrow();
        assertThat(old.cuda()).extracting(CudaSupport::to).contains(Optional.of(Version.of("10.1.243")));
        assertThat(matrix.cudnn(Version.of("9.12.0")).orElseThrow().cuda()).isEmpty();
    }

    @Test
    void tensorRtReleases() {
        assertThat(matrix.tensorRt(Version.of("10.3.0.30")).orElseThrow().version())
                .hasToString("10.3.0");
        assertThat(matrix.tensorRt(Version.of("10.17.0"))).isEmpty();
        TensorRtRelease newest = matrix.tensorRt(Version.of("11.4.0")).orElseThrow();
        assertThat(newest.minDriver(13, Platform.LINUX)).contains(Version.of("580"));
        assertThat(newest.minDriver(12, Platform.WINDOWS)).contains(Version.of("537"));
        assertThat(newest.minDriver(11, Platform.LINUX)).isEmpty();
        assertThat(newest.minCapability()).contains(ComputeCapability.of("7.5"));
        assertThat(newest.dla()).contains(TensorRtRelease.Dla.WINDOWS_ON_ARM);
        assertThat(newest.cuda()).extracting(CudaSupport::to).containsExactly(Optional.of(Version.of("13.4.2")));
        assertThat(newest.onnx().maxOpset()).contains(25);
        assertThat(newest.cudnnRequired()).contains(false);
        assertThat(matrix.minCapabilityAfter(newest)).contains(ComputeCapability.of("7.5"));
        assertThat(matrix.minCapabilityAfter(
                        matrix.tensorRt(Version.of("11.5.0")).orElseThrow()))
                .isEmpty();
        TensorRtRelease old = matrix.tensorRt(Version.of("8.2.1")).orElseThrow();
        assertThat(matrix.minCapabilityAfter(old)).contains(ComputeCapability.of("3.5"));
        assertThat(old.released()).map(PartialDate::toString).contains("2021-11-24");
        assertThat(old.cudnnRequired()).contains(true);
        assertThat(old.cuda())
                .extracting(support -> support.fit(Version.of("11.6")))
                .doesNotContain(CudaSupport.Fit.YES);
        assertThat(matrix.tensorRt(Version.of("8.4.3"))
                        .orElseThrow()
                        .precisions()
                        .get("7.2"))
                .contains("INT8");
    }

    @Test
    void jetPackReleases() {
        JetPackRelease orin = matrix.jetPackByL4t(Version.of("36.4.7")).orElseThrow();
        assertThat(orin.name()).isEqualTo("6.2.1");
        assertThat(orin.tensorRt()).contains(Version.of("10.3.0.30"));
        JetPackRelease preview = matrix.jetPackByL4t(Version.of("34.1")).orElseThrow();
        assertThat(preview.preview()).isTrue();
        assertThat(preview.version()).hasToString("5.0");
        assertThat(matrix.jetPackByL4t(Version.of("36.9"))).isEmpty();
        JetsonModule xavier = matrix.jetsonModule("P3668-0001-300").orElseThrow();
        assertThat(xavier.capability()).isEqualTo(ComputeCapability.of("7.2"));
        assertThat(xavier.dlaCores()).contains(2);
        assertThat(matrix.jetsonModule("p3767-0003").orElseThrow().dlaCores()).isEmpty();
        assertThat(matrix.jetsonModule("p9999-0000")).isEmpty();
    }

    @Test
    void tensorFlowBuilds() {
        List<FrameworkBuild> builds = matrix.frameworkBuilds("tensorflow", Version.of("2.10.1"));
        assertThat(builds).hasSize(3);
        FrameworkBuild linux = builds.get(0);
        assertThat(linux.platform()).contains("linux-x86_64");
        assertThat(linux.cuda()).contains(Version.of("11.2"));
        assertThat(linux.cudnn().orElseThrow().admits(Version.of("8.1.1"))).isTrue();
        assertThat(linux.tensorRt().orElseThrow().admits(Version.of("7.2.3"))).isTrue();
        assertThat(linux.tensorRt().orElseThrow().admits(Version.of("8.4.3"))).isFalse();
        assertThat(linux.python().orElseThrow().admits(Version.of("3.10.12"))).isTrue();
        assertThat(linux.python().orElseThrow().admits(Version.of("3.11"))).isFalse();
        assertThat(matrix.frameworkBuilds("tensorflow", Version.of("2.11"))
                        .get(1)
                        .cpuOnly())
                .isTrue();
        assertThat(matrix.frameworkBuilds("tensorflow", Version.of("2.18"))
                        .get(0)
                        .tensorRtNone())
                .isTrue();
        FrameworkBuild first =
                matrix.frameworkBuilds("tensorflow", Version.of("1.13.1")).get(0);
        assertThat(first.variant()).contains("tensorflow-gpu");
        assertThat(first.python().orElseThrow().anyOf())
                .containsExactly(VersionRange.of("=2.7"), VersionRange.of(">=3.3,<=3.7"));
    }

    @Test
    void torchBuilds() {
        FrameworkBuild build = matrix.frameworkBuilds("torch", Version.of("2.8.0+cu128")).stream()
                .filter(row -> row.variant().equals(Optional.of("cu128")))
                .filter(row -> row.platform().equals(Optional.of("linux-x86_64")))
                .findFirst()
                .orElseThrow();
        assertThat(build.cuda()).contains(Version.of("12.8"));
        assertThat(build.gpuCode())
                .extracting(SmTarget::toString)
                .containsExactly("7.0", "7.5", "8.0", "8.6", "9.0", "10.0", "12.0");
        assertThat(build.cudnn().orElseThrow().admits(Version.of("9.10.2.21"))).isTrue();
        assertThat(build.minDriver(Platform.LINUX)).contains(Version.of("525.60.13"));
        assertThat(pythonOfTorch("2.14.0").admits(Version.of("3.14.1"))).isTrue();
        assertThat(pythonOfTorch("2.14.0").admits(Version.of("3.15.1")))
                .as("no wheel has the tag cp315")
                .isFalse();
        assertThat(pythonOfTorch("2.2.2").admits(Version.of("3.12.4"))).isTrue();
        assertThat(matrix.frameworkBuilds("torch", Version.of("3.0"))).isEmpty();
        assertThat(matrix.frameworkBuilds("caffe")).isEmpty();
    }

    private VersionSet pythonOfTorch(String release) {
        return matrix.frameworkBuilds("torch", Version.of(release))
                .get(0)
                .python()
                .orElseThrow();
    }

    /** A wheel of the Python index has no label that tells its CUDA: the row that is the default does. */
    @ParameterizedTest
    @CsvSource({
        "2.14.1, cu130",
        "2.8.0, cu128",
        "2.7.0, cu126",
        "2.5.1, cu124",
        "2.1.0, cu121",
        "2.0.1, cu117",
        "1.13.1, cu117"
    })
    void oneBuildIsWhatPipInstalls(String release, String variant) {
        assertThat(matrix.frameworkBuilds("torch", Version.of(release)).stream()
                        .filter(build -> build.platform().equals(Optional.of("linux-x86_64")))
                        .filter(build -> build.isDefault().orElse(false))
                        .flatMap(build -> build.variant().stream()))
                .containsExactly(variant);
    }

    @Test
    void pythonOfTensorRtIsWhatTheBindingsAreMadeFor() {
        VersionSet python =
                matrix.tensorRt(Version.of("10.3.0")).orElseThrow().python().orElseThrow();
        assertThat(python.admits(Version.of("3.12.3"))).isTrue();
        assertThat(python.admits(Version.of("3.13.1"))).isFalse();
        assertThat(matrix.tensorRt(Version.of("9.2.0")).orElseThrow().python())
                .as("what samples ask for is no law")
                .isEmpty();
    }

    @Test
    void onnxRuntimeForCuda12TakesEveryCuda12() {
        for (String release : List.of("1.21.0", "1.23.2", "1.26.0")) {
            FrameworkBuild build =
                    matrix.frameworkBuilds("onnxruntime", Version.of(release)).get(0);
            assertThat(build.cudaRange().orElseThrow().admits(Version.of("12.4")))
                    .as(release)
                    .isTrue();
        }
    }

    @Test
    void onnxRuntimeBuilds() {
        List<FrameworkBuild> builds = matrix.frameworkBuilds("onnxruntime", Version.of("1.20.1"));
        assertThat(builds).hasSize(2);
        assertThat(builds.get(0).isDefault()).contains(true);
        assertThat(builds.get(0).cudaRange().orElseThrow().admits(Version.of("12.4")))
                .isTrue();
        assertThat(builds.get(0).tensorRt().orElseThrow().admits(Version.of("10.4.0.26")))
                .isTrue();
        assertThat(builds.get(1).cuda()).contains(Version.of("11.8"));
        assertThat(builds.get(0).onnx().maxIr()).contains(10);
        assertThat(matrix.frameworkBuilds("onnxruntime", Version.of("1.18.1")))
                .allSatisfy(build -> assertThat(build.release()).hasToString("1.18.1"));
        assertThat(matrix.frameworkBuilds("onnxruntime", Version.of("1.25"))
                        .get(0)
                        .tensorRt()
                        .orElseThrow()
                        .admits(Version.of("10.9.0")))
                .as("it needs libnvinfer.so.10")
                .isTrue();
    }

    @Test
    void images() {
        Image image = matrix.image("docker.io/nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04")
                .orElseThrow();
        assertThat(image.cuda()).contains(Version.of("12.4.1"));
        assertThat(image.cudnn()).contains(Version.of("9.1.0.70"));
        assertThat(image.requireBranches()).containsExactly(470, 525, 535);
        assertThat(image.requireListsGeforce()).contains(true);
        assertThat(image.status()).isEqualTo(Image.Status.SUPPORTED);
        assertThat(matrix.image("nvidia/cuda:12.4.1-base-ubuntu22.04")
                        .orElseThrow()
                        .cudnn())
                .isEmpty();
        assertThat(matrix.image("nvidia/cuda:12.4.0-cudnn-devel-ubuntu22.04")).isEmpty();
        Image month = matrix.image("nvcr.io/nvidia/tritonserver:21.04-py3").orElseThrow();
        assertThat(month.minDriver()).contains(Version.of("465.19.01"));
        assertThat(month.compatDrivers())
                .extracting(Version::toString)
                .containsExactly("418.40", "440.33", "450.51", "460.27");
        assertThat(month.minCapability()).contains(ComputeCapability.of("6.0"));
        assertThat(matrix.image("nvcr.io/nvidia/l4t-tensorrt:r8.4.0-runtime")
                        .orElseThrow()
                        .l4t())
                .contains(Version.of("34.1.0"));
        assertThat(matrix.images()).hasSizeGreaterThan(2000);
    }

    @Test
    void bounds() {
        assertThat(matrix.bound("wsl.driver")).contains(Version.of("495"));
        assertThat(matrix.bound("tensorrt.no-cuda-libraries")).contains(Version.of("10"));
        assertThat(matrix.bound("no.such.bound")).isEmpty();
    }

    @Test
    void capabilitiesOfAPciDevice() {
        assertThat(matrix.capabilitiesOfPciDevice("1db6"))
                .extracting(Capability::architecture)
                .containsOnly("Volta");
        assertThat(matrix.capabilitiesOfPciDevice("20b0"))
                .as("those of Tegra aside")
                .extracting(Capability::capability)
                .containsExactly(ComputeCapability.of("8.0"), ComputeCapability.of("8.6"));
        assertThat(matrix.capabilitiesOfPciDevice("0001")).isEmpty();
        assertThat(matrix.capabilitiesOfPciDevice("12345")).isEmpty();
        assertThat(matrix.capabilitiesOfPciDevice("card")).isEmpty();
    }

    @Test
    void theFirstCudaOfAPtxVersion() {
        assertThat(matrix.cudaOfPtx(Version.of("8.5")).orElseThrow().version()).hasToString("12.5.0");
        assertThat(matrix.cudaOfPtx(Version.of("99"))).isEmpty();
    }

    @Test
    void aBoardIdMayGoOnBehindAKnownOne() {
        assertThat(matrix.jetsonModule("p3701-0005")).isEqualTo(matrix.jetsonModule("P3701-0005-B03"));
    }

    @Test
    void anImageOfTheVerifiedTagsIsSaidToBe() {
        Image verified = matrix.image("nvcr.io/nvidia/tritonserver:21.04-py3").orElseThrow();
        assertThat(verified.tagVerified()).contains(true);
        assertThat(verified.ownContents()).contains(true);
        assertThat(verified.companions()).isEmpty();
        assertThat(matrix.image("nvcr.io/nvidia/tritonserver:25.10-vllm-python-py3")
                        .orElseThrow())
                .satisfies(image -> assertThat(image.companions()).containsKey("vllm"))
                .satisfies(image -> assertThat(image.sizeGb()).isPresent());
    }

    @Test
    void sourcesOfARow() {
        assertThat(matrix.sources()).extracting(Source::id).contains("rn134u1").doesNotHaveDuplicates();
        assertThat(matrix.folder()).isEmpty();
        CudaRelease release = matrix.cuda(Version.of("12.4.1")).orElseThrow();
        assertThat(matrix.sourcesOf(release)).hasSameSizeAs(release.sources());
        assertThat(matrix.sourcesOf(release).get(0).url().orElseThrow())
                .startsWith("https://docs.nvidia.com/cuda/cuda-toolkit-release-notes");
        assertThat(matrix.source("no-such-source")).isEmpty();
    }
}
