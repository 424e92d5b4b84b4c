package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.model.FormatSamples;
import dev.gpudoctor.model.HostileModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that ask for memory or time without end are answered in a JVM that has little of the first: whatever they
 * claim, repeat, nest or compress, and whatever the search for new inputs once found.
 */
class HostileModelTest {
    private static final Path SEEDS = Path.of("src/test/resources/dev/gpudoctor/fuzz/ModelFuzzTestInputs");
    private static final String HEAP = "-Xmx40m";
    private static final int MOST_LETTERS = 2_000_000;

    @TempDir
    private Path folder;

    @Test
    @Timeout(600)
    void isAnsweredInLittleMemory() throws Exception {
        List<Path> files = new ArrayList<>(HostileModels.write(Files.createDirectory(folder.resolve("hostile"))));
        FormatSamples.main(folder.resolve("samples").toString());
        for (Path more : List.of(folder.resolve("samples"), SEEDS)) {
            try (Stream<Path> found = Files.walk(more)) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        Path list = Files.write(
                folder.resolve("list"), files.stream().map(Path::toString).toList());
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        EachInItsTurn.class.getName(),
                        list.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        List<String> answers = Files.readAllLines(out);
        System.out.println(answers.get(answers.size() - 1));

        assertThat(answers).filteredOn(answer -> answer.startsWith("fault")).isEmpty();
        assertThat(answers).hasSize(files.size() + 1);
        assertThat(process.exitValue()).isZero();
    }

    /** The child: asks about each file on a list in both forms and says which had no proper answer. */
    static final class EachInItsTurn {
        private EachInItsTurn() {}

        public static void main(String... arguments) throws IOException {
            for (String file : Files.readAllLines(Path.of(arguments[0]))) {
                long start = System.nanoTime();
                String fault = fault("text", file) + fault("json", file);
                System.out.printf(
                        Locale.ROOT,
                        "%s %s %.1f s%n",
                        fault.isEmpty() ? "ok" : "fault" + fault,
                        file,
                        (System.nanoTime() - start) / 1e9);
            }
            String peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .findFirst()
                    .orElse("");
            System.out.println("hostile models, heap " + HEAP + ": " + peak);
        }

        private static String fault(String form, String file) {
            CommandLineRun run = CommandLineRun.of("inspect", "--assume", "tensorrt=10.3", "--format", form, file);
            boolean answered = run.code() <= ExitCode.USAGE
                    && run.err().isEmpty()
                    && !run.out().isBlank();
            return answered && run.out().length() < MOST_LETTERS
                    ? ""
                    : " " + form + " " + run.code() + ", " + run.out().length() + " letters, "
                            + run.err().strip();
        }
    }
}
