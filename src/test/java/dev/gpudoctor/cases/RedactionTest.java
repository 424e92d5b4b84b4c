package dev.gpudoctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gpudoctor.app.ThisMachine;
import dev.gpudoctor.cli.CommandLineRun;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.probe.host.RootHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A user, a host, a home directory and a serial number may be called anything: nothing is judged otherwise for it, and
 * the name is gone where it is one. To keep within a minute, each of the names that have most in common with the stack is
 * tried on every machine case once, in JSON, which contains all that a report has: as the user's, the host's or a serial
 * number, which changes from case to case. Every name is tried in every form on a case of one verdict. Whatever the name, the very same text must come out, so it is enough to judge one redacted snapshot of
 * each case.
 */
class RedactionTest {
    private static final String UUID = "GPU-8932f937-0000-4106-c12f-20bd9faed9f6";
    private static final String SERIAL = "1652922000123";

    private static final List<String> ON_EVERY_CASE = List.of(
            "nvidia",
            "ubuntu",
            "cuda",
            "torch",
            "linux",
            "root2",
            "580",
            "0",
            "found",
            "a",
            "lib",
            "home",
            "Жанна",
            "J. R. Doe",
            "(z|q)+$\\E[",
            "zoe.quinn");

    private static final List<String> IN_EVERY_FORM = Stream.concat(
                    ON_EVERY_CASE.stream(),
                    Stream.of(
                            "tensorrt", "toor", "12.8", "LIVE", "venv", "usr", "李雷", "$1\\", "x86_64", "host", "true"))
            .toList();

    private static final List<String> FORMS = List.of("text", "json", "junit", "sarif", "markdown", "github", "html");

    private static final List<String> EACH_VERDICT = List.of(
            "healthy-workstation",
            "driver-absent",
            "driver-one-below-the-floor-of-cuda-12",
            "cudnn-part-of-older-release");

    private static final Map<String, String> WITH_A_USUAL_NAME = new ConcurrentHashMap<>();

    /** What is called so on one machine. */
    private record Called(String user, String host, String serial) {
        static Called all(String name) {
            return new Called(name, name, name);
        }
    }

    /** Places at which to begin, so that three of them at a time use each name once. */
    static IntStream onEveryCase() {
        return IntStream.iterate(0, start -> start < ON_EVERY_CASE.size(), start -> start + 3);
    }

    static List<String> inEveryForm() {
        return IN_EVERY_FORM;
    }

    static List<MachineCase> cases() {
        return MachineCase.all();
    }

