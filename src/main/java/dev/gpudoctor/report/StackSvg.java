package dev.gpudoctor.report;

import dev.gpudoctor.finding.Severity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Draws the stack: a box for each layer, a line between neighbours, and every broken link dashed and named. */
final class StackSvg {
    private static final int WIDTH = 760;
    private static final int LEFT = 8;
    /** Room beside the boxes for links between layers that are no neighbours. */
    private static final int LANES = 184;
    /** Where the facts begin in a box, beside its label. */
    private static final int FACTS = 118;
    /** Width of a letter of the facts, on average. */
    private static final double LETTER = 6.7;
    /** Where the lines between neighbours run: below the labels, so that a narrow window shows what is broken. */
    private static final int SPINE = LEFT + 46;

    private static final int LINE_HEIGHT = 18;
    private static final int GAP = 30;
    private static final int MOST_LINES = 4;

    private final StringBuilder svg = new StringBuilder();
    private final int boxWidth;
    private final Map<StackPicture.Layer, Integer> tops = new EnumMap<>(StackPicture.Layer.class);
    private final Map<StackPicture.Layer, Integer> bottoms = new EnumMap<>(StackPicture.Layer.class);

    private StackSvg(boolean lanes) {
        this.boxWidth = WIDTH - 2 * LEFT - (lanes ? LANES : 0);
    }

    static String of(StackPicture picture) {
        boolean lanes = picture.links().stream().anyMatch(link -> !joinsNeighbours(link));
        return new StackSvg(lanes).draw(picture);
    }

    private String draw(StackPicture picture) {
        int y = LEFT;
        for (StackPicture.Row row : picture.rows()) {
            tops.put(row.layer(), y);
            y += height(row);
            bottoms.put(row.layer(), y);
            y += GAP;
        }
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH + " " + (y - GAP + LEFT))
                .append("\" role=\"img\" aria-labelledby=\"stack-title stack-text\">\n<title id=\"stack-title\">")
                .append("The stack</title>\n<desc id=\"stack-text\">")
                .append(Html.text(inWords(picture)))
                .append("</desc>\n");
        neighbours(picture);
        picture.rows().forEach(this::box);
        int lane = 0;
        for (StackPicture.Link link : picture.links()) {
            broken(link, lane++);
        }
        return svg.append("</svg>\n").toString();
    }

    private static int height(StackPicture.Row row) {
        return LINE_HEIGHT * Math.max(1, Math.min(row.texts().size(), MOST_LINES + 1)) + 16;
    }

    private void neighbours(StackPicture picture) {
        for (int i = 1; i < picture.rows().size(); i++) {
            StackPicture.Row above = picture.rows().get(i - 1);
            StackPicture.Row below = picture.rows().get(i);
            StackPicture.Layer upper = above.layer();
            StackPicture.Layer lower = below.layer();
            String kind = above.here() && below.here() ? "link" : "link none";
            boolean breaks = picture.links().stream().anyMatch(link -> link.upper() == upper && link.lower() == lower);
            if (!breaks) {
                svg.append(String.format(
                        "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
                        kind, SPINE, bottom(upper), SPINE, top(lower)));
            }
        }
    }

    private void box(StackPicture.Row row) {
        int top = top(row.layer());
        String kind = row.worst().map(Severity::word).orElse(row.here() ? "there" : "none");
        svg.append(String.format(
                "<rect class=\"box %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>%n",
                kind, LEFT, top, boxWidth, height(row)));
        String mark = row.worst()
                .map(worst -> worst == Severity.ERROR ? "\u2717 " : "! ")
                .orElse("");
        text("label", LEFT + 12, top + 21, mark + row.layer().label());
        List<String> texts = row.texts().isEmpty() ? List.of("none found") : row.texts();
        for (int i = 0; i < Math.min(texts.size(), MOST_LINES); i++) {
            text("fact", LEFT + FACTS, top + 21 + i * LINE_HEIGHT, shortened(texts.get(i)));
        }
        if (texts.size() > MOST_LINES) {
            text(
                    "fact",
                    LEFT + FACTS,
                    top + 21 + MOST_LINES * LINE_HEIGHT,
                    "and " + (texts.size() - MOST_LINES) + " more");
        }
    }

    private void broken(StackPicture.Link link, int lane) {
        String kind = link.finding().severity().word();
        if (joinsNeighbours(link)) {
            int from = bottom(link.upper());
            int to = top(link.lower());
            svg.append(String.format(
                    "<line class=\"link %s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
                    kind, SPINE, from, SPINE, to));
            text(
                    "label " + kind,
                    SPINE + 14,
                    (from + to) / 2 + 5,
                    "\u2717 " + link.finding().id());
        } else {
            int x = LEFT + boxWidth;
            int from = middle(link.upper());
            int to = middle(link.lower());
            int out = x + 24 + 14 * Math.min(lane, 4);
            svg.append(
                    String.format("<path class=\"link %s\" d=\"M%d %d H%d V%d H%d\"/>%n", kind, x, from, out, to, x));
            text("label " + kind, out + 8, (from + to) / 2 + 5, "\u2717");
            text("small " + kind, out + 24, (from + to) / 2 - 4, link.upper().label());
            text(
                    "small " + kind,
                    out + 24,
                    (from + to) / 2 + 12,
                    "and " + link.lower().label());
        }
    }

    private static boolean joinsNeighbours(StackPicture.Link link) {
        return link.lower().ordinal() - link.upper().ordinal() == 1;
    }

    private int top(StackPicture.Layer layer) {
        return Objects.requireNonNull(tops.get(layer), layer::label);
    }

    private int bottom(StackPicture.Layer layer) {
        return Objects.requireNonNull(bottoms.get(layer), layer::label);
    }

    private int middle(StackPicture.Layer layer) {
        return (top(layer) + bottom(layer)) / 2;
    }

    private void text(String kind, int x, int y, String text) {
        svg.append(String.format("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", kind, x, y, Html.text(text)));
    }

    private String shortened(String text) {
        int most = (int) ((boxWidth - FACTS - 12) / LETTER);
        int letters = text.codePointCount(0, text.length());
        return letters <= most ? text : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "\u2026";
    }

    private static String inWords(StackPicture picture) {
        StringBuilder words = new StringBuilder();
        for (StackPicture.Row row : picture.rows()) {
            words.append(row.layer().label())
                    .append(": ")
                    .append(row.texts().isEmpty() ? "none found" : String.join("; ", row.texts()))
                    .append(row.worst().map(worst -> " (" + worst.word() + ")").orElse(""))
                    .append(". ");
        }
        for (StackPicture.Link link : picture.links()) {
            words.append(link.upper().label())
                    .append(" and ")
                    .append(link.lower().label())
                    .append(" do not fit: ")
                    .append(link.finding().title())
                    .append(". ");
        }
        return words.toString().strip();
    }
}
