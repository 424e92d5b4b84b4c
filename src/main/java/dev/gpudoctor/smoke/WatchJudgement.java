package dev.gpudoctor.smoke;

import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Gpu.GpuProcess;
import dev.gpudoctor.machine.GpuSample;
import dev.gpudoctor.machine.GpuSample.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says what moved wrongly while a GPU was watched. */
public final class WatchJudgement {
    /**
     * A process that still holds the GPU holds at least its CUDA context, which takes more than this; what the driver
     * itself keeps once it has run programs, and what a display may take meanwhile, is less.
     */
    private static final long MARGIN_BYTES = 64L << 20;

    private static final String SLOWDOWN = "HW_SLOWDOWN";
    /** By nvml.h this reason may also be given for a moment when the clocks change; one look may have met such a moment. */
    private static final int LOOKS_FOR_SLOWDOWN = 2;

    private final int gpu;
    private final GpuWatched watched;
    private final List<Movement> movements = new ArrayList<>();

    private WatchJudgement(int gpu, GpuWatched watched) {
        this.gpu = gpu;
        this.watched = watched;
    }

    /**
     * Something that moved and must not.
     *
     * @param id condition of the catalogue
     * @param subject name of the GPU
     * @param values texts for the condition's templates
     * @param evidence the call and what it said
     */
    public record Movement(String id, String subject, Map<String, String> values, Evidence evidence) {
        public Movement {
            values = Map.copyOf(values);
        }
    }

    /** What moved wrongly while that GPU was watched. */
    public static List<Movement> movements(int gpu, GpuWatched watched) {
        WatchJudgement judgement = new WatchJudgement(gpu, watched);
        judgement.judge();
        return List.copyOf(judgement.movements);
    }

    /** The watch with its findings. */
    static GpuWatched of(Catalog catalog, int gpu, GpuWatched watched) {
        return watched.with(movements(gpu, watched).stream()
                .map(moved -> catalog.finding(
                        moved.id(), moved.subject(), moved.values(), List.of(moved.evidence()), List.of()))
                .toList());
    }

    /** Bytes beyond the margin that are in use after and were not before, and that no process explains; else 0. */
    static long bytesLeft(GpuSample before, GpuSample after) {
        Long then = before.quantities().get(Quantity.MEMORY_USED);
        Long now = after.quantities().get(Quantity.MEMORY_USED);
        if (then == null || now == null) {
            return 0;
        }
        // A list that cannot be read, or a process whose memory is not known, may explain anything.
        Optional<Long> others = ofOthers(before, after);
        return others.filter(bytes -> now - then - bytes > MARGIN_BYTES)
                .map(bytes -> now - then)
                .orElse(0L);
    }

    /** How much more memory the listed processes hold; none of them is ours, for our children are gone. */
    private static Optional<Long> ofOthers(GpuSample before, GpuSample after) {
        Map<Integer, Long> then = new HashMap<>();
        before.processes().toOptional().orElse(List.of()).forEach(process -> process.usedBytes()
                .toOptional()
                .ifPresent(bytes -> then.put(process.pid(), bytes)));
        return after.processes().toOptional().flatMap(processes -> {
            long more = 0;
            for (GpuProcess process : processes) {
                Optional<Long> bytes = process.usedBytes().toOptional();
                if (bytes.isEmpty()) {
                    return Optional.empty();
                }
                more += Math.max(0, bytes.get() - then.getOrDefault(process.pid(), 0L));
            }
            return Optional.of(more);
        });
    }

    private void judge() {
        rise(Quantity.ECC_UNCORRECTED)
                .ifPresent(errors -> find(
                        "smoke.gpu.ecc-errors",
                        Map.of("errors", Long.toString(errors)),
                        moved("nvmlDeviceGetTotalEccErrors", Quantity.ECC_UNCORRECTED)));
        rise(Quantity.REMAP_PENDING)
                .ifPresent(one -> find(
                        "smoke.gpu.row-remap", Map.of(), moved("nvmlDeviceGetRemappedRows", Quantity.REMAP_PENDING)));
        Map<String, Integer> slowed = slowed();
        if (!slowed.isEmpty()) {
            find(
                    "smoke.gpu.throttled",
                    Map.of("reasons", String.join(", ", slowed.keySet()), "hottest", hottest()),
                    evidence("nvmlDeviceGetCurrentClocksEventReasons", slowed + " of " + watched.samples()));
        }
        if (watched.before().isPresent() && watched.after().isPresent()) {
            long left = bytesLeft(watched.before().get(), watched.after().get());
            if (left > 0) {
                find(
                        "smoke.gpu.memory-left",
                        Map.of("mebibytes", Long.toString(left >> 20)),
                        evidence(
                                "nvmlDeviceGetMemoryInfo",
                                watched.before().get().quantities().get(Quantity.MEMORY_USED) + " before, "
                                        + watched.after().get().quantities().get(Quantity.MEMORY_USED) + " after"));
            }
        }
    }

    /** How far a count went above where it began. */
    private Optional<Long> rise(Quantity quantity) {
        return watched.before()
                .map(sample -> sample.quantities().get(quantity))
                .flatMap(first ->
                        Optional.ofNullable(watched.highest().get(quantity)).map(highest -> highest - first))
                .filter(more -> more > 0);
    }

    /** The reasons that mean heat, or the board's own brake; a power cap in software is how GPUs work under load. */
    private Map<String, Integer> slowed() {
        Map<String, Integer> slowed = new TreeMap<>();
        watched.clockReasons().forEach((name, looks) -> {
            boolean brake = name.contains("THERMAL")
                    || name.contains("POWER_BRAKE")
                    || name.equals(SLOWDOWN) && looks >= LOOKS_FOR_SLOWDOWN;
            if (brake) {
                slowed.put(name, looks);
            }
        });
        return slowed;
    }

    private String hottest() {
        return Optional.ofNullable(watched.highest().get(Quantity.TEMPERATURE))
                .map(degrees -> degrees + " °C at most")
                .orElse("temperature unknown");
    }

    private Evidence moved(String call, Quantity quantity) {
        return evidence(
                call,
                watched.before().orElseThrow().quantities().get(quantity) + " before, "
                        + watched.highest().get(quantity) + " at most");
    }

    private Evidence evidence(String call, String seen) {
        return new Evidence(Evidence.Source.NVML, call + " GPU " + gpu, seen);
    }

    private void find(String id, Map<String, String> values, Evidence evidence) {
        Map<String, String> all = new HashMap<>(values);
        all.put("gpu", Integer.toString(gpu));
        movements.add(new Movement(id, "GPU " + gpu, all, evidence));
    }
}