    @ParameterizedTest
    @MethodSource("onEveryCase")
    void everyCaseIsJudgedAsItIsWhateverItsUserIsCalled(int start) {
        List<MachineCase> cases = MachineCase.all();
        IntStream.range(0, cases.size()).parallel().forEach(number -> {
            MachineCase machineCase = cases.get(number);
            Called called = new Called(name(start, number), name(start, number + 1), name(start, number + 2));
            CommandLineRun run = check(machineCase, called(called, machineCase), "json");
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).as("%s on %s", called, machineCase).isEqualTo(machineCase.exit());
            assertThat(run.out().equals(usual(machineCase, "json")))
                    .as(
                            "%s changes %s: %s",
                            called, machineCase, firstDifference(run.out(), usual(machineCase, "json")))
                    .isTrue();
        });
    }

    /** One of the three names from a place on; which of them is asked for turns with the case. */
    private static String name(int start, int turn) {
        return ON_EVERY_CASE.get((start + turn % 3) % ON_EVERY_CASE.size());
    }

    @ParameterizedTest
    @MethodSource("inEveryForm")
    void everyFormSaysTheSame(String name) {
        MachineCase known = MachineCase.named(EACH_VERDICT.get(IN_EVERY_FORM.indexOf(name) % EACH_VERDICT.size()));
        for (String form : FORMS) {
            CommandLineRun run = check(known, called(name, known), form, "--report", "json=/dev/null");
            assertThat(run.code()).isEqualTo(known.exit());
            assertThat(run.out().equals(usual(known, form)))
                    .as("%s changes %s: %s", name, form, firstDifference(run.out(), usual(known, form)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRedactedSnapshotNamesNobodyAndIsJudgedAsTheRealOne(MachineCase machineCase) throws Exception {
        String raw = called("alice", machineCase);
        CommandLineRun snapshot = CommandLineRun.withInput(raw, "snapshot", "--from", "-");

        assertThat(snapshot.code()).isZero();
        assertThat(snapshot.out()).doesNotContain("alice", UUID, UUID.substring(0, 12), SERIAL);
        assertThat(findings(check(machineCase, snapshot.out(), "json", "--no-redact")))
                .isEqualTo(findings(check(machineCase, raw, "json")));
        assertThat(CommandLineRun.withInput(snapshot.out(), "snapshot", "--from", "-")
                        .out())
                .as("redacted twice")
                .isEqualTo(snapshot.out());
    }

    /** The variables of a running machine, its home in an unusual place, the homes of others, and where a tree lies. */
    @Test
    void homesAreRedactedOnALiveMachineAndInATree(@TempDir Path folder) throws Exception {
        Path root = folder.resolve("home/zoe.quinn/image");
        for (String venv : List.of("data/people/ann/venv", "home/bob/venv", "home/Жанна/venv", "opt/app/venv")) {
            Path packages = root.resolve(venv + "/lib/python3.12/site-packages/torch-2.8.0.dist-info");
            Files.createDirectories(packages);
            Files.writeString(packages.resolve("METADATA"), "Name: torch\nVersion: 2.8.0\n");
            Files.writeString(root.resolve(venv + "/pyvenv.cfg"), "version = 3.12.3\n");
        }
        Map<String, String> variables = Map.of(
                "HOME", "/data/people/ann",
                "VIRTUAL_ENV", "/home/bob/venv",
                "PYTHONPATH", "/home/Жанна/x:/mnt/c/Users/Carl/y:/opt/app",
                "NVIDIA_VISIBLE_DEVICES", UUID + ",MIG-41b3dd3a-5d9c-5f3c-9c4e-1a2b3c4d5e6f,GPU-1",
                "NCCL_COMM_ID", "10.13.3.9:4242");
        ThisMachine machine = new ThisMachine(given -> host(root, given), List.of());

        for (String form : List.of("json", "html", "markdown")) {
            assertThat(CommandLineRun.on(machine, variables, "", "check", "--format", form)
                            .out())
                    .isNotEmpty()
                    .doesNotContain(
                            "ann/", "bob", "Жанна", "Carl", "zoe", "8932f937", "41b3dd3a", "GPU-1", "10.13.3.9");
        }
        assertThat(CommandLineRun.on(machine, variables, "", "snapshot").out())
                .doesNotContain("people", "bob", "Жанна", "Carl", "zoe", "8932f937", "41b3dd3a", "GPU-1", "10.13.3.9")
                .contains("/home/user/venv", "/home/user3/venv", "/opt/app", "GPU-unlisted-")
                // The vendor's number in it is the same on every machine.
                .contains("/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c");
        assertThat(CommandLineRun.of("snapshot", "--root", root.toString()).out())
                .contains("/opt/app/venv/lib")
                .doesNotContain("bob", "Жанна", "zoe");
    }

    private static RootHost host(Path root, Map<String, String> variables) {
        try {
            return RootHost.captured(root, variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It begins the same ids, however many GPUs there are, and still none where it began none. */
    @ParameterizedTest
    @CsvSource({
        "GPU-8932f937-0000-4106, true",
        "GPU-8, true",
        "GPU-9, false",
        "GPU-8932f937-0001, false",
        "1, true",
        "7, false"
    })
    void aShortenedIdStillSelectsWhatItSelected(String selector, boolean valid) throws Exception {
        ObjectNode machine = MachineCase.named("two-kinds-of-gpus").machine();
        put(machine.at("/gpus/value/0/uuid"), UUID);
        ((ObjectNode) machine.path("environment")).put("CUDA_VISIBLE_DEVICES", selector);
        String redacted = CommandLineRun.withInput(machine.toString(), "snapshot", "--from", "-")
                .out();

        for (String snapshot : List.of(machine.toString(), redacted)) {
            String out = CommandLineRun.withInput(snapshot, "check", "--from", "-", "--format", "json")
                    .out();
            assertThat(out.contains("\"key\" : \"env.cuda-visible-devices.invalid\""))
                    .isEqualTo(!valid);
            assertThat(out).doesNotContain("8932f937", "\"GPU-8\"", "\"GPU-9\"");
        }
    }

    /** Who took the baseline, and whether it was redacted, makes no difference. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "text"})
    void aBaselineOfSomebodyElseIsTheSame(String form, @TempDir Path folder) throws Exception {
        MachineCase known = MachineCase.named("cudnn-part-of-older-release");
        Path raw = Files.writeString(folder.resolve("raw.json"), called("bob", known));
        Path redacted = Files.writeString(
                folder.resolve("redacted.json"),
                CommandLineRun.withInput(called("carl", known), "snapshot", "--from", "-")
                        .out());
        for (Path baseline : List.of(raw, redacted)) {
            for (String redaction : List.of("--verbose", "--no-redact")) {
                CommandLineRun run =
                        check(known, called("alice", known), form, "--baseline", baseline.toString(), redaction);
                assertThat(run.code()).as(run.out()).isZero();
                assertThat(run.out()).doesNotContain("policy.baseline.lost@", "is gone");
            }
        }
    }

    private static String usual(MachineCase machineCase, String form) {
        return WITH_A_USUAL_NAME.computeIfAbsent(form + " " + machineCase, any -> {
            String out = check(machineCase, called("alice", machineCase), form, "--report", "json=/dev/null")
                    .out();
            assertThat(out).doesNotContain("alice", UUID, UUID.substring(0, 12), SERIAL);
            return out;
        });
    }

    private static CommandLineRun check(MachineCase machineCase, String machine, String form, String... more) {
        List<String> arguments = new ArrayList<>(List.of("check", "--from", "-", "--format", form));
        arguments.addAll(machineCase.arguments());
        arguments.addAll(List.of(more));
        return CommandLineRun.withInput(machine, arguments.toArray(String[]::new));
    }

    private static String firstDifference(String one, String other) {
        List<String> lines = other.lines().toList();
        List<String> own = one.lines().toList();
        for (int i = 0; i < own.size(); i++) {
            if (i >= lines.size() || !own.get(i).equals(lines.get(i))) {
                return own.get(i).strip() + " instead of "
                        + (i < lines.size() ? lines.get(i).strip() : "nothing");
            }
        }
        return "it is shorter";
    }

    /** Everything but the machine. */
    private static JsonNode findings(CommandLineRun run) throws JsonProcessingException {
        ObjectNode report = (ObjectNode) Json.parse(run.out());
        report.remove("machine");
        return report;
    }

    /** The machine with a user, a host, a home and a first GPU of that name. */
    private static String called(String name, MachineCase machineCase) {
        return called(name.equals("alice") ? new Called(name, name, SERIAL) : Called.all(name), machineCase);
    }

    private static String called(Called called, MachineCase machineCase) {
        ObjectNode machine = (ObjectNode) renamed(machineCase.machine().deepCopy(), called.user());
        put(machine.path("scene").path("user"), called.user());
        put(machine.path("scene").path("hostName"), called.host());
        JsonNode gpu = machine.path("gpus").path("value").path(0);
        put(gpu.path("uuid"), UUID);
        put(gpu.path("serial"), called.serial());
        if (machine.path("environment") instanceof ObjectNode variables) {
            variables.put("HOME", "/home/" + called.user());
        }
        return machine.toString();
    }

    private static void put(JsonNode observed, String value) {
        if (observed instanceof ObjectNode node && node.path("state").asText().equals("found")) {
            node.put("value", value);
        }
    }

    private static JsonNode renamed(JsonNode node, String name) {
        if (node.isTextual()) {
            return new TextNode(node.asText()
                    .replace("/home/alice", "/home/" + name)
                    .replace("belongs to alice", "belongs to " + name)
                    .replace("GPU-00000000-0000-0000-0000-000000000001", UUID)
                    .replace("GPU-00000000", UUID.substring(0, 12)));
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(renamed(field.getValue(), name)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, renamed(array.get(i), name));
            }
        }
        return node;
    }
}
