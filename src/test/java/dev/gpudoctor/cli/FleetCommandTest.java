package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.JsonSchemas;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.machine.SystemPackage;
import dev.gpudoctor.machine.SystemPackage.Manager;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many machines: what they have in common, which differ, which fail, and what could not be read. */
class FleetCommandTest {
    @TempDir
    Path folder;

    private static final Consumer<ObjectNode> AS_IT_IS = machine -> {};

    @Test
    void nodesOfOneStackAreOneClass() throws Exception {
        nodes(1, 5, AS_IT_IS);

        CommandLineRun run = fleet();

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("5 nodes: 5 healthy\n")
                .contains("1 x NVIDIA L40S (x86_64): 5 nodes", "= 5 gpu[001-005]: driver ")
                .doesNotContain("!", "Root causes", "Unreadable");
    }

    static Stream<Arguments> plants() {
        return Stream.of(
                Arguments.of(
                        "driver",
                        "driver 570.133.20 instead of 580.95.05",
                        plant("/kernelDriver/loadedVersion/value", "570.133.20")),
                Arguments.of(
                        "kernel", "kernel 6.8.0-99-generic instead of ", plant("/os/kernel/value", "6.8.0-99-generic")),
                Arguments.of(
                        "environment", "NCCL_IB_HCA mlx5_7 in addition", plant("/environment/NCCL_IB_HCA", "mlx5_7")),
                Arguments.of(
                        "nccl",
                        "libnccl2 2.27.3-1+cuda12.9 instead of 2.28.3-1+cuda13.0",
                        plant("/packages/value/2/version", "2.27.3-1+cuda12.9")),
                Arguments.of(
                        "packages", "cuda-keyring 1.0-1 instead of 1.1-1", plant("/packages/value/3/version", "1.0-1")),
                Arguments.of(
                        "firmware",
                        "GSP firmware 570.133.20 instead of 580.95.05",
                        plant("/kernelDriver/gpus/value/0/firmware/value", "570.133.20")),
                Arguments.of(
                        "link",
                        "PCIe link generation 4 x8 (of x16) instead of generation 4 x16",
                        plant("/gpus/value/0/link/value/width", 8)),
                Arguments.of(
                        "parameters",
                        "kernel argument iommu pt in addition",
                        plant("/kernelDriver/arguments/value", List.of("iommu=pt"))),
                Arguments.of(
                        "python",
                        "torch in /home/user/venv 2.5.1+cu124 instead of 2.8.0+cu128",
                        plant("/pythons/0/packages/0/version", "2.5.1+cu124")),
                Arguments.of(
                        "container",
                        "NVIDIA Container Toolkit 1.14.6 instead of 1.18.0",
                        plant("/containerTooling/toolkit/value", "1.14.6")),
                Arguments.of("gpu", "ECC off instead of on", plant("/gpus/value/0/ecc/value/enabled", false)));
    }

    @ParameterizedTest
    @MethodSource("plants")
    void whatOneNodeHasOtherwiseIsTold(String part, String sentence, Consumer<ObjectNode> plant) throws Exception {
        nodes(1, 9, AS_IT_IS);
        node("gpu010", plant);

        CommandLineRun run = fleet("--format", "json");

        JsonNode group = json(run).at("/hardware/0");
        assertThat(group.path("comparedWith").asText()).isEqualTo("majority");
        assertThat(group.at("/classes/0/hostlist").asText()).isEqualTo("gpu[001-009]");
        assertThat(group.at("/classes/0/differences")).isEmpty();
        JsonNode differences = group.at("/classes/1/differences");
        assertThat(group.at("/classes/1/nodes/0").asText()).isEqualTo("gpu010");
        assertThat(differences).hasSize(1);
        assertThat(differences.at("/0/part").asText()).isEqualTo(part);
        assertThat(differences.at("/0/sentence").asText()).contains(sentence);
        assertThat(fleet("--list", "outlier").out()).isEqualTo("gpu010\n");
        assertThat(fleet("--by", part, "--list", "outlier").out()).isEqualTo("gpu010\n");
        assertThat(fleet("--by", part.equals("driver") ? "kernel" : "driver", "--list", "outlier")
                        .out())
                .isEmpty();
    }

    @Test
    void anEnvironmentThatIsMissingIsToldOnce() throws Exception {
        nodes(1, 3, AS_IT_IS);
        node("gpu004", machine -> machine.set("pythons", Json.tree(List.of())));

        JsonNode differences = json(fleet("--format", "json")).at("/hardware/0/classes/1/differences");

        assertThat(differences).hasSize(1);
        assertThat(differences.at("/0/sentence").asText()).startsWith("no Python in ");
    }

