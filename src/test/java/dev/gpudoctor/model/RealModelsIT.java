package dev.gpudoctor.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.GoldenFile;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Model files that TensorFlow, Keras, PyTorch, ONNX, ONNX Runtime, safetensors, GGUF, OpenVINO and Python wrote, judged
 * by what those say about them. Run by the profile {@code real-models}; the folder is kept between runs.
 */
class RealModelsIT {
    private static final Path WORK = Path.of("target/real-models").toAbsolutePath();
    private static final Path MODELS = WORK.resolve("models");
    private static final Path ENGINE =
            Path.of("src/test/resources/models/conv-tensorrt-10.6.0-sm90.plan").toAbsolutePath();
    private static final Pattern ANSWER =
            Pattern.compile("```\n\\$ gpudoctor (inspect [^\n]*)\n.*?```\n", Pattern.DOTALL);
    private static final int MAKE_MINUTES = 12;
    private static final int CONVERT_MINUTES = 3;
    private static final String TARGET = "tensorrt=10.0.1";

    @BeforeAll
    static void letTheFrameworksWrite() throws Exception {
        Files.createDirectories(WORK);
        run(MAKE_MINUTES, WORK.resolve("make.log"), List.of("sh", "src/test/models/make-models.sh", WORK.toString()));
    }

    /** What a framework says about a file that it wrote. */
    private record Expected(String path, String format, String writer, boolean convert, JsonNode row) {
        static List<Expected> all() throws IOException {
            List<Expected> all = new ArrayList<>();
            for (String list : List.of("tensorflow.json", "torch.json")) {
                for (JsonNode row : Json.parse(Files.readString(MODELS.resolve(list)))) {
                    all.add(new Expected(
                            row.get("path").asText(),
                            row.get("format").asText(),
                            row.get("writer").asText(),
                            row.get("convert").asBoolean(),
                            row));
                }
            }
            return all;
        }

        Path file() {
            return MODELS.resolve(path);
        }
    }

    @Test
    void judgesEveryFileAsItsFrameworkDoes() throws IOException {
        List<Expected> all = Expected.all();
        Map<String, List<String>> files = new LinkedHashMap<>();
        List<String> misjudged = new ArrayList<>();
        Map<String, JsonNode> seen = inspect(all.stream().map(Expected::file).toList());
        for (Expected expected : all) {
            JsonNode model = Optional.ofNullable(seen.get(expected.file().toString()))
                    .orElseGet(() ->
                            seen.get(expected.file().resolve("saved_model.pb").toString()));
            if (!faults(expected, model).isEmpty()) {
                misjudged.add(expected.path() + ": " + faults(expected, model));
            }
            String row = String.format(Locale.ROOT, "%-26s %s", expected.format(), expected.writer());
            files.computeIfAbsent(row, key -> new ArrayList<>()).add(expected.path());
        }
        files.forEach(
                (row, paths) -> System.out.printf(Locale.ROOT, "%4d  %-60s %s%n", paths.size(), row, paths.get(0)));
        long formats = all.stream().map(Expected::format).distinct().count();
        System.out.printf(Locale.ROOT, "%d files of %d formats, %d misjudged%n", all.size(), formats, misjudged.size());
        assertThat(misjudged).isEmpty();
        assertThat(all).hasSizeGreaterThanOrEqualTo(40);
        assertThat(formats).isGreaterThanOrEqualTo(8);
    }

    @Test
    void printsConversionsThatWork() throws Exception {
        List<String> failed = new ArrayList<>();
        int converted = 0;
        for (Expected expected : Expected.all()) {
            if (!expected.convert()) {
                continue;
            }
            JsonNode model =
                    inspect(List.of(expected.file())).values().iterator().next();
            List<String> argv = conversion(model);
            Path log = WORK.resolve("convert.log");
            argv.set(0, WORK.resolve("tensorflow/bin/python").toString());
            Path output = Path.of(argv.get(argv.indexOf("--output") + 1));
            try {
                run(CONVERT_MINUTES, log, argv);
                JsonNode onnx = inspect(List.of(output)).values().iterator().next();
                assertThat(onnx.get("format").asText()).isEqualTo("onnx");
                assertThat(onnx.get("fit").asText()).isEqualTo("fits");
                assertThat(onnx.get("inputs").size())
                        .isEqualTo(model.get("inputs").size());
                converted++;
            } catch (AssertionError e) {
                failed.add(expected.path() + ": " + e.getMessage());
            }
        }
        System.out.printf(Locale.ROOT, "%d printed tf2onnx command lines run%n", converted);
        assertThat(failed).isEmpty();
        assertThat(converted).isPositive();
    }

