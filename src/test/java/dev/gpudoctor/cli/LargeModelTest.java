package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.model.ProtoWriter;
import dev.gpudoctor.model.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model of 10 GB costs what its nodes cost. The file is sparse; how long it took is printed. */
class LargeModelTest {
    private static final int WEIGHTS = 40;
    private static final long WEIGHT_BYTES = 1L << 28;
    private static final int NODES = 500;
    private static final long MOST_MEMORY_KIB = 100 * 1024;
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void isJudgedInLittleMemory() throws Exception {
        Path file = write(folder.resolve("large.onnx"));
        assertThat(Files.size(file)).isGreaterThan(10_000_000_000L);
        Path out = folder.resolve("out");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xms24m",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.gpudoctor.cli.Main",
                        "inspect",
                        file.toString(),
                        "--assume",
                        "tensorrt=10.3.0")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        long peak = 0;
        while (process.isAlive()) {
            peak = Math.max(peak, peakOf(process.pid()));
            Thread.sleep(2);
        }
        System.out.printf(
                Locale.ROOT, "10 GB ONNX file: %.2f s, %d MB%n", (System.nanoTime() - start) / 1e9, peak >> 10);

        assertThat(Files.readString(out)).contains("Relu " + NODES, "FLOAT " + WEIGHTS, "model.onnx.too-large");
        assertThat(process.exitValue()).isEqualTo(ExitCode.FINDINGS);
        assertThat(peak).isBetween(1L, MOST_MEMORY_KIB);
    }

    /** The most memory that a process has had, in KiB; 0 once it has ended. */
    private static long peakOf(long pid) {
        try {
            Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return peak.find() ? Long.parseLong(peak.group(1)) : 0;
        } catch (IOException ended) {
            // the process went between the question and the answer
            return 0;
        }
    }

    /** A chain of nodes, then weights that are holes in the file. */
    private static Path write(Path file) throws IOException {
        ProtoWriter nodes = new ProtoWriter();
        for (int i = 0; i < NODES; i++) {
            nodes.message(1, Samples.node("Relu", "t" + i, "t" + (i + 1)));
        }
        nodes.message(11, Samples.value("t0", 1, 64)).message(12, Samples.value("t" + NODES, 1, 64));
        byte[][] heads = new byte[WEIGHTS][];
        long graph = nodes.toBytes().length;
        for (int i = 0; i < WEIGHTS; i++) {
            byte[] fields = new ProtoWriter()
                    .varint(1, WEIGHT_BYTES / 4)
                    .varint(2, 1)
                    .bytes(8, ("w" + i).getBytes(StandardCharsets.US_ASCII))
                    .toBytes();
            byte[] data = opening(9, WEIGHT_BYTES);
            heads[i] = join(opening(5, fields.length + data.length + WEIGHT_BYTES), fields, data);
            graph += heads[i].length + WEIGHT_BYTES;
        }
        ProtoWriter opset = new ProtoWriter().varint(2, 17);
        byte[] before = join(new ProtoWriter().varint(1, 8).message(8, opset).toBytes(), opening(7, graph));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(join(before, nodes.toBytes())));
            for (byte[] head : heads) {
                channel.write(ByteBuffer.wrap(head));
                channel.position(channel.position() + WEIGHT_BYTES);
            }
            channel.write(ByteBuffer.wrap(new byte[] {0}), channel.position() - 1);
        }
        return file;
    }

    /** Key and length of a field whose content follows. */
    private static byte[] opening(int field, long length) {
        ByteBuffer bytes = ByteBuffer.allocate(16).put((byte) (field << 3 | 2));
        long rest = length;
        for (; rest >= 0x80; rest >>>= 7) {
            bytes.put((byte) (rest & 0x7f | 0x80));
        }
        bytes.put((byte) rest);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                List.of(parts).stream().mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
