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
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
