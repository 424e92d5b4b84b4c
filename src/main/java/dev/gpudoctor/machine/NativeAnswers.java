package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;
import java.util.List;

/**
 * What the vendor's libraries answered in the child process.
 *
 * @param nvmlInit result of {@code nvmlInit_v2}
 * @param nvmlDriver driver version by NVML
 * @param nvmlCuda CUDA level of the driver by NVML
 * @param cuInit result of {@code cuInit(0)}
 * @param cudaDriver CUDA level by {@code cuDriverGetVersion}
 * @param cudaDevices number of devices by {@code cuDeviceGetCount}
 * @param nvmlDevices number of devices by {@code nvmlDeviceGetCount_v2}
 * @param refusals devices that NVML counts but gives no handle or no answer for
 * @param confidentialReady whether confidential computing lets work start; not applicable where it is off
 * @param libcuda file that was really mapped for libcuda.so.1
 * @param nvmlLibrary file that was really mapped for libnvidia-ml.so.1
 * @param changes modules and device nodes that exist since the libraries were asked, such as {@code module nvidia_uvm}
 * @param incidents what went wrong with the child or one of its answers: crash, time-out, flood
 * @param retries what the same questions gave in a cleaned environment, when the first try failed
 */
public record NativeAnswers(
        Observed<CallResult> nvmlInit,
        Observed<Version> nvmlDriver,
        Observed<Version> nvmlCuda,
        Observed<CallResult> cuInit,
        Observed<Version> cudaDriver,
        Observed<Integer> cudaDevices,
        Observed<Integer> nvmlDevices,
        Observed<List<Refusal>> refusals,
        Observed<Boolean> confidentialReady,
        Observed<String> libcuda,
        Observed<String> nvmlLibrary,
        List<String> changes,
        List<Incident> incidents,
        List<Retry> retries) {
    public NativeAnswers {
        changes = List.copyOf(changes);
        incidents = List.copyOf(incidents);
        retries = List.copyOf(retries);
    }

    /** Nothing was asked, for a reason that all answers share. */
    public static NativeAnswers notApplicable(String reason) {
        return without(Observed.notApplicable(reason));
    }

    /** Nothing was answered, for a reason that all answers share. */
    public static NativeAnswers without(Observed<?> reason) {
        return new NativeAnswers(
                none(reason),
                none(reason),
                none(reason),
                none(reason),
                none(reason),
                none(reason),
                none(reason),
                none(reason),
                none(reason),
                none(reason),
                none(reason),
                List.of(),
                List.of(),
                List.of());
    }

    private static <T> Observed<T> none(Observed<?> reason) {
        return reason.flatMap(never -> Observed.absent());
    }

    /** The same, with what asking changed on the machine. */
    public NativeAnswers withChanges(List<String> observed) {
        return new NativeAnswers(
                nvmlInit,
                nvmlDriver,
                nvmlCuda,
                cuInit,
                cudaDriver,
                cudaDevices,
                nvmlDevices,
                refusals,
                confidentialReady,
                libcuda,
                nvmlLibrary,
                observed,
                incidents,
                retries);
    }

    /**
     * A device that NVML does not let us use.
     *
     * @param index NVML's index
     * @param answer what NVML said, such as {@code NVML_ERROR_GPU_IS_LOST}
     */
    public record Refusal(int index, CallResult answer) {}

    /**
     * A fault of the child while it asked one library.
     *
     * @param question what was asked, such as {@code cuInit} or {@code open /usr/lib/libcudnn.so.9}
     * @param kind how it ended
     * @param detail signal, limit or last words
     */
    public record Incident(String question, Kind kind, String detail) {
        /** How the child failed. */
        public enum Kind {
            SIGNAL,
            EXIT,
            TIME_OUT,
            GARBAGE,
            FLOOD,
            REFUSED,
            /** It was not asked, or its process failed, for lack of what gpudoctor itself was given. */
            SHORTAGE
        }
    }

    /**
     * A second try without some variables.
     *
     * @param without names of the variables taken out of the environment, or {@code DIRECTORY in VARIABLE}
     * @param question what was asked again
     * @param answer what it gave
     */
    public record Retry(List<String> without, String question, Observed<CallResult> answer) {
        public Retry {
            without = List.copyOf(without);
        }
    }
}
