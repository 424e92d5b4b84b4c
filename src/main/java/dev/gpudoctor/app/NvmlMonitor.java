package dev.gpudoctor.app;

import dev.gpudoctor.machine.GpuSample;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.nativelib.Limits;
import dev.gpudoctor.probe.nativelib.NvmlSampler;
import dev.gpudoctor.smoke.GpuMonitor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Lets the smoke test look at a GPU through NVML. */
public final class NvmlMonitor implements GpuMonitor {
    /** Makes CUDA count other GPUs than NVML, which knows nothing of it. */
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    private final Map<String, String> environment;

    /** @param environment variables that NVML is asked with and CUDA counts by */
    public NvmlMonitor(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Session start(int gpu, Duration limit) {
        Limits limits = Limits.DEFAULT.within(limit);
        return index(gpu)
                .map(index -> watching(NvmlSampler.start(limits.answer(), environment, index)))
                .orElseGet(() -> refusing(VISIBLE + "=" + environment.get(VISIBLE)
                        + " does not say by number which GPU is the one that CUDA counts as " + gpu));
    }

    /** NVML's index of the GPU that CUDA counts so. */
    private Optional<Integer> index(int gpu) {
        String visible = environment.get(VISIBLE);
        if (visible == null) {
            return Optional.of(gpu);
        }
        String[] entries = visible.split(",");
        return gpu < entries.length && entries[gpu].strip().matches("\\d{1,4}")
                ? Optional.of(Integer.valueOf(entries[gpu].strip()))
                : Optional.empty();
    }

    private static Session watching(NvmlSampler sampler) {
        return new Session() {
            @Override
            public Observed<GpuSample> next() throws InterruptedException {
                return sampler.next();
            }

            @Override
            public void close() {
                sampler.close();
            }
        };
    }

    private static Session refusing(String reason) {
        return new Session() {
            @Override
            public Observed<GpuSample> next() {
                return Observed.notApplicable(reason);
            }

            @Override
            public void close() {
                // Nothing was started.
            }
        };
    }
}
