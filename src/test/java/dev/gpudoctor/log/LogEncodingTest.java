package dev.gpudoctor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogEncodingTest {
    private static final String TEXT = "NVRM: API mismatch \u2014 \u9519\u8bef\nno more";
    private static final char MARK = '\ufeff';
    private static final long MOST = 1000;

    private static String read(byte[] bytes) throws IOException {
        try (Reader reader = LogEncoding.read(new ByteArrayInputStream(bytes), MOST)) {
            return new BufferedReader(reader).lines().collect(Collectors.joining("\n"));
        }
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void readsWhatAMarkTells(String charset) throws IOException {
        byte[] marked = (MARK + TEXT).getBytes(Charset.forName(charset));

        assertThat(read(marked)).isEqualTo(TEXT);
        assertThat(read(compressed(marked))).isEqualTo(TEXT);
    }

    @Test
    void readsUtf8WithoutAMark() throws IOException {
        assertThat(read(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
        assertThat(read(compressed(TEXT.getBytes(StandardCharsets.UTF_8)))).isEqualTo(TEXT);
    }

    @Test
    void readsTheShortestLogs() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read(new byte[] {'x'})).isEqualTo("x");
    }

    @Test
    void aDamagedOrEndlessOneFails() throws IOException {
        byte[] whole = compressed(TEXT.getBytes(StandardCharsets.UTF_8));
        byte[] tooMuch = compressed(new byte[(int) MOST + 1]);

        assertThatIOException().isThrownBy(() -> all(Arrays.copyOf(whole, whole.length / 2)));
        assertThatIOException().isThrownBy(() -> all(new byte[] {0x1f, (byte) 0x8b, 0, 0}));
        assertThatIOException().isThrownBy(() -> all(tooMuch)).withMessageContaining("expands");
    }

    private static void all(byte[] bytes) throws IOException {
        try (Reader reader = LogEncoding.read(new ByteArrayInputStream(bytes), MOST)) {
            while (reader.read() >= 0) {
                // To the end of it.
            }
        }
    }
}
