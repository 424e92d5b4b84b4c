package dev.gpudoctor.probe.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gpudoctor.probe.FakeCache;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LdSoCacheTest {
    private static final FakeCache CACHE = new FakeCache()
            .entry("libcuda.so.1", "/usr/local/nvidia/lib64/libcuda.so.1")
            .entry("libcuda.so.1", "/lib/libcuda.so.1");

    @Test
    void readsTheFormatOfToday() throws IOException {
        assertThat(LdSoCache.read(CACHE.modern()).entries())
                .extracting(LdSoCache.Entry::name, LdSoCache.Entry::path)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("libcuda.so.1", "/usr/local/nvidia/lib64/libcuda.so.1"),
                        org.assertj.core.groups.Tuple.tuple("libcuda.so.1", "/lib/libcuda.so.1"));
    }

    @Test
    void readsTheFormatsOfOldSystems() throws IOException {
        assertThat(LdSoCache.read(CACHE.old())).isEqualTo(LdSoCache.read(CACHE.modern()));
        assertThat(LdSoCache.read(CACHE.both())).isEqualTo(LdSoCache.read(CACHE.modern()));
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> LdSoCache.read("garbage".getBytes())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> LdSoCache.read(Arrays.copyOf(CACHE.modern(), 60)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void outlivesDamage() {
        Random random = new Random(7);
        for (byte[] cache : new byte[][] {CACHE.modern(), CACHE.old(), CACHE.both()}) {
            for (int i = 0; i < 3000; i++) {
                byte[] damaged = Arrays.copyOf(cache, random.nextInt(cache.length) + 1);
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                readOrRefuse(damaged);
            }
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            assertThat(LdSoCache.read(bytes).entries()).hasSizeLessThan(bytes.length);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("ld.so.cache");
        }
    }
}
