package dev.gpudoctor.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.compat.Compatibility.Forbidden;
import dev.gpudoctor.compat.Compatibility.Limited;
import dev.gpudoctor.compat.Compatibility.Supported;
import dev.gpudoctor.compat.Compatibility.Unknown;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One example of each law, as the rows of the built-in matrix have it. */
class LawsTest {
    private static final Matrix MATRIX = Matrix.builtIn();
    private final DriverLaw driver = new DriverLaw(MATRIX, Platform.LINUX);
    private final TensorRtLaw tensorRt = new TensorRtLaw(MATRIX);

    private Compatibility cuda(String driverVersion, String cuda, boolean forward) {
        return driver.runsCuda(Version.of(driverVersion), Optional.empty(), Version.of(cuda), forward);
    }

    private Compatibility onGpu(String release, String gpu) {
        return tensorRt.onGpu(
                MATRIX.tensorRt(Version.of(release)).orElseThrow(), Optional.empty(), ComputeCapability.of(gpu));
    }

    @Test
    void driversReachCudaInNvidiasOrder() {
        assertThat(cuda("580.95.05", "13.0", false)).isInstanceOf(Supported.class);
        assertThat(cuda("535.183.01", "12.4", false)).isInstanceOf(Limited.class);
        assertThat(cuda("535.183.01", "13.0.1", true))
                .isInstanceOfSatisfying(
                        Limited.class, answer -> assertThat(answer.reason()).isEqualTo(Reason.FORWARD_COMPATIBILITY));
        assertThat(cuda("535.183.01", "13.0.1", false)).isInstanceOf(Forbidden.class);
        assertThat(cuda("580.95.05", "99.0", false)).isInstanceOf(Unknown.class);
    }

    @Test
    void driversKeepToTheirGpus() {
        assertThat(driver.runsGpu(Version.of("550.54.14"), ComputeCapability.of("12.0")))
                .isInstanceOf(Forbidden.class);
        assertThat(driver.runsGpu(Version.of("595.45.04"), ComputeCapability.of("6.1")))
                .isInstanceOfSatisfying(
                        Forbidden.class, answer -> assertThat(answer.reason()).isEqualTo(Reason.DROPPED));
        assertThat(driver.runsGpu(Version.of("580.95.05"), ComputeCapability.of("8.6")))
                .isInstanceOf(Supported.class);
    }

    @Test
    void tensorRtHasAFloorAndACeiling() {
        assertThat(onGpu("8.6.1", "12.0")).isInstanceOfSatisfying(Forbidden.class, answer -> assertThat(answer.reason())
                .isEqualTo(Reason.TOO_NEW));
        assertThat(onGpu("7.2.3", "8.9")).isInstanceOf(Forbidden.class);
        assertThat(onGpu("10.7.0", "12.0")).isInstanceOf(Forbidden.class);
        assertThat(onGpu("10.8.0", "12.0")).isInstanceOf(Supported.class);
        assertThat(onGpu("10.6.0", "6.1")).isInstanceOfSatisfying(Forbidden.class, answer -> assertThat(answer.reason())
                .isEqualTo(Reason.TOO_OLD));
        assertThat(onGpu("8.6.1", "8.6")).isInstanceOf(Supported.class);
    }

    @Test
    void theCudaOfThePackageIsTheCeilingOfTheCode() {
        assertThat(tensorRt.onGpu(
                        MATRIX.tensorRt(Version.of("10.8.0")).orElseThrow(),
                        Optional.of(Version.of("11.8")),
                        ComputeCapability.of("12.0")))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void aFlavourNarrowsTheBuilds() {
        assertThat(torch("2.7.0", "12.6"))
                .isInstanceOfSatisfying(InstalledBuild.Documented.class, found -> assertThat(found.builds())
                        .allSatisfy(build -> assertThat(build.cuda()).contains(Version.of("12.6"))));
        assertThat(torch("2.7.0+cu124", "12.4")).isInstanceOf(InstalledBuild.Undocumented.class);
        assertThat(torch("2.15.0", "13.0")).isInstanceOf(InstalledBuild.Undocumented.class);
        assertThat(torch("2.7.0a0+79aa17489c.nv25.04", "12.9")).isInstanceOf(InstalledBuild.OwnBuild.class);
    }

    private static InstalledBuild torch(String release, String cuda) {
        return InstalledBuild.of(
                "torch", Version.of(release), Optional.of(Version.of(cuda)), Optional.of("x86_64"), MATRIX);
    }

    private static GpuNames.Match named(String name) {
        return new GpuNames(MATRIX).find(name);
    }

    @ParameterizedTest
    @CsvSource({
        "RTX 5090, 12.0",
        "rtx5090, 12.0",
        "4090, 8.9",
        "A100, 8.0",
        "T4, 7.5",
        "V100, 7.0",
        "P100, 6.0",
        "A6000, 8.6",
        "GTX 1080 Ti, 6.1",
        "gtx1080ti, 6.1",
        "RTX PRO 6000, 12.0",
        "GH200, 9.0",
        "H100, 9.0",
        "B300, 10.3",
        "DGX Spark, 12.1",
        "GB10, 12.1",
        "Xavier NX, 7.2",
        "Orin Nano, 8.7",
        "Thor, 11.0",
        "Tesla T4, 7.5",
        "sm_61, 6.1"
    })
    void knowsGpusByTheNamesThatPeopleType(String name, String capability) {
        assertThat(named(name)).isInstanceOfSatisfying(GpuNames.Match.One.class, one -> assertThat(one.capability())
                .isEqualTo(ComputeCapability.of(capability)));
    }

    @Test
    void listsCandidatesWhereANameDoesNotTell() {
        assertThat(named("RTX 6000"))
                .isInstanceOfSatisfying(GpuNames.Match.Several.class, several -> assertThat(several.candidates())
                        .hasSizeGreaterThan(1));
        assertThat(named("GeForce GT 730")).isInstanceOf(GpuNames.Match.Several.class);
    }

    @Test
    void namesWhatAMisspeltGpuMayBe() {
        assertThat(named("RTX 5099")).isInstanceOfSatisfying(GpuNames.Match.None.class, none -> assertThat(none.near())
                .isNotEmpty());
        assertThat(named("Voodoo 3")).isEqualTo(new GpuNames.Match.None(List.of()));
    }

    @Test
    void knowsWhenTheOldestGpusEnded() {
        assertThat(driver.runsPciDevice(Version.of("470.256.02"), "06cd"))
                .isInstanceOfSatisfying(
                        Forbidden.class, answer -> assertThat(answer.needed()).hasToString("390"));
        assertThat(driver.runsPciDevice(Version.of("390.157"), "05e1"))
                .isInstanceOfSatisfying(
                        Forbidden.class, answer -> assertThat(answer.needed()).hasToString("340"));
    }
}
