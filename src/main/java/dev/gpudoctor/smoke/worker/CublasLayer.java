package dev.gpudoctor.smoke.worker;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import dev.gpudoctor.smoke.Comparison;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerTask;
import dev.gpudoctor.smoke.WorkerTask.Role;
import java.util.Optional;
import java.util.Random;

/** Multiplies two matrices with cuBLAS. */
final class CublasLayer implements LayerRun {
    private static final int NO_TRANSPOSE = 0;
    private static final int ROWS = 64;
    private static final int INNER = 96;
    private static final int COLUMNS = 48;

    @Override
    public void run(WorkerTask task, Reporter reporter) throws Exception {
        CudaDriver driver = CudaDriver.start(task, reporter);
        VendorLibrary cublas = reporter.step("open libcublas", Actor.CUDA, () -> open(task));
        Pointer handle = reporter.step("cublasCreate", Actor.CUDA, () -> cublas.handle("cublasCreate_v2"));
        Random random = new Random(task.seed());
        double[] a = Elements.FLOAT.random(ROWS * INNER, random);
        double[] b = Elements.FLOAT.random(INNER * COLUMNS, random);
        byte[] product = reporter.step("sgemm", Actor.CUDA, () -> multiply(driver, cublas, handle, a, b));
        Comparison comparison = Comparison.of(
                Elements.FLOAT.decode(product),
                Reference.product(a, b, ROWS, INNER, COLUMNS),
                Precision.FP32,
                Elements.FLOAT.untouched(product));
        if (!comparison.isGood()) {
            throw new LayerFault("cuBLAS ran but its product is wrong: " + comparison.fault());
        }
    }

    private static VendorLibrary open(WorkerTask task) throws LayerFault {
        Optional<String> lt = task.library(Role.CUBLAS_LT);
        if (lt.isPresent()) {
            // cuBLAS asks the loader for it by name, which finds it once it is loaded, wherever it lies.
            VendorLibrary.open(lt.get(), "cublas");
        }
        return VendorLibrary.open(task.library(Role.CUBLAS).orElseThrow(), "cublas");
    }

    /** cuBLAS counts by columns, so the product of the swapped matrices is ours by rows. */
    private static byte[] multiply(CudaDriver driver, VendorLibrary cublas, Pointer handle, double[] a, double[] b)
            throws LayerFault {
        long bytes = (long) ROWS * COLUMNS * Float.BYTES;
        long left = driver.allocate((long) a.length * Float.BYTES);
        long right = driver.allocate((long) b.length * Float.BYTES);
        long result = driver.allocate(bytes);
        driver.upload(left, Elements.FLOAT.encode(a));
        driver.upload(right, Elements.FLOAT.encode(b));
        cublas.call(
                "cublasSgemm_v2",
                handle,
                NO_TRANSPOSE,
                NO_TRANSPOSE,
                COLUMNS,
                ROWS,
                INNER,
                new FloatByReference(1),
                right,
                COLUMNS,
                left,
                INNER,
                new FloatByReference(0),
                result,
                COLUMNS);
        driver.synchronize();
        return driver.download(result, bytes);
    }
}
