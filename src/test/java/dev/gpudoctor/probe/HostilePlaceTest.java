package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.DiagnosisTable;
import dev.gpudoctor.DiagnosisTable.Row;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Machine.Gap;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.host.FileFacts;
import dev.gpudoctor.probe.host.FileView;
import dev.gpudoctor.probe.host.ForwardingHost;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.rules.Outcome;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever place the machine blocks or fills without end, a look comes back and keeps what lies elsewhere. */
@Timeout(120)
class HostilePlaceTest {
    /** For what never ends; what does end has to make it on a machine under load. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Duration LONG = Duration.ofMinutes(1);

    private static final String TRIPLET = "/usr/lib/x86_64-linux-gnu/";

    @TempDir
    Path root;

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/modules",
                "/proc/sys/kernel/hostname",
                "/proc/driver/nvidia/version",
                "/dev",
                "/dev/nvidia0",
                "/etc/passwd",
                "/etc/group",
                "/etc/ld.so.cache",
                "/etc/ld.so.conf",
                TRIPLET + "libcuda.so.1",
                "/var/lib/dpkg/status",
                "/sys/bus/pci/devices"
            })
    void aPlaceThatBlocks(String place, TestReporter reporter) {
        DiagnosisTable.add(reporter, Row.TRIED, 1);
        Machine machine = look(new HostileHost(tree().running(Map.of()), place, HostileHost::block), SHORT);

        assertThat(List.of(machine.os().id(), machine.kernelDriver().modules()))
                .as("the system lies elsewhere than the kernel")
                .anyMatch(Observed::isFound);
        assertThat(machine.gaps()).extracting(Gap::reason).anyMatch(reason -> reason.startsWith("no end after"));
        assertThat(failures(machine)).doesNotContain("driver.missing", "cuda.libcuda.missing", "hardware.gpu.missing");
        DiagnosisTable.add(reporter, Row.SURVIVED, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/modules",
                "/proc/sys/kernel/hostname",
                "/etc/passwd",
                "/etc/ld.so.cache",
                "/etc/ld.so.conf",
                "/var/lib/dpkg/status"
            })
    void aFileWithoutEnd(String place, TestReporter reporter) {
        DiagnosisTable.add(reporter, Row.TRIED, 1);
        Machine machine = look(new HostileHost(tree().running(Map.of()), place, HostileHost::endless), LONG);

        assertThat(machine.os().id().toOptional()).contains("ubuntu");
        assertThat(machine.gaps()).extracting(Gap::reason).noneMatch(reason -> reason.startsWith("no end after"));
        DiagnosisTable.add(reporter, Row.SURVIVED, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/modules",
                "/proc/sys/kernel/hostname",
                "/etc/passwd",
                "/etc/ld.so.cache",
                "/etc/ld.so.conf",
                "/var/lib/dpkg/status"
            })
    void aFileThatMayNotBeRead(String place, TestReporter reporter) {
        DiagnosisTable.add(reporter, Row.TRIED, 1);
        Machine machine = look(new HostileHost(tree().running(Map.of()), place, HostileHost::deny), LONG);

        assertThat(machine.os().id().toOptional()).contains("ubuntu");
        assertThat(machine.gaps()).extracting(Gap::reason).noneMatch(reason -> reason.startsWith("no end after"));
        DiagnosisTable.add(reporter, Row.SURVIVED, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/modules",
                "/proc/sys/kernel/hostname",
                "/etc/passwd",
                "/etc/ld.so.cache",
                "/etc/ld.so.conf",
                "/var/lib/dpkg/status"
            })
    void aPipe(String place, TestReporter reporter) throws IOException, InterruptedException {
        DiagnosisTable.add(reporter, Row.TRIED, 1);
        Tree tree = tree();
        Path file = root.resolve(place.substring(1));
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();

        Machine machine = look(tree.running(Map.of()), LONG);

        assertThat(machine.os().id().toOptional()).contains("ubuntu");
        assertThat(machine.gaps()).extracting(Gap::reason).noneMatch(reason -> reason.startsWith("no end after"));
        DiagnosisTable.add(reporter, Row.SURVIVED, 1);
    }

    @Test
    void aMachineWithoutHostilePlacesHasNoGap() {
        assertThat(look(tree().running(Map.of()), LONG).gaps()).isEmpty();
    }

    private Tree tree() {
        return new Tree(root)
                .file("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n")
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                .file("/proc/sys/kernel/osrelease", "6.8.0-45-generic\n")
                .file("/proc/sys/kernel/hostname", "node\n")
                .file("/proc/modules", "nvidia_uvm 1 0 - Live 0x0\nnvidia 2 1 nvidia_uvm, Live 0x0\n")
                .file(
                        "/proc/driver/nvidia/version",
                        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.159.04  Release Build\n")
                .file("/sys/bus/pci/devices/0000:00:06.0/vendor", "0x10de\n")
                .file("/sys/bus/pci/devices/0000:00:06.0/device", "0x2335\n")
                .file("/sys/bus/pci/devices/0000:00:06.0/class", "0x030200\n")
                .file("/dev/nvidia0", "")
                .file("/var/lib/dpkg/status", "")
                .file(TRIPLET + "libcuda.so.1", FakeElf.library("libcuda.so.1").bytes());
    }

    private static Machine look(Host host, Duration patience) {
        MachineProbe.Options options = new MachineProbe.Options(
                List.of(),
                List.of(),
                OptionalLong.empty(),
                patience,
                LONG,
                MachineProbe.Scope.EVERYTHING,
                dev.gpudoctor.matrix.Matrix.builtIn());
        return new MachineProbe(host, new SilentProbe(), options, Clock.systemUTC()).look();
    }

    private static List<String> failures(Machine machine) {
        return new RuleRunner(new Catalog(), Matrix.builtIn())
                .run(RuleCatalog.rules(), machine).stream()
                        .filter(outcome -> outcome.result() == Outcome.Result.FAILED)
                        .map(Outcome::id)
                        .toList();
    }

    /** A host of which one place, whatever is asked of it, harms whoever asks. */
    private static final class HostileHost extends ForwardingHost {
        private final String place;
        private final Harm harm;

