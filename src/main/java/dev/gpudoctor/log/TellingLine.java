package dev.gpudoctor.log;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The line that says most about a failure: it names a fault and, at best, something of the GPU stack. */
final class TellingLine {
    static final List<String> FAULTS = List.of(
            "error",
            "fatal",
            "fail",
            "cannot",
            "can't",
            "could not",
            "unable to",
            "panic",
            "not found",
            "no such file",
            "undefined symbol",
            "unsupported",
            "not supported",
            "segmentation fault",
            "core dumped",
            "exception");
    private static final List<String> STACK = List.of(
            "cuda",
            "nvidia",
            "gpu",
            "cudnn",
            "cublas",
            "tensorrt",
            "nccl",
            "nvml",
            "nvrm",
            "xid",
            "torch",
            "tensorflow",
            "onnx",
            "driver",
            "nvcc",
            "ptx");
    private static final int WORTH_OF_STACK = 3;

    private Optional<LogLine> best = Optional.empty();
    private int score;

    void consider(LogLine line) {
        String lower = line.text().toLowerCase(Locale.ROOT);
        int points = (int) FAULTS.stream().filter(lower::contains).count()
                + (STACK.stream().anyMatch(lower::contains) ? WORTH_OF_STACK : 0);
        if (points > score && !lower.startsWith("traceback")) {
            best = Optional.of(line);
            score = points;
        }
    }

    Optional<LogLine> line() {
        return best;
    }
}
