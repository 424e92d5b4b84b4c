package dev.gpudoctor.log;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message of the grammar.
 *
 * @param id unique name, PROJECT.MESSAGE
 * @param anchors literal texts in lower case, one of which every such line contains
 * @param pattern the message with its captures, whose names are their meaning
 * @param causes the causes it speaks for, each with a weight of 1 to 100
 * @param sets values that the message implies without saying them
 * @param harmless why the line needs no repair; empty for messages that report a fault
 * @param source the project and file that write it
 */
public record LogMessage(
        String id,
        List<String> anchors,
        Pattern pattern,
        Map<String, Integer> causes,
        Map<String, String> sets,
        String harmless,
        String source) {
    static final String CATALOGUE = "catalogue";

    private static final int LONGEST_VALUE = 200;
    private static final int MOST_PER_LINE = 8;

    public LogMessage {
        anchors = List.copyOf(anchors);
        causes = Map.copyOf(causes);
        sets = Map.copyOf(sets);
    }

    /** Whether the message explains its line: it speaks for a cause or is harmless. */
    boolean isKnown() {
        return !causes.isEmpty() || !harmless.isEmpty();
    }

    /** Whether it is a text by which conditions of the catalogue show, which may have it in common. */
    boolean isOfCatalogue() {
        return source.equals(CATALOGUE);
    }

    /**
     * What that text says where this message begins in its first so many characters: the captures by name. A message that
     * only names something, such as GPUs, may stand several times in a line; each is read.
     */
    List<Map<String, String>> read(String text, int within) {
        List<Map<String, String>> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find() && matcher.start() <= within) {
            Map<String, String> values = new LinkedHashMap<>(sets);
            for (String name : pattern.namedGroups().keySet()) {
                String value = matcher.group(name);
                if (value != null && !value.isBlank() && value.length() <= LONGEST_VALUE) {
                    values.put(meaning(name), value.strip());
                }
            }
            found.add(values);
            if (isKnown() || found.size() == MOST_PER_LINE) {
                break;
            }
        }
        return found;
    }

    /** Whether the message can say more than that, perhaps on the next line. */
    boolean saysMoreThan(Map<String, String> values) {
        return isKnown()
                && pattern.namedGroups().keySet().stream().anyMatch(name -> !values.containsKey(meaning(name)));
    }

    /** Alternatives of one pattern number the same capture: {@code arch2} means arch. */
    private static String meaning(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }
}
