package dev.gpudoctor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gpudoctor.GoldenFile;
import dev.gpudoctor.cases.MachineCase;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decision table of {@code docs/pipelines.md} is what the program answers. */
class ExitCodeTableTest {
    private static final Path PAGE = Path.of("docs/pipelines.md");
    private static final String BEGIN = "<!-- begin: what check answers -->\n";
    private static final String END = "<!-- end: what check answers -->\n";
    private static final String SOUND = "healthy-workstation";
    private static final String NOTE = "two-copies-of-cudnn";
    private static final String WARNING = "pcie-link-of-four-lanes";
    private static final String ERROR = "driver-absent";

    private static final List<List<String>> COLUMNS =
            List.of(List.of(), List.of("--fail-on", "warning"), List.of("--strict"), List.of("--fail-on", "never"));

    @TempDir
    Path folder;

    /** One line of the table: a machine, a policy, options. */
    private record Row(String situation, ObjectNode machine, String policy, List<String> options) {}

    @Test
    void theTableIsWhatCheckAnswers() throws IOException {
        Path baseline = Files.writeString(
                folder.resolve("baseline.json"), machine(ERROR).toString());
        String expired = "- {id: driver.missing, reason: r, until: 2026-01-01}\n";
        List<Row> rows = List.of(
                row("nothing", SOUND, ""),
                row("notes only", NOTE, ""),
                row("a warning", WARNING, ""),
                row("an error", ERROR, ""),
                new Row("a rule of severity error is open", openError(SOUND), "", List.of()),
                new Row("a rule of severity warning is open", openWarning(), "", List.of()),
                new Row("a warning, and a rule of severity error is open", openError(WARNING), "", List.of()),
                new Row("an error, and a rule of severity error is open", openError(ERROR), "", List.of()),
                row("a requirement that is not met", SOUND, "require: {cuda: \">=99\"}"),
                row("an error that the policy allows", ERROR, "allow: [{id: driver.missing, reason: r}]"),
                row("the same past its day", ERROR, "allow:\n" + expired),
                row("the same past its day, `expired: error`", ERROR, "expired: error\nallow:\n" + expired),
                row("a note that the policy forbids", NOTE, "forbid: [{id: cudnn.copies.several, reason: r}]"),
                new Row(
                        "an error that the baseline had",
                        machine(ERROR),
                        "",
                        List.of("--baseline", baseline.toString())),
                row("a policy with an unknown key", SOUND, "colour: blue"),
                new Row("a snapshot that is none", (ObjectNode) Json.tree(Map.of()), "", List.of()));

        StringBuilder table =
                new StringBuilder("| Found | by default | `--fail-on warning` | `--strict` | `--fail-on never` |\n");
        table.append("|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append("| ").append(row.situation());
            COLUMNS.forEach(column -> table.append(" | ").append(code(row, column)));
            table.append(" |\n");
        }

        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
        GoldenFile.assertEquals(PAGE, page.substring(0, begin) + table + page.substring(end));
    }

    private int code(Row row, List<String> column) {
        List<String> arguments = new ArrayList<>(List.of("check", "--from", "-"));
        arguments.addAll(row.options());
        arguments.addAll(column);
        try {
            Path directory = Files.createTempDirectory(folder, "row");
            if (!row.policy().isEmpty()) {
                Files.writeString(directory.resolve("gpudoctor.yaml"), row.policy());
            }
            return CommandLineRun.in(directory, row.machine().toString(), arguments.toArray(String[]::new))
                    .code();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Row row(String situation, String machine, String policy) {
        return new Row(situation, machine(machine), policy, List.of());
    }

    private static ObjectNode machine(String name) {
        return MachineCase.named(name).machine();
    }

    private static ObjectNode openError(String name) {
        ObjectNode machine = machine(name);
        ObjectNode parser = (ObjectNode) machine.at("/tensorRts/0");
        parser.set("version", unreadable());
        return machine;
    }

    private static ObjectNode openWarning() {
        ObjectNode machine = machine(SOUND);
        ((ObjectNode) machine.get("limits")).set("memlockBytes", unreadable());
        return machine;
    }

    private static ObjectNode unreadable() {
        return (ObjectNode) Json.tree(Map.of("state", "unreadable", "reason", "not allowed"));
    }
}