        HostileHost(Host host, String place, Harm harm) {
            super(host);
            this.place = place;
            this.harm = harm;
        }

        @FunctionalInterface
        private interface Harm {
            <T> Observed<T> on(FileReading<T> reading);
        }

        /** As a dead network file system does. */
        static <T> Observed<T> block(FileReading<T> reading) {
            try {
                new CountDownLatch(1).await();
                throw new IllegalStateException("nobody ends this");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Observed.unreadable("interrupted");
            }
        }

        static <T> Observed<T> deny(FileReading<T> reading) {
            return Observed.unreadable(DENIED);
        }

        /** As a file of a kernel that generates it without end and says no size. */
        static <T> Observed<T> endless(FileReading<T> reading) {
            try {
                return Observed.found(reading.read(new FileView() {
                    @Override
                    public long size() {
                        return 0;
                    }

                    @Override
                    public byte[] upTo(long offset, int length) {
                        byte[] bytes = new byte[length];
                        Arrays.fill(bytes, (byte) 'x');
                        return bytes;
                    }
                }));
            } catch (IOException e) {
                return Observed.unreadable(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public <T> Observed<T> open(String path, FileReading<T> reading) {
            return path.equals(place) ? harm.on(reading) : host.open(path, reading);
        }

        @Override
        public Observed<List<String>> list(String directory) {
            return directory.equals(place) ? harm.on(file -> List.of()) : host.list(directory);
        }

        @Override
        public Observed<FileFacts> facts(String path) {
            Observed<FileFacts> facts = host.facts(path);
            return path.equals(place) ? harm.on(file -> facts.toOptional().orElseThrow()) : facts;
        }

        @Override
        public Observed<String> realPath(String path) {
            Observed<String> real = host.realPath(path);
            return path.equals(place) ? harm.on(file -> real.toOptional().orElseThrow()) : real;
        }
    }
}
