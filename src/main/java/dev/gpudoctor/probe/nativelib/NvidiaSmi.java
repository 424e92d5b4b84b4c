package dev.gpudoctor.probe.nativelib;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.process.ChildProcess;
import dev.gpudoctor.version.Version;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code nvidia-smi} prints above its table, for machines where the tool is there and NVML cannot be loaded.
 *
 * @param driver version of the kernel driver
 * @param cuda CUDA level of the driver
 */
record NvidiaSmi(Observed<Version> driver, Observed<Version> cuda) {
    private static final String NAME = "nvidia-smi";
    /** Where WSL maps the tool from Windows; often not on the PATH. */
    private static final String WSL = "/usr/lib/wsl/lib";

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_LINE = 4096;
    private static final int MAX_OUTPUT = 1 << 16;

    /** The labels changed from {@code Driver} to {@code KMD} and from {@code CUDA} to {@code CUDA UMD}. */
    private static final Pattern DRIVER = Pattern.compile("(?:Driver|KMD) Version: *([0-9][0-9.]*)");

    private static final Pattern CUDA = Pattern.compile("CUDA (?:UMD )?Version: *([0-9][0-9.]*)");

    /**
     * Runs the tool.
     *
     * @return empty if it is not there, or not to be run as root
     */
    static Optional<NvidiaSmi> run(Map<String, String> environment, boolean asRoot) throws InterruptedException {
        Optional<Path> tool = find(environment.getOrDefault("PATH", ""))
                .filter(path ->
                        !asRoot || TrustedFiles.objection(path.toString()).isEmpty());
        if (tool.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        ChildProcess process =
                ChildProcess.of(List.of(tool.get().toString())).limit(LIMIT).output(MAX_LINE, MAX_OUTPUT);
        ChildEnvironment.give(process, environment).run(lines::add);
        return Optional.of(parse(tool.get().toString(), lines));
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

    private static Optional<Path> find(String searchPath) {
        return Stream.concat(Stream.of(searchPath.split(File.pathSeparator)), Stream.of(WSL))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
