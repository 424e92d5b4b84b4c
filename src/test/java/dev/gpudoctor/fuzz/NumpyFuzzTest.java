package dev.gpudoctor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gpudoctor.smoke.NpyArray;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

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
