package dev.gpudoctor.report;

import dev.gpudoctor.machine.Gpu;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes UUIDs and serial numbers of GPUs out of texts. The beginning of a UUID, by which CUDA lets a GPU be chosen,
 * becomes something that still begins the same GPUs' ids and no others.
 */
final class DeviceIds {
    private static final String HEX = "[0-9a-fA-F]";
    /** Not the vendor in the name of a firmware variable, which is the same everywhere. */
    private static final String BARE =
            "(?<!/efivars/[A-Za-z]{1,40}-)" + HEX + "{8}-(?:" + HEX + "{4}-){3}" + HEX + "{12}";

    private static final String UUID = "(?:GPU|MIG)-" + HEX + "[0-9a-fA-F\\-]{2,40}|" + BARE;
    private static final Pattern TOLD_BY_ITSELF = Pattern.compile("(?:GPU|MIG)-(?=.*\\d|.{8}).+|" + BARE);
    private static final Pattern DISTINCT = Pattern.compile("(?=.*\\d)[A-Za-z0-9-]{8,}");
    private static final Pattern SELECTOR = Pattern.compile("(?:GPU|MIG)-(?:GPU-)?([^,/\\s]+)");

    private static final int MAX_SELECTORS = 256;

    private final Map<String, String> uuids = new LinkedHashMap<>();
    private final Map<String, String> others = new LinkedHashMap<>();
    private final Map<String, String> serials = new LinkedHashMap<>();
    private final Set<String> selectors = new LinkedHashSet<>();
    private final int digits;
    private final Pattern ids;

    /**
     * @param gpus those with the ids to take out
     * @param selections values of variables that choose GPUs
     */
    DeviceIds(List<Gpu> gpus, Collection<String> selections) {
        digits = String.valueOf(Math.max(0, gpus.size() - 1)).length();
        for (int i = 0; i < gpus.size(); i++) {
            String uuid = uuid(i);
            String serial = serial(i);
            gpus.get(i).uuid().toOptional().filter(id -> !id.isBlank()).ifPresent(id -> uuids.putIfAbsent(id, uuid));
            gpus.get(i)
                    .serial()
                    .toOptional()
                    .filter(id -> DISTINCT.matcher(id).matches())
                    .ifPresent(id -> serials.putIfAbsent(id, serial));
        }
        for (String selection : selections) {
            SELECTOR.matcher(selection).results().limit(MAX_SELECTORS).forEach(found -> {
                selectors.add("GPU-" + found.group(1));
                selectors.add("MIG-" + found.group(1));
            });
        }
        List<String> words = new ArrayList<>(serials.keySet());
        words.addAll(selectors);
        Stream<String> literal = Stream.concat(
                        words.stream(),
                        uuids.keySet().stream().filter(id -> id.startsWith("GPU-") && !id.matches(UUID)))
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote);
        ids = Pattern.compile("(?<![A-Za-z0-9])(?:"
                + Stream.concat(literal, Stream.of(UUID))
                        .reduce((a, b) -> a + "|" + b)
                        .orElse(UUID)
                + ")(?![A-Za-z0-9])");
    }

    /** What a GPU's UUID becomes; none of them begins another. */
    String uuid(int index) {
        return "GPU-redacted-" + number(index);
    }

    String serial(int index) {
        return "serial-redacted-" + number(index);
    }

    private String number(int index) {
        return String.format("%0" + digits + "d", index);
    }

    /** The text without them. */
    String redact(String text) {
        return text.length() < 5
                ? text
                : ids.matcher(text).replaceAll(found -> Matcher.quoteReplacement(id(found.group())));
    }

    private String id(String id) {
        if (serials.containsKey(id)) {
            return serials.get(id);
        }
        if (!selectors.contains(id)
                && !uuids.containsKey(id)
                && !TOLD_BY_ITSELF.matcher(id).matches()) {
            return id;
        }
        boolean prefixed = id.startsWith("GPU-") || id.startsWith("MIG-");
        String number = prefixed ? id.substring(4) : id;
        List<String> begun = uuids.keySet().stream()
                .filter(uuid -> uuid.startsWith("GPU-" + number))
                .map(uuids::get)
                .distinct()
                .toList();
        String kind = prefixed ? id.substring(0, 4) : "";
        return switch (begun.size()) {
            case 0 -> kind + others.computeIfAbsent(number, any -> "unlisted-" + others.size());
            case 1 -> kind + begun.get(0).substring(4);
            default -> kind + "redacted-";
        };
    }
}
