package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Cpu;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.format.KeyValues;
import dev.gpudoctor.probe.host.Host;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The processor, from {@code /proc/cpuinfo}. */
final class CpuProbe implements Probe<Cpu> {
    static final int MAX_CPUINFO = 8 << 20;

    private static final String CPUINFO = "/proc/cpuinfo";
    private static final List<String> FEATURES =
            List.of("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16", "asimd", "sve");

    private final Host host;

    CpuProbe(Host host) {
        this.host = host;
    }

    @Override
    public Cpu read() {
        Observed<String> text = host.text(CPUINFO, MAX_CPUINFO);
        return new Cpu(
                text.flatMap(CpuProbe::model),
                text.map(content -> (int) content.lines()
                        .filter(line -> line.startsWith("processor"))
                        .count()),
                text.flatMap(CpuProbe::features));
    }

    @Override
    public Cpu unread(String reason) {
        return new Cpu(Observed.unreadable(reason), Observed.unreadable(reason), Observed.unreadable(reason));
    }

    private static Observed<String> model(String text) {
        Map<String, String> values = KeyValues.read(text, ':');
        String model = values.getOrDefault("model name", values.getOrDefault("Model", ""));
        return model.isEmpty()
                ? Observed.absent(CPUINFO)
                : Observed.found(model, new Evidence(Evidence.Source.KERNEL, CPUINFO, model));
    }

    private static Observed<List<String>> features(String text) {
        Map<String, String> values = KeyValues.read(text, ':');
        Set<String> flags = Set.copyOf(List.of(values.getOrDefault("flags", values.getOrDefault("Features", ""))
                .split(" +")));
        List<String> features = FEATURES.stream().filter(flags::contains).toList();
        return Observed.found(features, new Evidence(Evidence.Source.KERNEL, CPUINFO, String.join(" ", features)));
    }
}
