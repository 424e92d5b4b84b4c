package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.finding.Catalog;
import dev.gpudoctor.finding.Finding;
import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.probe.host.RootHost;
import dev.gpudoctor.report.Snapshot;
import dev.gpudoctor.rules.Diagnosis;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.RuleCatalog;
import dev.gpudoctor.rules.RuleRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real environments in which one library of NVIDIA is taken away, replaced by another major, or hidden by a damaged copy on
 * LD_LIBRARY_PATH: the finding names that library exactly when the system's own loader fails. Made by {@code
 * src/test/real/environments.sh}, run by the profile {@code remove-one}; prints what was tried and what agreed.
 */
class RemoveOneIT {
    private static final Path WORK = Path.of(System.getProperty("gpudoctor.environments", "target/real-environments"))
            .toAbsolutePath();
    private static final int FETCH_MINUTES = 30;
    private static final int LOAD_SECONDS = 120;
    private static final Pattern SONAME = Pattern.compile("(lib[^/]+\\.so\\.)(\\d+)");
    private static final String PARTS = "cudnn.parts.missing";
    private static final String ON_CALL = "program.library.on-call";
    private static final List<Rule<?>> RULES = RuleCatalog.rules().stream()
            .filter(rule -> rule.id().startsWith("program.") || rule.id().equals(PARTS))
            .toList();

    /** Damaged parts of cuDNN on the path of ONNX Runtime, which cuDNN opens in turn, are not told yet. */
    private static final Map<String, List<String>> NOT_TOLD = Map.of(
            "onnxruntime",
            List.of(
                    "libcudnn_adv.so.9",
                    "libcudnn_engines_precompiled.so.9",
                    "libcudnn_engines_runtime_compiled.so.9",
                    "libcudnn_heuristic.so.9"));

    private final List<String> disagreed = new ArrayList<>();
    private int tried;

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "src/test/real/environments.sh", WORK.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(FETCH_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** @param onPath whether the program is started with the wheels' directories on LD_LIBRARY_PATH */
    @ParameterizedTest
    @CsvSource({"jax, false", "onnxruntime, true", "ctranslate2, true"})
    void theLibraryThatTheLoaderMissesIsNamed(String name, boolean onPath) throws Exception {
        Path environment = WORK.resolve(name);
        List<Path> libraries = libraries(environment);
        List<String> path = onPath
                ? libraries.stream()
                        .map(file -> file.getParent().toString())
                        .distinct()
                        .toList()
                : List.of();
        assertThat(loads(name, path)).as("intact").isTrue();
        assertThat(alarms(environment, path)).as("intact").isEmpty();

        for (Path library : libraries) {
            Path gone = library.resolveSibling(library.getFileName() + ".gone");
            Files.move(library, gone);
            boolean needed = compare(name, path, library, "taken away");
            if (needed) {
                Path other = library.resolveSibling(otherMajor(library));
                boolean free = !Files.exists(other);
                if (free) {
                    Files.copy(gone, other);
                    compare(name, path, library, "replaced by another major");
                    Files.delete(other);
                }
            }
            Files.move(gone, library);
            hide(name, path, library);
        }
        System.out.println(name + ": tried " + tried + ", agreed " + (tried - disagreed.size()));
        assertThat(disagreed)
                .map(each -> each.split(" ", 2)[0])
                .containsExactlyInAnyOrderElementsOf(NOT_TOLD.getOrDefault(name, List.of()));
    }

    private void hide(String name, List<String> path, Path library) throws Exception {
        Path directory = Files.createDirectories(WORK.resolve("hiding"));
        Path copy = directory.resolve(library.getFileName());
        Files.writeString(copy, "damaged");
        List<String> longer = new ArrayList<>(path);
        longer.add(0, directory.toString());
        compare(name, longer, library, "hidden by a damaged copy");
        Files.delete(copy);
    }

    /** @return whether the loader missed it */
    private boolean compare(String name, List<String> path, Path library, String how) throws Exception {
        boolean loads = loads(name, path);
        // That cuDNN lacks a part is told whatever this program uses of it; a call that loads what the loader misses is
        // told with all that it loads.
        List<Finding> alarms = alarms(WORK.resolve(name), path).stream()
                .filter(alarm -> !loads || !alarm.id().equals(PARTS))
                .toList();
        String soname = library.getFileName().toString();
        boolean named = alarms.stream().anyMatch(alarm -> (alarm.observed() + " " + alarm.message()).contains(soname));
        boolean onlyIt = alarms.stream()
                .filter(alarm -> !alarm.id().equals(ON_CALL))
                .flatMap(alarm -> Stream.of(alarm.observed().split("[^\\w.-]+")))
                .filter(word -> SONAME.matcher(word).matches())
                .allMatch(soname::equals);
        tried++;
        if (loads ? !alarms.isEmpty() : !named || !onlyIt) {
            disagreed.add(soname + " " + how + ": the loader " + (loads ? "does not miss it" : "misses it") + ", told "
                    + alarms.stream()
                            .map(alarm -> alarm.id() + " " + alarm.observed())
                            .collect(Collectors.joining("; ", "[", "]")));
        }
        return !loads;
    }

    /** As the system's loader sees it. */
    private static boolean loads(String name, List<String> path) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        WORK.resolve(name + "/bin/python").toString(),
                        WORK.resolve("loads-" + name + ".py").toString())
                .redirectErrorStream(true)
                .redirectOutput(WORK.resolve(name + ".log").toFile());
        builder.environment().remove("LD_LIBRARY_PATH");
        if (!path.isEmpty()) {
            builder.environment().put("LD_LIBRARY_PATH", String.join(":", path));
        }
        Process process = builder.start();
        assertThat(process.waitFor(LOAD_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0;
    }

    private static List<Finding> alarms(Path environment, List<String> path) throws IOException {
        Map<String, String> variables = new HashMap<>();
        variables.put("VIRTUAL_ENV", environment.toString());
        if (!path.isEmpty()) {
            variables.put("LD_LIBRARY_PATH", String.join(":", path));
        }
        ObjectNode tree = Snapshot.of(Looking.at(RootHost.captured(Path.of("/"), variables), environment.toString()))
                .tree();
        // Whether this machine has a GPU does not matter here.
        tree.set("pci", Json.tree(Map.of("state", "unreadable", "reason", "not looked at", "evidence", List.of())));
        Machine machine = Json.read(tree, Machine.class);
        return Diagnosis.of(RULES, new RuleRunner(new Catalog(), Matrix.builtIn()).run(RULES, machine))
                .findings()
                .stream()
                .filter(finding ->
                        finding.severity() != Severity.INFO || finding.id().equals(ON_CALL))
                .toList();
    }

    private static List<Path> libraries(Path environment) throws IOException {
        try (Stream<Path> files = Files.walk(environment.resolve("lib"))) {
            return files.filter(file -> file.toString().contains("/nvidia/"))
                    .filter(file ->
                            SONAME.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    private static String otherMajor(Path library) {
        Matcher matcher = SONAME.matcher(library.getFileName().toString());
        assertThat(matcher.matches()).isTrue();
        return matcher.group(1) + (Integer.parseInt(matcher.group(2)) + 1);
    }
}
