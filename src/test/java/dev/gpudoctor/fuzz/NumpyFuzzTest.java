package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.smoke.NpyArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Inputs and reference outputs of a smoke test: read whole or refused in words. */
class NumpyFuzzTest {
    @FuzzTest
    void array(byte[] data) {
        try {
            NpyArray array = NpyArray.parse(data, "x.npy");
            assertThat(NpyArray.parse(array.toFile(), "again").shape()).isEqualTo(array.shape());
            array.values();
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?s)(x\\.npy: |elements of type ).*");
        }
    }

    /** Archives that are small and say that they are large: compressed zeros, and shapes of any size. */
    @FuzzTest
    void bomb(FuzzedDataProvider data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = data.consumeInt(1, 5); i > 0; i--) {
                zip.putNextEntry(new ZipEntry("a" + i + ".npy"));
                String shape = data.consumeBoolean()
                        ? "(" + data.consumeLong() + "," + data.consumeLong() + ")"
                        : "(" + data.consumeInt(0, 4 << 20) + ",)";
                String header = "{'descr': '" + data.pickValue(new String[] {"<f4", "|b1", "<i8", "<f2"})
                        + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
                zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
                zip.write(header.length() & 0xff);
                zip.write(header.length() >> 8);
                zip.write(header.getBytes(StandardCharsets.ISO_8859_1));
                zip.write(new byte[data.consumeInt(0, 4 << 20)]);
            }
        }
        archive(bytes.toByteArray());
    }

    @FuzzTest
    void archive(byte[] data) {
        try {
            Map<String, NpyArray> arrays = NpyArray.parseArchive(new ByteArrayInputStream(data), "x.npz");
            assertThat(arrays.values())
                    .allSatisfy(array -> assertThat(array.data()).isNotNull());
        } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith("x.npz");
        }
    }
}
