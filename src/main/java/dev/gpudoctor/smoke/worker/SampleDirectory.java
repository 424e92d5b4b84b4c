package dev.gpudoctor.smoke.worker;

import dev.gpudoctor.smoke.NpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Calibration samples of a directory: each {@code .npy} or raw file is one batch of a model with one input; for several
 * inputs the directory holds one directory per input, with the same file names in each.
 */
final class SampleDirectory implements TensorRt.Calibrator {
    private static final int MAX_SAMPLES = 10_000;

    private final CudaDriver driver;
    private final Path directory;
    private final List<Path> samples;
    private final Map<String, Long> buffers = new HashMap<>();
    private int next;

    SampleDirectory(CudaDriver driver, Path directory) throws IOException, LayerFault {
        this.driver = driver;
        this.directory = directory;
        try (Stream<Path> files = Files.walk(directory, 2)) {
            this.samples = files.filter(Files::isRegularFile)
                    .map(Path::getFileName)
                    .distinct()
                    .sorted()
                    .limit(MAX_SAMPLES)
                    .toList();
        }
        if (samples.isEmpty()) {
            throw new LayerFault("no calibration samples in " + directory);
        }
    }

    @Override
    public int batchSize() {
        return 1;
    }

    @Override
    public Optional<long[]> next(String[] inputs) {
        if (next == samples.size()) {
            return Optional.empty();
        }
        Path sample = samples.get(next++);
        long[] addresses = new long[inputs.length];
        try {
            for (int i = 0; i < inputs.length; i++) {
                Path nested = directory.resolve(inputs[i]).resolve(sample);
                addresses[i] = upload(inputs[i], Files.isRegularFile(nested) ? nested : directory.resolve(sample));
            }
        } catch (IOException | LayerFault fault) {
            // Called from C++ frames, through which no exception may go: an early end makes the build fail, with this.
            System.err.println("calibration sample " + sample + ": " + fault.getMessage());
            return Optional.empty();
        }
        return Optional.of(addresses);
    }

    private long upload(String input, Path file) throws IOException, LayerFault {
        byte[] bytes = file.toString().endsWith(".npy") ? NpyArray.read(file).data() : Files.readAllBytes(file);
        Long buffer = buffers.get(input);
        if (buffer == null) {
            buffer = driver.allocate(bytes.length);
            buffers.put(input, buffer);
        }
        driver.upload(buffer, bytes);
        return buffer;
    }
}
