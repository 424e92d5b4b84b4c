package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.process.ChildProcess;
import dev.gpudoctor.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code nvidia-smi} prints above its table, for machines where the tool is there and NVML cannot be loaded.
 *
 * @param driver version of the kernel driver
 * @param cuda CUDA level of the driver
 */
record NvidiaSmi(Observed<Version> driver, Observed<Version> cuda) {
    /**
     * Where drivers put the tool: a package or the installer, WSL, NixOS, an operator's container. The PATH is not asked,
     * for whoever can set it could have any program run and believed.
     */
    private static final List<String> PLACES = List.of(
            "/usr/bin/nvidia-smi",
            "/bin/nvidia-smi",
            "/usr/lib/wsl/lib/nvidia-smi",
            "/run/current-system/sw/bin/nvidia-smi",
            "/usr/local/nvidia/bin/nvidia-smi");

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_LINE = 4096;
    private static final int MAX_OUTPUT = 1 << 16;
    private static final long MAX_MEMORY = 1L << 30;

    /** The labels changed from {@code Driver} to {@code KMD} and from {@code CUDA} to {@code CUDA UMD}. */
    private static final Pattern DRIVER = Pattern.compile("(?:Driver|KMD) Version: *([0-9][0-9.]*)");

    private static final Pattern CUDA = Pattern.compile("CUDA (?:UMD )?Version: *([0-9][0-9.]*)");

    /**
     * Runs the tool.
     *
     * @return empty if it is in none of its places, or if others than root may write it
     */
    static Optional<NvidiaSmi> run(Map<String, String> environment) throws InterruptedException {
        Optional<String> tool = find(PLACES);
        if (tool.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        ChildProcess process = ChildProcess.of(List.of(tool.get()))
                .limit(LIMIT)
                .output(MAX_LINE, MAX_OUTPUT)
                .memory(MAX_MEMORY);
        ChildEnvironment.give(process, environment).run(lines::add);
        return Optional.of(parse(tool.get(), lines));
    }

    /** Reads the banner; a label that is not there makes its version unreadable. */
    static NvidiaSmi parse(String tool, List<String> lines) {
        return new NvidiaSmi(version(tool, lines, DRIVER), version(tool, lines, CUDA));
    }

    private static Observed<Version> version(String tool, List<String> lines, Pattern label) {
        for (String line : lines) {
            Matcher matcher = label.matcher(line);
            Optional<Version> version = matcher.find() ? Version.parse(matcher.group(1)) : Optional.empty();
            if (version.isPresent()) {
                return Observed.found(version.get(), new Evidence(Evidence.Source.COMMAND, tool, line.strip()));
            }
        }
        return Observed.unreadable("nvidia-smi does not say");
    }

    /** The first that may be run and that only root may write. */
    static Optional<String> find(List<String> places) {
        TrustedFiles files = new TrustedFiles();
        return places.stream()
                .filter(place -> Files.isExecutable(Path.of(place)))
                .filter(place -> files.objection(place).isEmpty())
                .findFirst();
    }
}
