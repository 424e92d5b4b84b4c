package dev.gpudoctor.rules.framework;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.GpuFile;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.SmTarget;
import dev.gpudoctor.version.ComputeCapability;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The GPU code in a program's own files. */
final class CompiledCode {
    /**
     * The share of a file's modules that must run on a GPU, as one of this number. A library compiled into another
     * brings a few modules with more architectures than the rest; they do not make the rest run.
     */
    private static final int ENOUGH = 10;

    private final List<GpuFile> files;

    private CompiledCode(List<GpuFile> files) {
        this.files = files;
    }

    /** The code; empty where the files are not known or contain none. */
    static Optional<CompiledCode> of(Observed<List<GpuFile>> known) {
        List<GpuFile> withCode = known.toOptional().orElse(List.of()).stream()
                .filter(file -> file.modules() > 0 && !file.targets().isEmpty())
                .toList();
        return withCode.isEmpty() ? Optional.empty() : Optional.of(new CompiledCode(withCode));
    }

    /** Whether one of the files runs there; others may be for other GPUs and are chosen when the program starts. */
    boolean runsOn(ComputeCapability gpu) {
        return files.stream().anyMatch(file -> runsOn(file, gpu));
    }

    private static boolean runsOn(GpuFile file, ComputeCapability gpu) {
        int running = file.targets().entrySet().stream()
                .filter(target -> SmTarget.ofCode(target.getKey())
                        .filter(known -> known.runsOn(gpu))
                        .isPresent())
                .mapToInt(java.util.Map.Entry::getValue)
                .max()
                .orElse(0);
        return running > 0 && (long) running * ENOUGH >= file.modules();
    }

    List<Evidence> evidence() {
        return files.stream()
                .map(file -> new Evidence(Evidence.Source.ELF, file.path(), file.modules() + " modules of GPU code"))
                .toList();
    }

    /** The architectures, as the compiler calls them. */
    @Override
    public String toString() {
        return files.stream()
                .flatMap(file -> file.targets().keySet().stream())
                .distinct()
                .sorted(Comparator.comparingInt(CompiledCode::number).thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.joining(", "));
    }

    private static int number(String target) {
        String digits = target.replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
    }
}