    @Test
    void aTieHasNoMajority() throws Exception {
        nodes(1, 2, AS_IT_IS);
        nodes(3, 4, plant("/os/kernel/value", "6.8.0-99-generic"));

        CommandLineRun run = fleet("--fail-on", "drift");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out())
                .contains("No majority: 2 stacks are on 2 nodes each.")
                .doesNotContain("!");
        assertThat(fleet("--list", "outlier").out()).isEmpty();
        assertThat(fleet("--reference", folder.resolve("fleet/gpu003.json").toString(), "--list", "outlier")
                        .out())
                .isEqualTo("gpu001\ngpu002\n");
    }

    @Test
    void theMostCommonStackIsNoMajority() throws Exception {
        nodes(1, 2, AS_IT_IS);
        node("gpu003", plant("/os/kernel/value", "6.8.0-98-generic"));
        node("gpu004", plant("/os/kernel/value", "6.8.0-99-generic"));

        assertThat(fleet().out()).contains("No stack has a majority; compared with the most common one (2 of 4).");
    }

    @Test
    void aNodeThatLostGpusStaysAmongItsPeersAndFewerGpusElsewhereAreOtherHardware() throws Exception {
        Consumer<ObjectNode> two = machine -> {
            doubled(machine, "/gpus/value");
            doubled(machine, "/pci/value");
        };
        nodes(1, 18, two);
        node("gpu019", AS_IT_IS);
        nodes(21, 23, AS_IT_IS);

        JsonNode groups = json(fleet("--format", "json")).path("hardware");

        assertThat(groups).hasSize(2);
        assertThat(groups.at("/0/name").asText()).startsWith("2 x ");
        assertThat(groups.at("/1/hostlist").asText()
                        + groups.at("/1/classes/0/hostlist").asText())
                .isEqualTo("gpu[019,021-023]");

        Files.list(folder.resolve("fleet"))
                .filter(file -> file.toString().matches(".*gpu02\\d.json"))
                .forEach(file -> assertThat(file.toFile().delete()).isTrue());
        assertThat(fleet().out()).contains("! 1 gpu019: GPUs 1 x NVIDIA L40S instead of 2 x NVIDIA L40S");
    }

    @Test
    void whatANodeDoesNotKnowIsNoDifferenceButLeavesDriftOpen() throws Exception {
        nodes(1, 4, AS_IT_IS);
        node("gpu005", machine -> ((ObjectNode) machine.get("os"))
                .set("prettyName", Json.tree(Map.of("state", "unreadable", "reason", "not allowed"))));

        CommandLineRun run = fleet("--fail-on", "drift", "--format", "json");

        assertThat(run.code()).isEqualTo(3);
        JsonNode classes = json(run).at("/hardware/0/classes");
        assertThat(classes).hasSize(1);
        assertThat(classes.at("/0/undecided/0").asText()).isEqualTo("distribution");
        assertThat(fleet().code()).isZero();
    }

    @Test
    void rootCausesAreWorstFirstWithTheirNodes() throws Exception {
        nodes(1, 9, AS_IT_IS);
        for (String name : List.of("gpu010", "gpu011", "gpu012", "gpu020")) {
            write(name, MachineCase.named("driver-absent").machine());
        }
        write("gpu030", MachineCase.named("pcie-link-of-four-lanes").machine());

        CommandLineRun run = fleet("--format", "json");

        assertThat(run.code()).isEqualTo(1);
        JsonNode tree = json(run);
        assertThat(tree.at("/rootCauses/0/id").asText()).isEqualTo("driver.missing");
        assertThat(tree.at("/rootCauses/0/hostlist").asText()).isEqualTo("gpu[010-012,020]");
        assertThat(tree.at("/rootCauses/1/id").asText()).isEqualTo("hardware.pcie.degraded");
        assertThat(tree.at("/rootCauses/1/severity").asText()).isEqualTo("warning");
        assertThat(fleet("--list", "unhealthy").out()).isEqualTo("gpu010\ngpu011\ngpu012\ngpu020\n");
        assertThat(fleet("--list", "degraded").out()).isEqualTo("gpu030\n");
        assertThat(fleet("--list", "healthy").out().lines()).hasSize(9);
        assertThat(fleet().out()).contains("error driver.missing: 4 nodes, gpu[010-012,020]");
    }

    @ParameterizedTest
    @CsvSource({
        "healthy-workstation, error, 0",
        "healthy-workstation, drift, 0",
        "pcie-link-of-four-lanes, error, 0",
        "pcie-link-of-four-lanes, warning, 1",
        "driver-absent, error, 1",
        "driver-absent, drift, 1",
        "driver-absent, never, 0",
    })
    void theExitCodeIsThatOfTheWorst(String machine, String limit, int code) throws Exception {
        write("gpu001", MachineCase.named(machine).machine());

        assertThat(fleet("--fail-on", limit).code()).isEqualTo(code);
    }

    @Test
    void oldSnapshotsAreListedAndLeaveTheAnswerOpen() throws Exception {
        nodes(1, 3, plant("/scene/takenAt", "2026-11-23T11:00:00Z"));
        node("gpu004", plant("/scene/takenAt", "2026-11-21T11:00:00Z"));

        assertThat(fleet().code()).isZero();
        CommandLineRun run = fleet("--max-age", "24h");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("4 nodes: 4 healthy; 1 stale", "\nStale\n  gpu004: 2026-11-21T11:00:00Z");
        assertThat(fleet("--max-age", "7d").code()).isZero();
        assertThat(fleet("--max-age", "24h", "--list", "stale").out()).isEqualTo("gpu004\n");
        assertThat(fleet("--max-age", "24h", "--list", "healthy").out()).isEqualTo("gpu001\ngpu002\ngpu003\n");
    }

    @Test
    void ofSeveralSnapshotsOfANodeTheNewestCounts() throws Exception {
        ObjectNode then = MachineCase.named("driver-absent").machine();
        plant("/scene/node", Map.of("state", "found", "value", "gpu001")).accept(then);
        plant("/scene/takenAt", "2026-11-01T00:00:00Z").accept(then);
        write("monday", then);
        nodes(1, 2, plant("/scene/takenAt", "2026-11-02T00:00:00Z"));

        CommandLineRun run = fleet();

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("2 nodes: 2 healthy; 1 superseded", "gpu001: 2026-11-01T00:00:00Z");
    }

    @Test
    void unreadableOnesAreListedAndLeaveTheAnswerOpen() throws Exception {
        nodes(1, 2, AS_IT_IS);
        Path fleet = folder.resolve("fleet");
        Files.writeString(fleet.resolve("empty.json"), "");
        Files.writeString(fleet.resolve("half.json"), machine().toString().substring(0, 5_000));
        Files.writeString(fleet.resolve("other.json"), "{\"schema\":\"gpudoctor/machine/2\"}");
        Files.writeString(fleet.resolve("node 3.json"), machine().toString());
        Files.writeString(fleet.resolve("broken.json.gz"), "\u001f\u008b no gzip", StandardCharsets.ISO_8859_1);
        Files.writeString(fleet.resolve("README.md"), "not a snapshot");
        zipped(fleet.resolve("bomb.json.gz"), out -> {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(zeros);
            }
        });

        CommandLineRun run = fleet("--format", "json");

        assertThat(run.code()).isEqualTo(3);
        assertThat(json(run).at("/summary/unreadable").asInt()).isEqualTo(6);
        assertThat(json(run).at("/summary/nodes").asInt()).isEqualTo(2);
        assertThat(json(run).path("unreadable").toString())
                .contains(
                        "empty.json\",\"reason\":\"empty\"",
                        "half.json",
                        "gpudoctor/machine/2",
                        "its file name is not a node name",
                        "broken.json.gz",
                        "larger than any snapshot (16 MiB)");
    }

    @Test
    void snapshotsOneAfterAnotherAndReportsAndCompressedOnes() throws Exception {
        ObjectNode named = machine();
        plant("/scene/node", Map.of("state", "found", "value", "gpu007")).accept(named);
        String report = CommandLineRun.withInput(machine().toString(), "check", "--from", "-", "--format", "json")
                .out();
        Path packed = folder.resolve("fleet/gpu008.json.gz");
        Files.createDirectories(packed.getParent());
        zipped(packed, out -> out.write(report.getBytes(StandardCharsets.UTF_8)));

        CommandLineRun run = CommandLineRun.withInput(
                named + "\n" + Json.pretty(machine()) + "{broken\n" + machine() + "\n",
                "fleet",
                "-",
                packed.toString(),
                "--format",
                "json");

        assertThat(json(run).path("nodes").findValuesAsText("name"))
                .containsExactly("gpu007", "gpu008", "stdin-2", "stdin-4");
        assertThat(json(run).at("/unreadable/0/source").asText()).isEqualTo("standard input, document 3");
        assertThat(run.code()).isEqualTo(3);
    }

    @Test
    void aSnapshotKnowsItsNode() throws Exception {
        CommandLineRun taken =
                CommandLineRun.withInput(machine().toString(), "snapshot", "--from", "-", "--node", "rack1-gpu07");
        assertThat(JsonSchemas.faults("machine-1", taken.out())).isEmpty();

        assertThat(CommandLineRun.withInput(taken.out(), "fleet", "-", "--list", "healthy")
                        .out())
                .isEqualTo("rack1-gpu07\n");
        assertThat(CommandLineRun.withInput(machine().toString(), "snapshot", "--from", "-")
                        .out())
                .doesNotContain("rack1-gpu07");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "a,b", "a\nb", "$(id)", "../x", "a/b", "[1-3]"})
    void whatIsNoNodeNameIsRefused(String name) throws Exception {
        CommandLineRun taken =
                CommandLineRun.withInput(machine().toString(), "snapshot", "--from", "-", "--node", name);
        assertThat(taken.code()).isEqualTo(2);
        assertThat(taken.out()).isEmpty();

        ObjectNode forged = machine();
        plant("/scene/node", Map.of("state", "found", "value", name)).accept(forged);
        CommandLineRun run = CommandLineRun.withInput(forged.toString(), "fleet", "-", "--list", "healthy");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void namesOfPeopleAreTakenOut() throws Exception {
        nodes(1, 2, AS_IT_IS);
        node("gpu004", plant("/environment/LD_LIBRARY_PATH", "/home/alice/lib"));

        assertThat(fleet().out()).contains("/home/user/lib").doesNotContain("alice");
        assertThat(fleet("--format", "json").out()).contains("/home/user/lib").doesNotContain("alice");
        assertThat(fleet("--no-redact").out()).contains("/home/alice/lib");
    }

    @Test
    void theSameAsMarkdownAndAsAPage() throws Exception {
        nodes(1, 3, AS_IT_IS);
        node("gpu004", plant("/environment/NCCL_IB_HCA", "<script>|`x`"));
        write("gpu005", MachineCase.named("driver-absent").machine());
        Files.writeString(folder.resolve("fleet/<img>.json"), "");

        String markdown = fleet("--format", "markdown").out();
        String page = fleet("--format", "html").out();

        assertThat(markdown)
                .contains(
                        "5 nodes: 1 unhealthy, 4 healthy; 2 outliers, 1 unreadable.",
                        "| error | `driver.missing` ",
                        "| 1 | `gpu005` |",
                        "| 3 | `gpu[001-003]` | driver 580.95.05, kernel ",
                        "| **differs** | 1 | `gpu004` | NCCL\\_IB\\_HCA &lt;script&gt;\\|\\`x\\` in addition |");
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains(
                        "<p class=\"verdict unhealthy\">unhealthy</p>",
                        "<code>driver.missing</code>",
                        "<code>gpu[001-003]</code>",
                        "NCCL_IB_HCA &lt;script&gt;|`x` in addition",
                        "default-src 'none'",
                        "&lt;img&gt;.json: empty")
                .doesNotContain("<script>", "<img>", " src=");
    }

    /** Three hundred nodes, of which twelve were changed by hand: those and no others are named, each with its change. */
    @Test
    void plantedOutliersAreToldExactly() throws Exception {
        List<Consumer<ObjectNode>> plants = List.of(
                plant("/os/kernel/value", "6.8.0-99-generic"),
                plant("/packages/value/2/version", "2.27.3-1+cuda12.9"),
                plant("/environment/NCCL_IB_HCA", "mlx5_7"),
                plant("/containerTooling/toolkit/value", "1.14.6"));
        List<String> sentences = List.of(
                "kernel 6.8.0-99-generic instead of 6.8.0-87-generic",
                "libnccl2 2.27.3-1+cuda12.9 instead of 2.28.3-1+cuda13.0",
                "NCCL_IB_HCA mlx5_7 in addition",
                "NVIDIA Container Toolkit 1.14.6 instead of 1.18.0");
        List<List<String>> planted = Stream.generate(() -> (List<String>) new ArrayList<String>())
                .limit(plants.size())
                .toList();
        StringBuilder documents = new StringBuilder();
        for (int i = 1; i <= 300; i++) {
            String name = "gpu%03d".formatted(i);
            ObjectNode machine = machine();
            plant("/scene/node", Map.of("state", "found", "value", name)).accept(machine);
            if (i % 25 == 7) {
                int which = i / 25 % plants.size();
                plants.get(which).accept(machine);
                planted.get(which).add(name);
            }
            documents.append(machine).append('\n');
        }

        CommandLineRun run = CommandLineRun.withInput(documents.toString(), "fleet", "-", "--format", "json");

        assertThat(run.code()).isZero();
        JsonNode classes = json(run).at("/hardware/0/classes");
        assertThat(classes).hasSize(1 + plants.size());
        assertThat(classes.at("/0/nodes")).hasSize(288);
        for (int which = 0; which < plants.size(); which++) {
            String sentence = sentences.get(which);
            List<String> nodes = planted.get(which);
            assertThat(classes)
                    .filteredOn(one -> one.path("sentence").asText().equals(sentence))
                    .singleElement()
                    .satisfies(one -> assertThat(one.path("nodes"))
                            .extracting(JsonNode::asText)
                            .isEqualTo(nodes));
        }
    }

    @Test
    void progressIsForTerminals() throws Exception {
        nodes(1, 60, AS_IT_IS);
        String path = folder.resolve("fleet").toString();

        assertThat(fleet().err()).isEmpty();
        assertThat(CommandLineRun.with(Map.of("GPUDOCTOR_STDERR_TTY", "1"), "", "fleet", path)
                        .err())
                .contains("50 snapshots");
    }

    @ParameterizedTest
    @CsvSource({
        "--max-age, soon, 'not an age'",
        "--by, moon, moon",
        "--list, nice, nice",
        "--fail-on, info, info",
        "--reference, none.json, none.json"
    })
    void anOptionThatIsNone(String option, String value, String words) throws Exception {
        nodes(1, 1, AS_IT_IS);
        CommandLineRun run = fleet(option, value);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aPathThatIsNotThere() {
        CommandLineRun run = CommandLineRun.of("fleet", folder.resolve("none").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("no such file or directory");
    }

    @Test
    void anEmptyDirectoryDecidesNothing() throws Exception {
        Files.createDirectories(folder.resolve("fleet"));
        assertThat(fleet().code()).isEqualTo(3);
        assertThat(fleet().out()).isEqualTo("0 nodes\n");
    }

    private CommandLineRun fleet(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("fleet", folder.resolve("fleet").toString()));
        arguments.addAll(List.of(options));
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        if (arguments.contains("json")) {
            assertThat(JsonSchemas.faults("fleet-1", run.out())).isEmpty();
        }
        return run;
    }

    private static JsonNode json(CommandLineRun run) throws IOException {
        return Json.parse(run.out());
    }

    private void nodes(int first, int last, Consumer<ObjectNode> plant) {
        IntStream.rangeClosed(first, last).forEach(i -> node("gpu%03d".formatted(i), plant));
    }

    private void node(String name, Consumer<ObjectNode> plant) {
        ObjectNode machine = machine();
        plant.accept(machine);
        write(name, machine);
    }

    private void write(String name, ObjectNode machine) {
        try {
            Path directory = Files.createDirectories(folder.resolve("fleet"));
            Files.writeString(directory.resolve(name + ".json"), machine.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A sound machine that knows all that is planted. */
    private static ObjectNode machine() {
        ObjectNode machine = MachineCase.named("healthy-workstation").machine();
        plant("/kernelDriver/arguments", Map.of("state", "found", "value", List.of()))
                .accept(machine);
        ((ArrayNode) machine.at("/packages/value"))
                .add(Json.tree(new SystemPackage(Manager.DPKG, "libnccl2", "2.28.3-1+cuda13.0")))
                .add(Json.tree(new SystemPackage(Manager.DPKG, "cuda-keyring", "1.1-1")));
        return machine;
    }

    private static void doubled(ObjectNode machine, String place) {
        ArrayNode list = (ArrayNode) machine.at(place);
        list.add(list.get(0).deepCopy());
    }

    private static Consumer<ObjectNode> plant(String place, Object value) {
        return machine -> {
            int last = place.lastIndexOf('/');
            ObjectNode parent = (ObjectNode) machine.at(place.substring(0, last));
            parent.set(place.substring(last + 1), Json.tree(value));
        };
    }

    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private static void zipped(Path file, Content content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            content.write(out);
        }
    }
}
