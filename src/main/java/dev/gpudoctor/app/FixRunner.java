package dev.gpudoctor.app;

import dev.gpudoctor.finding.Remedy;
import dev.gpudoctor.process.ChildProcess;
import dev.gpudoctor.process.ChildResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the command of a safe remedy. Programs are taken from fixed system directories, never from the PATH of whoever
 * calls, and no shell reads the argument vector.
 */
public final class FixRunner {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MAX_LINE = 4096;
    private static final long MAX_OUTPUT = 1 << 16;
    private static final int KEPT_LINES = 20;

    private final List<Path> directories;
    private final boolean root;

    /**
     * @param directories where programs are looked for, in order
     * @param root whether this process is root
     */
    public FixRunner(List<Path> directories, boolean root) {
        this.directories = List.copyOf(directories);
        this.root = root;
    }

    /**
     * How a command ended.
     *
     * @param done whether it succeeded
     * @param outcome how it ended, for people
     * @param output its first lines
     */
    public record Result(boolean done, String outcome, List<String> output) {
        public Result {
            output = List.copyOf(output);
        }
    }

    /**
     * Runs it.
     *
     * @throws IllegalArgumentException if the remedy is not marked safe
     * @throws InterruptedException if the calling thread was interrupted
     */
    public Result run(Remedy remedy) throws InterruptedException {
        if (!remedy.safe() || remedy.argv().isEmpty()) {
            throw new IllegalArgumentException("not a remedy to be run by itself: " + remedy.text());
        }
        if (remedy.needsRoot() && !root) {
            return new Result(false, "not run: it needs root", List.of());
        }
        String name = remedy.argv().get(0);
        Optional<Path> program = directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            return new Result(false, "not run: " + name + " is not installed", List.of());
        }
        List<String> argv = new ArrayList<>(remedy.argv());
        argv.set(0, program.get().toString());
        List<String> output = new ArrayList<>();
        ChildResult result = ChildProcess.of(argv)
                .limit(LIMIT)
                .output(MAX_LINE, MAX_OUTPUT)
                .unset("LD_PRELOAD")
                .unset("LD_LIBRARY_PATH")
                .run(line -> keep(line, output));
        result.errorLines().forEach(line -> keep(line, output));
        return new Result(result.end().isSuccess(), result.end().toString(), output);
    }

    private static void keep(String line, List<String> output) {
        if (output.size() < KEPT_LINES) {
            output.add(line);
        }
    }
}
