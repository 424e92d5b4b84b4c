package dev.gpudoctor.smoke.worker;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.gpudoctor.smoke.Comparison;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Lets the driver compile a line's equation for this GPU and computes with it. */
final class KernelLayer implements LayerRun {
    private static final int COUNT = 10_000;
    private static final int THREADS = 256;
    private static final float SLOPE = 1.5f;
    private static final float OFFSET = -0.25f;

    @Override
    public void run(WorkerTask task, Reporter reporter) throws Exception {
        CudaDriver driver = CudaDriver.start(task, reporter);
        String ptx = program();
        Pointer function = reporter.step("compile PTX", Actor.DRIVER, () -> driver.function(ptx, "gpudoctor_line"));
        double[] input = Elements.FLOAT.random(COUNT, new Random(task.seed()));
        byte[] output = reporter.step("run kernel", Actor.DRIVER, () -> compute(driver, function, input));
        double[] expected = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            expected[i] = (double) SLOPE * input[i] + OFFSET;
        }
        Comparison comparison = Comparison.of(
                Elements.FLOAT.decode(output), expected, Precision.FP32, Elements.FLOAT.untouched(output));
        if (!comparison.isGood()) {
            throw new LayerFault("the kernel ran but its result is wrong: " + comparison.fault());
        }
    }

    private static byte[] compute(CudaDriver driver, Pointer function, double[] input) throws LayerFault {
        long bytes = (long) COUNT * Float.BYTES;
        long x = driver.allocate(bytes);
        long y = driver.allocate(bytes);
        driver.upload(x, Elements.FLOAT.encode(input));
        try (Memory values = new Memory(5L * Long.BYTES);
                Memory pointers = new Memory(5L * Long.BYTES)) {
            values.setLong(0, y);
            values.setLong(8, x);
            values.setFloat(16, SLOPE);
            values.setFloat(24, OFFSET);
            values.setInt(32, COUNT);
            for (int i = 0; i < 5; i++) {
                pointers.setPointer(8L * i, values.share(8L * i));
            }
            driver.launch(function, (COUNT + THREADS - 1) / THREADS, THREADS, pointers);
            driver.synchronize();
        }
        return driver.download(y, bytes);
    }

    private static String program() throws IOException {
        try (InputStream stream = KernelLayer.class.getResourceAsStream("/dev/gpudoctor/smoke/line.ptx")) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
