package dev.gpudoctor.finding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers and names by which CUDA, NVML, nvidia-smi and the kernel module report faults. */
public final class CodeTable {
    private static final Pattern NUMBER = Pattern.compile("(?:(xid|cuda|cudart|nvml|exit)[ :=-]*)?(\\d{1,5})");

    private final List<Code> codes;

    private CodeTable(List<Code> codes) {
        this.codes = List.copyOf(codes);
    }

    /**
     * One code.
     *
     * @param family cuda (driver and runtime share their numbers), nvml, xid or smiExit
     * @param number the number
     * @param names what headers call it; empty for exit codes
     * @param action what NVIDIA's list of Xids says to do; empty elsewhere
     */
    public record Code(String family, int number, List<String> names, String action) {
        public Code {
            names = List.copyOf(names);
        }

        /** The code as people write it, such as {@code CUDA 803 CUDA_ERROR_SYSTEM_DRIVER_MISMATCH}. */
        public String label() {
            String word =
                    switch (family) {
                        case "cuda" -> "CUDA";
                        case "nvml" -> "NVML";
                        case "xid" -> "Xid";
                        default -> "exit code of nvidia-smi";
                    };
            return (word + " " + number + " " + String.join(" / ", names)).strip();
        }
    }

    /** The table that comes with the program. */
    public static CodeTable builtIn() {
        try (InputStream in = CodeTable.class.getResourceAsStream("/dev/gpudoctor/catalog/codes.json")) {
            List<Code> codes = new ArrayList<>();
            for (JsonNode node : Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .path("codes")) {
                List<String> names = new ArrayList<>();
                node.path("names").forEach(name -> names.add(name.asText()));
                codes.add(new Code(
                        node.path("family").asText(),
                        node.path("number").asInt(),
                        names,
                        node.path("action").asText()));
            }
            return new CodeTable(codes);
        } catch (IOException e) {
            throw new UncheckedIOException("table of codes", e);
        }
    }

    /** Every code, in the table's order. */
    public List<Code> all() {
        return codes;
    }

    /** The codes that a text names: by a name, a number, or a family and a number such as {@code xid 79}. */
    public List<Code> find(String text) {
        String wanted = text.strip();
        Matcher number = NUMBER.matcher(wanted.toLowerCase(Locale.ROOT));
        if (!number.matches()) {
            return codes.stream()
                    .filter(code -> code.names().stream().anyMatch(wanted::equalsIgnoreCase))
                    .toList();
        }
        String family = number.group(1) == null ? "" : number.group(1);
        return codes.stream()
                .filter(code -> code.number() == Integer.parseInt(number.group(2)))
                .filter(code -> family.isEmpty() || code.family().equals(familyOf(family)))
                .toList();
    }

    private static String familyOf(String word) {
        return switch (word) {
            case "cudart" -> "cuda";
            case "exit" -> "smiExit";
            default -> word;
        };
    }

    /** The conditions that a code can mean, those with the fewest codes first, since they are the most specific. */
    public static List<Condition> meaning(Code code, Catalog catalog) {
        return catalog.all().stream()
                .filter(condition -> reports(condition, code))
                .sorted(java.util.Comparator.comparingInt(CodeTable::breadth))
                .toList();
    }

    private static boolean reports(Condition condition, Code code) {
        boolean own = condition.codes().getOrDefault(code.family(), List.of()).contains(code.number());
        boolean runtime = code.family().equals("cuda")
                && condition.codes().getOrDefault("cudart", List.of()).contains(code.number());
        return own || runtime;
    }

    private static int breadth(Condition condition) {
        return condition.codes().values().stream().mapToInt(List::size).sum();
    }
}
