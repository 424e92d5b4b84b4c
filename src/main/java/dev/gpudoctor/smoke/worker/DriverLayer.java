package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerEvent.Fact;
import dev.gpudoctor.smoke.WorkerTask;
import java.util.Arrays;
import java.util.Random;

/** Starts the driver, takes memory, and sees that bytes come back as they went. */
final class DriverLayer implements LayerRun {
    private static final int BYTES = 1 << 20;

    @Override
    public void run(WorkerTask task, Reporter reporter) throws Exception {
        CudaDriver driver = CudaDriver.start(task, reporter);
        long[] memory = driver.memory();
        reporter.send(new Fact("memory", (memory[0] >> 20) + " of " + (memory[1] >> 20) + " MiB free"));
        byte[] sent = new byte[BYTES];
        new Random(task.seed()).nextBytes(sent);
        byte[] received = reporter.step("copy there and back", Actor.DRIVER, () -> {
            long address = driver.allocate(sent.length);
            driver.upload(address, sent);
            byte[] back = driver.download(address, sent.length);
            driver.free(address);
            return back;
        });
        int wrong = Arrays.mismatch(sent, received);
        if (wrong >= 0) {
            throw new LayerFault("memory copied to the GPU and back differs from byte " + wrong + " on");
        }
    }
}
