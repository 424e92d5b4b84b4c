package dev.gpudoctor.rules.drift;

import dev.gpudoctor.machine.Gpu;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.rules.drift.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** GPUs by name: how many of each, and what is set otherwise on the ones that are on both sides. */
final class GpuDrift {
    private static final int MIB_SHIFT = 20;
    private static final Map<String, Function<Gpu, Observed<?>>> SETTINGS = new TreeMap<>(Map.of(
            "Memory", gpu -> gpu.memoryTotal().map(bytes -> (bytes >> MIB_SHIFT) + " MiB"),
            "MIG", gpu -> gpu.migEnabled().map(GpuDrift::onOff),
            "The PCIe link", gpu -> gpu.link().map(GpuDrift::link),
            "ECC", gpu -> gpu.ecc().map(ecc -> onOff(ecc.enabled())),
            "Persistence mode", gpu -> gpu.persistence().map(GpuDrift::onOff),
            "The compute mode", gpu -> gpu.computeMode().map(mode -> mode.toLowerCase(Locale.ROOT))));

    private GpuDrift() {}

    static List<Change> between(Machine before, Machine after) {
        List<Change> changes = new ArrayList<>();
        if (!isCounted(before) || !isCounted(after)) {
            new FactDrift("GPU", "The number of GPUs", Machine::gpus, true)
                    .change(counted(before), counted(after))
                    .ifPresent(changes::add);
            return changes;
        }
        Map<String, List<Gpu>> old = byName(before);
        Map<String, List<Gpu>> now = byName(after);
        old.forEach((name, gpus) -> compare(name, gpus, now.getOrDefault(name, List.of()), changes));
        now.forEach((name, gpus) -> {
            if (!old.containsKey(name)) {
                compare(name, List.of(), gpus, changes);
            }
        });
        return changes;
    }

    private static boolean isCounted(Machine machine) {
        return machine.gpus().isFound() || machine.gpus().isAbsent();
    }

    private static Observed<Integer> counted(Machine machine) {
        return machine.gpus().isAbsent() ? Observed.found(0) : machine.gpus().map(List::size);
    }

    private static Map<String, List<Gpu>> byName(Machine machine) {
        return machine.gpus().toOptional().orElse(List.of()).stream()
                .collect(Collectors.groupingBy(
                        gpu -> gpu.name().toOptional().orElse("GPU without a name"),
                        TreeMap::new,
                        Collectors.toList()));
    }

    private static void compare(String name, List<Gpu> old, List<Gpu> now, List<Change> changes) {
        if (old.size() != now.size()) {
            boolean fewer = now.size() < old.size();
            changes.add(new Change(
                    "GPU",
                    name,
                    fewer ? Kind.GONE : Kind.APPEARED,
                    Integer.toString(old.size()),
                    Integer.toString(now.size()),
                    fewer,
                    here(name, now.size()) + "; before there "
                            + (old.size() == 1 ? "was 1." : "were " + old.size() + ".")));
        }
        for (int i = 0; i < Math.min(old.size(), now.size()); i++) {
            Gpu was = old.get(i);
            Gpu is = now.get(i);
            String place = name + " (GPU " + is.index() + ")";
            SETTINGS.forEach(
                    (setting, read) -> new FactDrift("GPU", setting + " of " + place, machine -> read.apply(is), false)
                            .change(read.apply(was), read.apply(is))
                            .ifPresent(changes::add));
        }
    }

    private static String here(String name, int count) {
        return count == 0 ? name + " is gone" : count + " " + name + (count == 1 ? " is here" : " are here");
    }

    /** Without the generation of the moment, which falls while a GPU is idle. */
    private static String link(Gpu.PcieLink link) {
        return "x" + link.width() + " of x" + link.maxWidth() + ", generation " + link.maxGeneration();
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
