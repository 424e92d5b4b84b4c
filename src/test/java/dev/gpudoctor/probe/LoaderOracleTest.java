package dev.gpudoctor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gpudoctor.machine.Dependency.How;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.SymbolGap;
import dev.gpudoctor.probe.Linkage.Ask;
import dev.gpudoctor.probe.Linkage.Loaded;
import dev.gpudoctor.probe.LoaderResolution.Asker;
import dev.gpudoctor.probe.format.Elf;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.probe.host.LiveHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs whose libraries are strewn over directories, some damaged or for another processor: what the system's own
 * loader takes for each name, or where it stops, is what we say.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoaderOracleTest {
    private static final int CASES = 120;
    private static final int SECONDS = 30;
    private static final List<String> DIRECTORIES = List.of("one", "two", "three", "four/$LIB");
    private static final List<String> NAMES = List.of("liba.so.1", "libb.so.1", "libc1.so.1");
    private static final List<String> PATHS = List.of("", "rpath one", "runpath one", "rpath two:three", "runpath two");
    private static final int SYMBOLS = 200;
    private static final Pattern UNRESOLVED = Pattern.compile("symbol:? (give_\\d+)");
    private static final Pattern FOUND = Pattern.compile("\\s*(?:\\S+ => )?(/\\S+/(\\S+)) \\(0x.*");
    private static final Pattern MISSING = Pattern.compile("\\s*(\\S+) => not found");
    private static final Pattern STOPPED = Pattern.compile("(?s).*error while loading shared libraries: (\\S+): (.*)");

    private Path root = Path.of("");

    private final Map<String, byte[]> built = new HashMap<>();

    /** One library of each name with each kind of search path, and the program that needs the first. */
    @BeforeAll
    void build(@TempDir Path temporary) throws Exception {
        root = temporary;
        Path work = Files.createDirectories(root.resolve("build"));
        Path source = Files.writeString(work.resolve("empty.c"), "int answer(void) { return 1; }\n");
        Path main = Files.writeString(work.resolve("main.c"), "int main(void) { return 0; }\n");
        List<String> needs = List.of("libb.so.1", "libc1.so.1", "");
        for (int i = NAMES.size() - 1; i >= 0; i--) {
            for (String path : PATHS) {
                Path file = work.resolve(NAMES.get(i));
                List<String> command = new ArrayList<>(
                        List.of("cc", "-shared", "-fPIC", "-Wl,--no-as-needed", "-Wl,-soname," + NAMES.get(i)));
                link(command, path, needs.get(i), work);
                command.addAll(List.of("-o", file.toString(), source.toString()));
                run(command, Map.of());
                built.put(NAMES.get(i) + " " + path, Files.readAllBytes(file));
            }
        }
        for (String path : PATHS) {
            Path file = work.resolve("program");
            List<String> command = new ArrayList<>(List.of("cc", "-Wl,--no-as-needed"));
            link(command, path, "liba.so.1", work);
            command.addAll(List.of("-Wl,--allow-shlib-undefined", "-o", file.toString(), main.toString()));
            run(command, Map.of());
            built.put("program " + path, Files.readAllBytes(file));
        }
    }

    private static void link(List<String> command, String path, String needed, Path work) {
        if (!path.isEmpty()) {
            String[] words = path.split(" ");
            command.add("-Wl," + (words[0].equals("rpath") ? "--disable-new-dtags" : "--enable-new-dtags"));
            command.add("-Wl,-rpath,"
                    + String.join(
                            ":",
                            Arrays.stream(words[1].split(":"))
                                    .map(directory -> "$ORIGIN/../" + directory)
                                    .toList()));
        }
        command.add("-Wl,-rpath-link," + work);
        if (!needed.isEmpty()) {
            command.add(work.resolve(needed).toString());
        }
    }

    IntStream seeds() {
        return IntStream.range(0, CASES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheLoaderTakesIsWhatWeSay(int seed) throws Exception {
        Random random = new Random(seed);
        Path directory = Files.createDirectories(root.resolve("case" + seed));
        Path program = Files.createDirectories(directory.resolve("one")).resolve("program");
        Files.write(program, built.get("program " + pick(random, PATHS)));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        for (String name : NAMES) {
            for (String place : DIRECTORIES) {
                if (random.nextInt(3) == 0) {
                    Path target = directory.resolve(place.replace("$LIB", library()));
                    Files.createDirectories(target);
                    Files.write(target.resolve(name), copy(random, built.get(name + " " + pick(random, PATHS))));
                }
            }
        }
        Map<String, String> environment = new HashMap<>();
        if (random.nextBoolean()) {
            environment.put(
                    "LD_LIBRARY_PATH",
                    directory.resolve(pick(random, DIRECTORIES)) + ":" + directory.resolve(pick(random, DIRECTORIES)));
        }
        if (random.nextInt(4) == 0) {
            environment.put("LD_PRELOAD", directory.resolve("three/libb.so.1").toString());
        }

        assertThat(ours(program, environment))
                .as("seed " + seed + " " + environment)
                .isEqualTo(loaders(program, environment));
    }

    /** A library with some of its symbols left out, in each form of hash table, with and without versions. */
    @ParameterizedTest
    @CsvSource({"gnu, false", "sysv, false", "both, true", "gnu, true"})
    void whatSymbolsTheLoaderMissesIsWhatWeSay(String hash, boolean versioned) throws Exception {
        Path directory = Files.createDirectories(root.resolve("symbols-" + hash + versioned));
        Path library = directory.resolve("libgive.so.1");
        Path module = directory.resolve("module.so");
        give(library, hash, versioned, List.of());
        StringBuilder uses = new StringBuilder("#include <stdio.h>\n");
        IntStream.range(0, SYMBOLS).forEach(i -> uses.append("int give_" + i + "(void);\n"));
        uses.append("int all(void) { puts(\"\"); int sum = 0;\n");
        IntStream.range(0, SYMBOLS).forEach(i -> uses.append("sum += give_" + i + "();\n"));
        Path source = Files.writeString(directory.resolve("module.c"), uses + "return sum; }\n");
        run(
                List.of(
                        "cc",
                        "-shared",
                        "-fPIC",
                        "-Wl,--hash-style=" + hash,
                        "-Wl,-rpath,$ORIGIN",
                        "-o",
                        module.toString(),
                        source.toString(),
                        library.toString()),
                Map.of());
        assertThat(gaps(module)).isEmpty();
        assertThat(unresolved(module)).isEmpty();

        for (List<Integer> left : List.of(List.of(0), List.of(7, 150), List.of(SYMBOLS - 1))) {
            give(library, hash, versioned, left);
            Set<String> names = left.stream().map(i -> "give_" + i).collect(Collectors.toCollection(TreeSet::new));
            assertThat(gaps(module)).as(hash + " without " + left).isEqualTo(names);
            assertThat(unresolved(module)).isEqualTo(names);
        }
    }

    private static void give(Path library, String hash, boolean versioned, List<Integer> left) throws Exception {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, SYMBOLS)
                .filter(i -> !left.contains(i))
                .forEach(i -> text.append("int give_" + i + "(void) { return 1; }\n"));
        Path source = Files.writeString(library.resolveSibling("give.c"), text.toString());
        Path map = Files.writeString(library.resolveSibling("give.map"), "GIVE_1 { global: give_*; };\n");
        List<String> command = new ArrayList<>(
                List.of("cc", "-shared", "-fPIC", "-Wl,--hash-style=" + hash, "-Wl,-soname,libgive.so.1"));
        if (versioned) {
            command.add("-Wl,--version-script=" + map);
        }
        command.addAll(List.of("-o", library.toString(), source.toString()));
        run(command, Map.of());
    }

    private static Set<String> gaps(Path module) {
        Host host = new LiveHost(Map.of());
        Libraries libraries = new Libraries(host, new Packages(host));
        Linkage linkage = new Linkage(libraries, LoaderResolution.of(host, libraries), List.of())
                .load(module.toString(), new Ask("module", How.LINKED, Importance.START, "", ""));
        return new SymbolGaps(libraries, linkage, List.of())
                .of(linkage.entries()).toOptional().orElseThrow().stream()
                        .map(SymbolGap::symbol)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> unresolved(Path module) throws Exception {
        Set<String> names = new TreeSet<>();
        run(List.of("ldd", "-r", module.toString()), Map.of()).lines().forEach(line -> {
            Matcher matcher = UNRESOLVED.matcher(line);
            if (matcher.find()) {
                names.add(matcher.group(1));
            }
        });
        return names;
    }

    /** What is loaded into memory has to be there; what stands behind it in the file need not. */
    @Test
    void aFileThatIsCutShortStopsTheLoaderOnlyWhereItMatters() throws Exception {
        byte[] library = built.get("liba.so.1 ");
        Path directory = Files.createDirectories(root.resolve("cut"));
        Path program = Files.write(directory.resolve("program"), built.get("program "));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.write(directory.resolve("libb.so.1"), built.get("libb.so.1 "));
        Files.write(directory.resolve("libc1.so.1"), built.get("libc1.so.1 "));
        Map<String, String> environment = Map.of("LD_LIBRARY_PATH", directory.toString());
        Path file = directory.resolve("liba.so.1");

        Files.write(file, Arrays.copyOf(library, library.length - 64));
        assertThat(ours(program, environment)).hasSize(3).isEqualTo(loaders(program, environment));

        Files.write(file, Arrays.copyOf(library, library.length / 2));
        assertThat(ours(program, environment)).isEqualTo(Map.of("stops at", file.toString()));
        ProcessBuilder starting = new ProcessBuilder(program.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        starting.environment().putAll(environment);
        assertThat(starting.start().waitFor()).isNotZero();
    }

    /** As it is, or as it may come out of a broken download. */
    private static byte[] copy(Random random, byte[] library) {
        byte[] copy = library.clone();
        switch (random.nextInt(9)) {
            case 0 -> copy = new byte[0];
            case 1 ->
                copy = "version 1 of something that is elsewhere\n".repeat(3).getBytes(StandardCharsets.UTF_8);
            case 2 -> copy[4] = 1;
            case 3 -> copy[18] = (byte) (copy[18] == 62 ? 183 : 62);
            default -> {}
        }
        return copy;
    }

    /** Each name with its file, {@code missing}, or where it stops. */
    private Map<String, String> loaders(Path program, Map<String, String> environment) throws Exception {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("LD_TRACE_LOADED_OBJECTS", "1");
        String output = run(List.of(program.toString()), variables);
        Matcher stopped = STOPPED.matcher(output);
        if (stopped.matches()) {
            return Map.of("stops at", real(stopped.group(1)));
        }
        Map<String, String> found = new TreeMap<>();
        output.lines().forEach(line -> {
            Matcher missing = MISSING.matcher(line);
            Matcher taken = FOUND.matcher(line);
            if (missing.matches() && NAMES.contains(missing.group(1))) {
                found.put(missing.group(1), "missing");
            } else if (taken.matches() && NAMES.contains(taken.group(2))) {
                found.put(taken.group(2), real(taken.group(1)));
            }
        });
        return found;
    }

    private Map<String, String> ours(Path program, Map<String, String> environment) throws Exception {
        Host host = new LiveHost(environment);
        Libraries libraries = new Libraries(host, new Packages(host));
        LoaderResolution loader = LoaderResolution.of(host, libraries);
        Elf elf = libraries.elf(program.toString()).toOptional().orElseThrow();
        Linkage linkage = new Linkage(
                        libraries, loader, Asker.of(program.toString(), elf).rpath())
                .load(program.toString(), new Ask("program", How.LINKED, Importance.START, "", ""));
        Map<String, String> found = new TreeMap<>();
        for (String name : NAMES) {
            Loaded loaded = linkage.loaded().get(name);
            if (loaded == null) {
                continue;
            }
            if (!loaded.broken().isEmpty()) {
                return Map.of("stops at", real(loaded.path()));
            }
            found.put(name, loaded.path().isEmpty() ? "missing" : real(loaded.path()));
        }
        return found;
    }

    private static String library() {
        Host host = LiveHost.here();
        return LoaderResolution.of(host, new Libraries(host, new Packages(host)))
                .expanded("$LIB");
    }

    private static String real(String path) {
        return Path.of(path).normalize().toString();
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("LD_LIBRARY_PATH");
        builder.environment().remove("LD_PRELOAD");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(output).as(String.join(" ", command)).doesNotContain("ld returned");
        return output;
    }
}
