package dev.gpudoctor.model.fit;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Row;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.model.OnnxModel;
import dev.gpudoctor.model.OnnxModel.ExternalFile;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Judges an ONNX model against TensorRT and ONNX Runtime. */
final class OnnxJudge {
    private static final int SHOWN = 6;

    /** Domains whose operators ONNX Runtime has built in; TensorRT needs a plugin for them all the same. */
    private static final Set<String> MICROSOFT = Set.of("com.microsoft", "com.microsoft.nchwc", "ai.onnx.contrib");

    /** How TensorRT calls the element types that it has under another name. */
    private static final Map<String, String> TENSORRT_TYPES = Map.ofEntries(
            Map.entry("FLOAT", "FP32"),
            Map.entry("FLOAT16", "FP16"),
            Map.entry("BFLOAT16", "BF16"),
            Map.entry("INT8", "INT8"),
            Map.entry("INT32", "INT32"),
            Map.entry("INT64", "INT64"),
            Map.entry("BOOL", "BOOL"),
            Map.entry("UINT8", "UINT8"),
            Map.entry("FLOAT8E4M3FN", "FP8"),
            Map.entry("INT4", "INT4"),
            Map.entry("FLOAT4E2M1", "FP4"),
            Map.entry("FLOAT8E8M0", "E8M0"));

    /** Types that the parser turns into a smaller one that TensorRT has. */
    private static final Map<String, String> NARROWED = Map.of("DOUBLE", "FP32", "INT64", "INT32");

    private final OnnxModel model;
    private final RuntimeTarget target;
    private final Notes notes;

    OnnxJudge(OnnxModel model, RuntimeTarget target, Notes notes) {
        this.model = model;
        this.target = target;
        this.notes = notes;
    }

    void judge() {
        externalFiles();
        if (model.isTooLarge()) {
            notes.find("model.onnx.too-large", Map.of("size", Long.toString(model.size())));
        }
        dynamicInputs();
        if (target.tensorRt().isPresent()) {
            tensorRt(target.tensorRt().get());
        }
        if (target.onnxRuntime().isPresent()) {
            onnxRuntime(target.onnxRuntime().get());
        }
        if (target.tensorRt().isEmpty() && target.onnxRuntime().isEmpty()) {
            notes.open("whether it runs here: no TensorRT and no ONNX Runtime is known (--assume tensorrt=VERSION)");
        }
        customOperators();
    }

    private void externalFiles() {
        together("model.onnx.external-data-missing", ExternalFile.Missing.class);
        together("model.onnx.external-data-outside", ExternalFile.Outside.class);
        List<ExternalFile> cut = in(ExternalFile.Short.class);
        if (!cut.isEmpty() && cut.get(0).state() instanceof ExternalFile.Short first) {
            String others = cut.size() == 1 ? "" : " (the first of " + cut.size() + " that are too short)";
            notes.find(
                    "model.onnx.external-data-short",
                    Map.of(
                            "location", cut.get(0).location() + others,
                            "needed", Long.toString(cut.get(0).needed()),
                            "size", Long.toString(first.size())));
        }
    }

    /** One finding for all files that share a fate: some exporters write a file for each tensor. */
    private void together(String id, Class<? extends ExternalFile.State> state) {
        List<ExternalFile> files = in(state);
        if (!files.isEmpty()) {
            notes.find(
                    id,
                    Map.of(
                            "location",
                                    shown(files.stream()
                                            .map(ExternalFile::location)
                                            .toList()),
                            "needed",
                                    Long.toString(files.stream()
                                            .mapToLong(ExternalFile::needed)
                                            .sum())));
        }
    }

    private List<ExternalFile> in(Class<? extends ExternalFile.State> state) {
        return model.externalFiles().stream()
                .filter(file -> state.isInstance(file.state()))
                .toList();
    }

    private void dynamicInputs() {
        List<Tensor> dynamic = model.inputs().stream()
                .filter(input -> input.shape().isDynamic())
                .toList();
        if (!dynamic.isEmpty()) {
            notes.find(
                    "model.onnx.dynamic-shape",
                    Map.of(
                            "inputs",
                            shown(dynamic.stream()
                                    .map(input -> input.name() + " " + input.shape())
                                    .toList())));
        }
    }

    private static String shown(List<String> names) {
        String head = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? head + " and " + (names.size() - SHOWN) + " more" : head;
    }

    private void customOperators() {
        List<String> foreign = model.operators().keySet().stream()
                .filter(operator -> operator.contains("::") && !operator.startsWith("ai.onnx"))
                .filter(operator -> target.tensorRt().isPresent() || !isMicrosofts(operator))
                .toList();
        if (!foreign.isEmpty() && model.localFunctions() == 0) {
            notes.find("model.onnx.custom-operators", Map.of("operators", shown(foreign)));
        }
    }

    private static boolean isMicrosofts(String operator) {
        return MICROSOFT.contains(operator.substring(0, operator.indexOf("::")));
    }

