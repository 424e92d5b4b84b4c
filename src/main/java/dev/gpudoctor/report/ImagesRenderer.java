package dev.gpudoctor.report;

import dev.gpudoctor.advise.image.ImageAdvice;
import dev.gpudoctor.advise.image.RunLine;
import dev.gpudoctor.finding.SourceLink;
import dev.gpudoctor.json.Json;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.Matrix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Advice about images as text, Markdown or JSON ({@value #SCHEMA}). */
public final class ImagesRenderer {
    /** Name of the JSON form. */
    public static final String SCHEMA = "gpudoctor/images/1";

    /** How far the JSON form has grown by addition. */
    public static final int SCHEMA_MINOR = 0;

    private static final Map<ImageAdvice.Run, String> TITLES = Map.of(
            ImageAdvice.Run.NATIVE, "Runs natively",
            ImageAdvice.Run.MINOR_VERSION,
                    "Runs by minor-version compatibility (no PTX from its toolkit, no newer features)",
            ImageAdvice.Run.FORWARD_COMPAT, "Runs through cuda-compat (data center GPUs only)",
            ImageAdvice.Run.UNKNOWN, "Not known well enough",
            ImageAdvice.Run.NOT, "Does not run");

    private final Matrix matrix;
    private final int top;

    /** @param top how many images of each group text and Markdown show */
    public ImagesRenderer(Matrix matrix, int top) {
        this.matrix = matrix;
        this.top = top;
    }

    public String text(List<ImageAdvice> advice) {
        StringBuilder text = new StringBuilder();
        for (ImageAdvice.Run run : ImageAdvice.Run.values()) {
            List<ImageAdvice> group = group(advice, run);
            if (!group.isEmpty()) {
                text.append(TITLES.get(run)).append(": ").append(group.size()).append('\n');
                group.stream().limit(top).forEach(one -> image(text, one));
                if (group.size() > top) {
                    text.append("  ... and ").append(group.size() - top).append(" more (--top)\n");
                }
                text.append('\n');
            }
        }
        best(advice).ifPresent(image -> runLines(text, image));
        return text.append(advice.isEmpty() ? "No image of the matrix holds that.\n\n" : "")
                .append("matrix ")
                .append(matrix.manifest().dataVersion())
                .append(" as of ")
                .append(matrix.manifest().asOf())
                .append('\n')
                .toString();
    }

    private static List<ImageAdvice> group(List<ImageAdvice> advice, ImageAdvice.Run run) {
        return advice.stream().filter(one -> one.run() == run).toList();
    }

    private static Optional<Image> best(List<ImageAdvice> advice) {
        return advice.stream()
                .filter(one -> one.run().compareTo(ImageAdvice.Run.FORWARD_COMPAT) <= 0)
                .map(ImageAdvice::image)
                .findFirst();
    }

    private static void image(StringBuilder text, ImageAdvice one) {
        text.append("  ").append(one.image().reference()).append('\n');
        String inside = inside(one.image());
        if (!inside.isEmpty()) {
            text.append("      ").append(inside).append('\n');
        }
        text.append("      ").append(one.reason()).append('\n');
    }

    private static String inside(Image image) {
        return Stream.of(
                        image.cuda().map(version -> "CUDA " + version),
                        image.cudnn().map(version -> "cuDNN " + version),
                        image.tensorRt().map(version -> "TensorRT " + version),
                        image.framework()
                                .map(name -> name
                                        + image.frameworkVersion()
                                                .map(version -> " " + version)
                                                .orElse("")),
                        image.python().map(version -> "Python " + version),
                        image.os(),
                        image.month().map(month -> "of " + month),
                        image.lastListed().map(date -> "last listed " + date),
                        image.status() == Image.Status.END_OF_LIFE
                                ? Optional.of("end of life")
                                : Optional.<String>empty(),
                        image.ownContents().filter(own -> !own).map(other -> "contents by its month's other images"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static void runLines(StringBuilder text, Image image) {
        text.append("Run the first with\n  $ ")
                .append(CommandText.of(RunLine.docker(image), false))
                .append('\n');
        if (image.family() != Image.Family.L4T) {
            text.append("or by CDI\n  $ ")
                    .append(CommandText.of(RunLine.cdi(image), false))
                    .append('\n');
        }
        text.append("or with compose\n");
        RunLine.compose(image).forEach(line -> text.append("  ").append(line).append('\n'));
        text.append('\n');
    }

    public String markdown(List<ImageAdvice> advice) {
        StringBuilder text = new StringBuilder("# gpudoctor images\n");
        for (ImageAdvice.Run run : ImageAdvice.Run.values()) {
            List<ImageAdvice> group = group(advice, run);
            if (!group.isEmpty()) {
                text.append("\n## ").append(TITLES.get(run)).append("\n\n| image | inside | why |\n|---|---|---|\n");
                group.stream().limit(top).forEach(one -> text.append("| ")
                        .append(Markdown.codeCell(one.image().reference()))
                        .append(" | ")
                        .append(Markdown.cell(inside(one.image())))
                        .append(" | ")
                        .append(Markdown.cell(one.reason()))
                        .append(" |\n"));
            }
        }
        best(advice).ifPresent(image -> text.append('\n')
                .append(Markdown.fenced("", "", CommandText.of(RunLine.docker(image), false))));
        return text.toString();
    }

    public String json(List<ImageAdvice> advice, Report.Tool tool) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.put("schemaMinor", SCHEMA_MINOR);
        document.put("tool", tool);
        document.put(
                "matrix",
                Map.of(
                        "dataVersion", matrix.manifest().dataVersion().toString(),
                        "asOf", matrix.manifest().asOf().toString()));
        document.put("images", advice.stream().map(this::node).toList());
        return Json.pretty(document);
    }

    private Map<String, Object> node(ImageAdvice one) {
        Image image = one.image();
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("image", image.reference());
        node.put("run", one.run().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        node.put("reason", one.reason());
        Map<String, String> inside = new LinkedHashMap<>();
        image.cuda().ifPresent(version -> inside.put("cuda", version.toString()));
        image.cudnn().ifPresent(version -> inside.put("cudnn", version.toString()));
        image.tensorRt().ifPresent(version -> inside.put("tensorrt", version.toString()));
        image.python().ifPresent(version -> inside.put("python", version.toString()));
        image.framework().ifPresent(name -> inside.put("framework", name));
        image.frameworkVersion().ifPresent(version -> inside.put("frameworkVersion", version.toString()));
        image.os().ifPresent(os -> inside.put("os", os));
        node.put("inside", inside);
        node.put("month", image.month().orElse(""));
        node.put("status", image.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        node.put("runArgv", RunLine.docker(image));
        node.put(
                "sources",
                one.sources().stream()
                        .flatMap(id -> matrix.source(id).stream())
                        .map(source ->
                                new SourceLink(source.title(), source.url().orElse("")))
                        .toList());
        return node;
    }
}