    /** What the pages show as an answer is what is said of such files. */
    @ParameterizedTest
    @CsvSource({"README.md, 100", "docs/inspect.md, 80"})
    void saysWhatThePagesShow(String page, String columns) throws IOException {
        Path folder = Files.createDirectories(WORK.resolve("pages"));
        Map<String, Path> files = Map.of(
                "frozen.pb",
                MODELS.resolve("tf1-dense/frozen.pb"),
                "export",
                MODELS.resolve("keras-conv/saved"),
                "conv.plan",
                ENGINE,
                "detector.engine",
                ENGINE);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path link = folder.resolve(file.getKey());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, file.getValue());
        }
        String shown = Files.readString(Path.of(page));
        String said = ANSWER.matcher(shown).replaceAll(block -> {
            CommandLineRun run = CommandLineRun.in(
                    folder, Map.of("COLUMNS", columns), "", block.group(1).split(" "));
            return Matcher.quoteReplacement("```\n$ gpudoctor " + block.group(1) + "\n" + run.out() + "```\n");
        });
        assertThat(ANSWER.matcher(shown).results()).hasSizeGreaterThanOrEqualTo(3);
        GoldenFile.assertEquals(Path.of(page), said);
    }

    private static List<String> conversion(JsonNode model) {
        for (JsonNode step : model.get("steps")) {
            if (step.get("argv").toString().contains("tf2onnx.convert")) {
                List<String> argv = new ArrayList<>();
                step.get("argv").forEach(word -> argv.add(word.asText()));
                return argv;
            }
        }
        throw new AssertionError("no conversion for " + model.get("path"));
    }

    /** The answer for each file, by path. */
    private static Map<String, JsonNode> inspect(List<Path> files) throws IOException {
        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.of("inspect", "--format", "json", "--assume", TARGET),
                        files.stream().map(Path::toString))
                .toArray(String[]::new));
        assertThat(JsonSchemas.faults("model-1", run.out())).isEmpty();
        Map<String, JsonNode> models = new LinkedHashMap<>();
        Json.parse(run.out())
                .get("models")
                .forEach(model -> models.put(model.get("path").asText(), model));
        return models;
    }

    private static List<String> faults(Expected expected, JsonNode model) {
        List<String> faults = new ArrayList<>();
        if (!model.get("format").asText().equals(expected.format())) {
            return List.of("taken for " + model.get("format"));
        }
        for (String side : List.of("inputs", "outputs")) {
            JsonNode wanted = expected.row().get(side);
            List<String> found = StreamSupport.stream(model.get(side).spliterator(), false)
                    .filter(tensor -> !tensor.get("optional").asBoolean())
                    .map(tensor -> text(tensor, wanted))
                    .toList();
            if (wanted.isArray()
                    && !found.equals(StreamSupport.stream(wanted.spliterator(), false)
                            .map(tensor -> text(tensor, wanted))
                            .toList())) {
                faults.add(side + " " + found + " instead of " + wanted);
            }
        }
        return faults;
    }

    /** A tensor as text, its shape only where the framework's word on it is known. */
    private static String text(JsonNode tensor, JsonNode wanted) {
        String name = tensor.get("name").asText();
        boolean shaped = StreamSupport.stream(wanted.spliterator(), false)
                .anyMatch(other -> other.get("name").asText().equals(name)
                        && other.path("shape").isArray());
        return name + " " + tensor.get("type").asText() + (shaped ? " " + tensor.path("shape") : "");
    }

    private static void run(int minutes, Path log, List<String> argv) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("CUDA_VISIBLE_DEVICES", "");
        Process process = builder.start();
        boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", argv, lines.subList(Math.max(0, lines.size() - 15), lines.size()))
                .isTrue();
    }
}
