package dev.gpudoctor.smoke.worker;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.LongByReference;
import dev.gpudoctor.smoke.Comparison;
import dev.gpudoctor.smoke.Precision;
import dev.gpudoctor.smoke.WorkerEvent.Actor;
import dev.gpudoctor.smoke.WorkerEvent.Fact;
import dev.gpudoctor.smoke.WorkerTask;
import dev.gpudoctor.smoke.WorkerTask.Role;
import dev.gpudoctor.version.CallVersion;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Convolves with cuDNN, through the calls that versions 7, 8 and 9 all have. */
final class CudnnLayer implements LayerRun {
    private static final int NCHW = 0;
    private static final int FLOAT = 0;
    private static final int CROSS_CORRELATION = 1;
    private static final int IMPLICIT_GEMM = 0;
    private static final int CHANNELS = 8;
    private static final int SIZE = 16;
    private static final int MAPS = 16;
    private static final int KERNEL = 3;
    /** Of the current major and of the one before it. */
    private static final List<String> PART_CHECKS = List.of(
            "cudnnGraphVersionCheck",
            "cudnnOpsVersionCheck",
            "cudnnCnnVersionCheck",
            "cudnnOpsInferVersionCheck",
            "cudnnCnnInferVersionCheck");

    @Override
    public void run(WorkerTask task, Reporter reporter) throws Exception {
        CudaDriver driver = CudaDriver.start(task, reporter);
        VendorLibrary cudnn = reporter.step("open libcudnn", Actor.CUDA, () -> open(task));
        reporter.send(new Fact(
                "cuDNN", CallVersion.cudnn(cudnn.number("cudnnGetVersion")).toString()));
        reporter.step("check parts", Actor.CUDA, () -> checkParts(cudnn));
        Pointer handle = reporter.step("cudnnCreate", Actor.CUDA, () -> cudnn.handle("cudnnCreate"));
        Random random = new Random(task.seed());
        double[] image = Elements.FLOAT.random(CHANNELS * SIZE * SIZE, random);
        double[] weights = Elements.FLOAT.random(MAPS * CHANNELS * KERNEL * KERNEL, random);
        byte[] output = reporter.step("convolution", Actor.CUDA, () -> convolve(driver, cudnn, handle, image, weights));
        Comparison comparison = Comparison.of(
                Elements.FLOAT.decode(output),
                Reference.convolution(image, weights, CHANNELS, SIZE, MAPS, KERNEL),
                Precision.FP32,
                Elements.FLOAT.untouched(output));
        if (!comparison.isGood()) {
            throw new LayerFault("cuDNN ran but its convolution is wrong: " + comparison.fault());
        }
    }

    /** Lets cuDNN load its parts and compare their releases with its own; what is not there ends the process. */
    private static void checkParts(VendorLibrary cudnn) throws LayerFault {
        for (String check : PART_CHECKS) {
            if (cudnn.has(check)) {
                cudnn.call(check);
            }
        }
    }

    private static VendorLibrary open(WorkerTask task) throws LayerFault {
        for (Role role : List.of(Role.CUBLAS_LT, Role.CUBLAS)) {
            Optional<String> file = task.library(role);
            if (file.isPresent()) {
                // cuDNN asks the loader for them by name when it first needs them.
                VendorLibrary.open(file.get(), "cublas");
            }
        }
        return VendorLibrary.open(task.library(Role.CUDNN).orElseThrow(), "cudnn");
    }

    private static byte[] convolve(
            CudaDriver driver, VendorLibrary cudnn, Pointer handle, double[] image, double[] weights)
            throws LayerFault {
        Pointer input = tensor(cudnn, CHANNELS);
        Pointer output = tensor(cudnn, MAPS);
        Pointer filter = cudnn.handle("cudnnCreateFilterDescriptor");
        cudnn.call("cudnnSetFilter4dDescriptor", filter, FLOAT, NCHW, MAPS, CHANNELS, KERNEL, KERNEL);
        Pointer convolution = cudnn.handle("cudnnCreateConvolutionDescriptor");
        int padding = KERNEL / 2;
        cudnn.call(
                "cudnnSetConvolution2dDescriptor", convolution, padding, padding, 1, 1, 1, 1, CROSS_CORRELATION, FLOAT);
        LongByReference workspaceBytes = new LongByReference();
        cudnn.call(
                "cudnnGetConvolutionForwardWorkspaceSize",
                handle,
                input,
                filter,
                convolution,
                output,
                IMPLICIT_GEMM,
                workspaceBytes);
        long bytes = (long) MAPS * SIZE * SIZE * Float.BYTES;
        long x = driver.allocate((long) image.length * Float.BYTES);
        long w = driver.allocate((long) weights.length * Float.BYTES);
        long y = driver.allocate(bytes);
        long workspace = driver.allocate(workspaceBytes.getValue());
        driver.upload(x, Elements.FLOAT.encode(image));
        driver.upload(w, Elements.FLOAT.encode(weights));
        cudnn.call(
                "cudnnConvolutionForward",
                handle,
                new FloatByReference(1),
                input,
                x,
                filter,
                w,
                convolution,
                IMPLICIT_GEMM,
                workspace,
                workspaceBytes.getValue(),
                new FloatByReference(0),
                output,
                y);
        driver.synchronize();
        return driver.download(y, bytes);
    }

    private static Pointer tensor(VendorLibrary cudnn, int channels) throws LayerFault {
        Pointer tensor = cudnn.handle("cudnnCreateTensorDescriptor");
        cudnn.call("cudnnSetTensor4dDescriptor", tensor, NCHW, FLOAT, 1, channels, SIZE, SIZE);
        return tensor;
    }
}
