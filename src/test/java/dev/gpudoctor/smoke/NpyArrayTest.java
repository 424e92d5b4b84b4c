package dev.gpudoctor.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyArrayTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatItWrites() throws IOException {
        Path file = directory.resolve("a.npy");
        NpyArray array =
                new NpyArray("<f4", new long[] {1, 2}, new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0});
        Files.write(file, array.toFile());

        NpyArray read = NpyArray.read(file);

        assertThat(read.type()).isEqualTo("<f4");
        assertThat(read.shape()).containsExactly(1, 2);
        assertThat(read.values()).containsExactly(1, -2);
        assertThat(array.toFile().length % 64).isEqualTo(8);
    }

    @Test
    void readsAnArchive() throws IOException {
        Path file = directory.resolve("a.npz");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("logits:0.npy"));
            zip.write(new NpyArray("<i8", new long[] {1}, new byte[] {7, 0, 0, 0, 0, 0, 0, 0}).toFile());
            zip.putNextEntry(new ZipEntry("b.npy"));
            zip.write(new NpyArray("|u1", new long[] {}, new byte[] {(byte) 200}).toFile());
        }

        assertThat(NpyArray.readArchive(file)).containsOnlyKeys("logits:0", "b");
        assertThat(NpyArray.readArchive(file).get("logits:0").values()).containsExactly(7);
        assertThat(NpyArray.readArchive(file).get("b").values()).containsExactly(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello, this is no array",
                "\u0093NUMPY\u0001\0\u0010\0{'descr': 'x'}  \n",
                "\u0093NUMPY\u0001\0\u00ff\u00ff{'descr': '<f4'",
                "\u0093NUMPY\u0001\0\u003a\0{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }  \n1234",
                "\u0093NUMPY\u0001\0\u003a\0{'descr': '>f4', 'fortran_order': False, 'shape': (1,), } \n1234",
                "\u0093NUMPY\u0001\0\u003a\0{'descr': '<f4', 'fortran_order': False, 'shape': (9,), } \n1234"
            })
    void refusesWhatIsNoArrayOfOurs(String content) throws IOException {
        Path file = directory.resolve("bad.npy");
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> NpyArray.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad.npy");
    }

    /** An archive of some hundred kilobytes that unpacks to as many megabytes: no more is unpacked than was promised. */
    @Test
    void aBombIsRefusedBeforeItUnpacks() throws IOException {
        byte[] array = new NpyArray("<f4", new long[] {1}, new byte[Float.BYTES]).toFile();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(array);
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                zip.write(block);
            }
        }
        ByteArrayInputStream file = new ByteArrayInputStream(packed.toByteArray());

        assertThatThrownBy(() -> NpyArray.parseArchive(file, "x.npz")).hasMessageContaining("do not agree");
        assertThat(file.available()).as("bytes left unread").isGreaterThan(packed.size() / 2);
    }

    @Test
    void aPromiseOfMoreThanThereIsMemory() throws IOException {
        byte[] file = new NpyArray("<f4", new long[] {1}, new byte[Float.BYTES]).toFile();
        byte[] boast = new String(file, StandardCharsets.ISO_8859_1)
                .replace("(1,), }         ", "(999999999,), } ")
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> NpyArray.parse(boast, "x.npy")).hasMessageContaining("MiB");
    }
}