    private void tensorRt(Version version) {
        List<TensorRtRelease> releases = notes.matrix().rows(Subject.TENSORRT);
        opset(
                "TensorRT " + version,
                version,
                releases,
                TensorRtRelease::version,
                release -> release.onnx().maxOpset(),
                Severity.ERROR);
        Optional<Integer> lowest = notes.matrix().tensorRt(version).flatMap(release -> release.onnx()
                .minOpset());
        if (lowest.isPresent()
                && model.mainOpset().filter(opset -> opset < lowest.get()).isPresent()) {
            notes.find(
                    "model.onnx.opset-too-old",
                    Map.of(
                            "opset", Long.toString(model.mainOpset().get()),
                            "runtime", "TensorRT " + version,
                            "lowest", lowest.get().toString()),
                    Severity.ERROR,
                    List.of(notes.matrix().tensorRt(version).orElseThrow()));
        }
        for (String type : model.types()) {
            type(type, version, releases);
        }
    }

    /**
     * A release takes what an older one took, so releases around one whose highest operator set is not documented
     * still decide most models.
     */
    private <T extends Row> void opset(
            String runtime,
            Version version,
            List<T> releases,
            Function<T, Version> number,
            Function<T, Optional<Integer>> highest,
            Severity limit) {
        Optional<Long> opset = model.mainOpset();
        if (opset.isEmpty()) {
            return;
        }
        Comparator<T> byHighest = Comparator.comparing(row -> highest.apply(row).orElseThrow());
        List<T> known =
                releases.stream().filter(row -> highest.apply(row).isPresent()).toList();
        Optional<T> atLeast = known.stream()
                .filter(row -> version.isAtLeast(number.apply(row)) || version.isWithin(number.apply(row)))
                .max(byHighest);
        Optional<T> atMost = known.stream()
                .filter(row -> number.apply(row).isAtLeast(version) || version.isWithin(number.apply(row)))
                .min(byHighest);
        if (atLeast.flatMap(highest).filter(max -> opset.get() <= max).isPresent()) {
            return;
        }
        if (atMost.flatMap(highest).filter(max -> opset.get() > max).isPresent()) {
            notes.find(
                    "model.onnx.opset-too-new",
                    Map.of(
                            "opset", opset.get().toString(),
                            "runtime", runtime,
                            "highest", atMost.flatMap(highest).get().toString(),
                            "newer", firstThatTakes(known, highest, number, opset.get())),
                    contested(atMost.get()) ? Severity.WARNING : limit,
                    List.of(atMost.get()));
            return;
        }
        notes.open("whether " + runtime + " takes operator set " + opset.get()
                + ": its highest one is not in the matrix as of "
                + notes.matrix().manifest().asOf());
    }

    private static boolean contested(Row row) {
        return row.provenance().isContested("onnx.maxOpset") || row.provenance().isContested("onnx");
    }

    private static <T> String firstThatTakes(
            List<T> known, Function<T, Optional<Integer>> highest, Function<T, Version> number, long opset) {
        return known.stream()
                .filter(row -> highest.apply(row).orElseThrow() >= opset)
                .map(number)
                .min(Comparator.naturalOrder())
                .map(version -> version + " and newer")
                .orElse("none is known");
    }

    private void type(String type, Version version, List<TensorRtRelease> releases) {
        if (type.equals("UNDEFINED") || type.equals("unknown")) {
            return;
        }
        Optional<TensorRtRelease> release = releases.stream()
                .filter(row -> !row.dataTypes().isEmpty())
                .filter(row -> version.isAtLeast(row.version()) || version.isWithin(row.version()))
                .max(Comparator.comparing(TensorRtRelease::version));
        if (release.isEmpty()) {
            notes.open("whether TensorRT " + version + " has the element type " + type);
            return;
        }
        String name = TENSORRT_TYPES.getOrDefault(type, type);
        if (release.get().dataTypes().contains(name)) {
            return;
        }
        String newer = firstWith(name, releases);
        Map<String, String> values = Map.of(
                "type",
                type,
                "runtime",
                "TensorRT " + version,
                "narrow",
                NARROWED.getOrDefault(type, ""),
                "newer",
                newer);
        if (NARROWED.containsKey(type)) {
            notes.find("model.onnx.type-narrowed", values, Severity.ERROR, List.of(release.get()));
        } else if (newer.isEmpty()) {
            notes.find("model.onnx.type-unsupported", values, Severity.ERROR, List.of(release.get()));
        } else {
            notes.find("model.onnx.type-needs-newer", values, Severity.ERROR, List.of(release.get()));
        }
    }

    private static String firstWith(String type, List<TensorRtRelease> releases) {
        return releases.stream()
                .filter(row -> row.dataTypes().contains(type))
                .map(TensorRtRelease::version)
                .min(Comparator.naturalOrder())
                .map(Version::toString)
                .orElse("");
    }

    private void onnxRuntime(Version version) {
        Severity limit = target.tensorRt().isPresent() ? Severity.WARNING : Severity.ERROR;
        Matrix matrix = notes.matrix();
        List<FrameworkBuild> builds = matrix.frameworkBuilds("onnxruntime");
        opset(
                "ONNX Runtime " + version,
                version,
                builds,
                FrameworkBuild::release,
                build -> build.onnx().maxOpset(),
                limit);
        Optional<FrameworkBuild> build = matrix.frameworkBuilds("onnxruntime", version).stream()
                .filter(row -> row.onnx().maxIr().isPresent())
                .findFirst();
        if (build.isPresent() && model.irVersion() > build.get().onnx().maxIr().get()) {
            notes.find(
                    "model.onnx.ir-too-new",
                    Map.of(
                            "ir", Long.toString(model.irVersion()),
                            "runtime", "ONNX Runtime " + version,
                            "highest", build.get().onnx().maxIr().get().toString()),
                    limit,
                    List.of(build.get()));
        }
    }
}
