package dev.gpudoctor.probe.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gpudoctor.probe.FakeElf;
import dev.gpudoctor.probe.host.FileView;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElfTest {
    private static final byte[] LIBRARY = FakeElf.library("libcudnn.so.9")
            .needs("libc.so.6", "libcublasLt.so.12")
            .rpath("$ORIGIN:$ORIGIN/../../cublas/lib")
            .defines("libcudnn.so.9")
            .asksFor("GLIBC_2.28")
            .note(".note.cuda.fwd_compatibility", "{\"Driver\":[535]}")
            .bytes();

    @Test
    void readsWhatTheLoaderReads() throws IOException {
        Elf elf = Elf.read(FileView.of(LIBRARY));

        assertThat(elf.bits()).isEqualTo(64);
        assertThat(elf.machine()).isEqualTo("x86_64");
        assertThat(elf.soname()).contains("libcudnn.so.9");
        assertThat(elf.needed()).containsExactly("libc.so.6", "libcublasLt.so.12");
        assertThat(elf.rpath()).containsExactly("$ORIGIN", "$ORIGIN/../../cublas/lib");
        assertThat(elf.runpath()).isEmpty();
        assertThat(elf.definedVersions()).containsExactly("libcudnn.so.9");
        assertThat(elf.neededVersions()).containsExactly("GLIBC_2.28");
        assertThat(elf.executableStack()).isFalse();
        assertThat(elf.cudaCompatibility()).contains("{\"Driver\":[535]}");
    }

    @Test
    void tellsMachinesAndStacksApart() throws IOException {
        Elf elf = Elf.read(FileView.of(FakeElf.library("a.so")
                .forArm()
                .withExecutableStack()
                .runpath("/opt/lib")
                .bytes()));

        assertThat(elf.machine()).isEqualTo("aarch64");
        assertThat(elf.executableStack()).isTrue();
        assertThat(elf.runpath()).containsExactly("/opt/lib");
        assertThat(elf.cudaCompatibility()).isEmpty();
    }

    @Test
    void readsAKernelModulesInformation() throws IOException {
        byte[] module = FakeElf.library("nvidia")
                .section(Modinfo.SECTION, "license=Dual MIT/GPL\0version=580.65.06\0".getBytes())
                .bytes();

        assertThat(Elf.section(FileView.of(module), Modinfo.SECTION, 1000).map(Modinfo::read))
                .hasValueSatisfying(info -> assertThat(info)
                        .containsEntry("version", "580.65.06")
                        .containsEntry("license", "Dual MIT/GPL"));
    }

    @Test
    void refusesWhatIsNoElfFile() {
        assertThatThrownBy(() -> Elf.read(FileView.of("INPUT(-lcudart)".getBytes())))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Elf.read(FileView.of(new byte[0]))).isInstanceOf(IOException.class);
    }

    @Test
    void outlivesEveryTruncation() {
        for (int length = 0; length < LIBRARY.length; length += 7) {
            readOrRefuse(java.util.Arrays.copyOf(LIBRARY, length));
        }
    }

    @Test
    void outlivesDamage() {
        Random random = new Random(42);
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = LIBRARY.clone();
            for (int j = 0; j < 4; j++) {
                int header = random.nextInt(3);
                int at = header > 0 ? random.nextInt(240) : random.nextInt(damaged.length);
                damaged[at] = (byte) random.nextInt();
            }
            readOrRefuse(damaged);
        }
    }

    /** Either facts or an I/O error; anything else fails the test. */
    private static void readOrRefuse(byte[] bytes) {
        try {
            assertThat(Elf.read(FileView.of(bytes)).bits()).isIn(32, 64);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
