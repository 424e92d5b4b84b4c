import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.MatrixDiff;
import dev.gpudoctor.matrix.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Turns a folder of research files into the matrix's rows and prints what changed.
 *
 * <p>Rows marked {@code "kept":"by-hand"} are left as they are; {@code additions.json} lays hand-kept fields (notes,
 * conflicts, single facts) over derived rows. Notes of the research are never taken over: what a row should say to a
 * reader is written by hand. Run it with {@code compatibility-matrix/import/run.sh RESEARCH_DIR}.
 */
public final class ImportResearch {
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)*");
    private static final Pattern UPDATE = Pattern.compile("(\\d+\\.\\d+)(?:u| Update )(\\d+)");
    private static final Pattern DASHED = Pattern.compile("(\\d+(?:\\.\\d+)*)-(\\d+(?:\\.\\d+)*)");
    private static final Pattern EXPERIMENTAL = Pattern.compile("\\((\\d+\\.\\d+) experimental\\)");

    private final ObjectMapper json = new ObjectMapper();
    private final JsonNodeFactory nodes = JsonNodeFactory.instance;
    private final Path research;
    private final Path matrix;
    private final Map<String, Map<String, String>> sourceIds = new HashMap<>();
    private final Map<String, ObjectNode> sources = new LinkedHashMap<>();
    private final Map<String, String> cudaOfUpdate = new HashMap<>();
    private final Map<String, String> keyFields = new HashMap<>();

    private ImportResearch(Path research, Path matrix) {
        this.research = research;
        this.matrix = matrix;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: run.sh RESEARCH_DIR");
            System.exit(2);
        }
        Path matrix = Path.of(args[1]);
        Path after = Files.createTempDirectory("matrix");
        copy(matrix, after);
        new ImportResearch(Path.of(args[0]), after).run();
        List<MatrixDiff.Change> changes = MatrixDiff.between(Matrix.in(matrix), Matrix.in(after));
        changes.forEach(System.out::println);
        System.out.println(changes.size() + " rows differ");
        copy(after, matrix);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void run() throws IOException {
        Map<String, Map<String, ObjectNode>> tables = new LinkedHashMap<>();
        put(tables, "cuda", "version", cuda());
        put(tables, "cuda-families", "major", cudaFamilies());
        put(tables, "driver-branches", "branch", driverBranches());
        put(tables, "forward-compat", "name", forwardCompat());
        put(tables, "images/requirements", "cuda", imageRequirements());
        put(tables, "capabilities", "capability", capabilities());
        put(tables, "gpus", "name", gpus());
        put(tables, "cudnn", "version", cudnn());
        put(tables, "tensorrt", "version", tensorRt());
        put(tables, "jetpack", "name", jetPack());
        put(tables, "jetson-modules", "name", jetsonModules());
        put(tables, "frameworks/tensorflow", "", tensorFlow());
        put(tables, "frameworks/torch", "", torch());
        put(tables, "frameworks/onnxruntime", "", onnxRuntime());
        put(tables, "frameworks/jax", "", jax());
        put(tables, "frameworks/torch-tensorrt", "", torchTensorRt());
        put(tables, "frameworks/triton", "", triton());
        put(tables, "frameworks/vllm", "", vllm());
        put(tables, "tf2onnx", "version", tf2onnx());
        put(tables, "onnx", "version", onnx());
        put(tables, "openvino", "version", openVino());
        put(tables, "images/ngc", "repository:tag", ngcImages());
        put(tables, "images/cuda", "repository:cuda:os", cudaImages());
        put(tables, "images/l4t", "repository:tag", l4tImages());
        put(tables, "bounds", "id", List.of());
        keepByHand(tables);
        addByHand(tables);
        for (Map.Entry<String, Map<String, ObjectNode>> table : tables.entrySet()) {
            write(table.getKey(), new ArrayList<>(table.getValue().values()));
        }
        writeSources(tables);
    }

    // --- subjects -------------------------------------------------------------------------------------------------

    private List<ObjectNode> cuda() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("cuda-driver")) {
            String label = text(from, "label");
            Matcher update = UPDATE.matcher(label);
            String stage = label.contains("Preview") ? "preview" : update.matches() ? "update" : "ga";
            if (update.matches()) {
                cudaOfUpdate.put(update.group(1) + "u" + update.group(2), text(from, "cuda"));
            }
            ObjectNode row = nodes.objectNode();
            row.put("version", text(from, "cuda"));
            row.put("label", label);
            row.put("stage", stage);
            row.set("driverBranch", number(from.path("driverBranch")));
            row.set("minDriverLinux", from.path("minDriverLinux"));
            row.set("minDriverWindows", from.path("minDriverWindows"));
            if ("branch".equals(text(from, "minDriverPrecision"))) {
                row.put("driverIsBranch", true);
            }
            row.set("bundledDriverLinux", from.path("bundledDriverLinux"));
            row.put("driverLevel", cudaLevel(from.path("driverApiVersion").asInt()));
            row.set("ptxIsa", from.path("ptxIsa"));
            row.set("targets", from.path("supportedSm"));
            row.set("released", from.path("releaseDate"));
            rows.add(sourced(row, "cuda-driver", from));
        }
        return rows;
    }

    private List<ObjectNode> cudaFamilies() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : file("cuda-driver").path("minorVersionRanges")) {
            int major = from.path("major").asInt();
            Set<JsonNode> linux = new LinkedHashSet<>();
            Set<JsonNode> windows = new LinkedHashSet<>();
            for (JsonNode release : rows("cuda-driver")) {
                if (text(release, "cuda").startsWith(major + ".")) {
                    linux.add(release.path("minorCompatMinDriverLinux"));
                    windows.add(release.path("minorCompatMinDriverWindows"));
                }
            }
            if (linux.size() != 1 || windows.size() != 1) {
                throw new IllegalStateException("floors of CUDA " + major + " differ: " + linux + windows);
            }
            ObjectNode row = nodes.objectNode();
            row.put("major", major);
            row.set("minDriverLinux", linux.iterator().next());
            row.set("minDriverWindows", windows.iterator().next());
            row.set("endsBeforeDriver", number(from.path("maxDriverExclusive")));
            rows.add(sourced(row, "cuda-driver", from));
        }
        return rows;
    }

    private List<ObjectNode> driverBranches() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("driver-branches")) {
            ObjectNode row = nodes.objectNode();
            row.set("branch", number(from.path("branch")));
            row.set("type", orNull(text(from, "type"), type -> type.replace("Legacy ", "")
                    .replace(' ', '-')
                    .toLowerCase(Locale.ROOT)));
            row.set("cuda", from.path("cuda"));
            row.set("firstLinux", from.path("firstReleaseLinux"));
            row.set("firstReleased", from.path("firstReleaseDate"));
            row.set("latestLinux", from.path("latestReleaseLinux"));
            row.set("latestReleased", from.path("latestReleaseDate"));
            row.set("latestWindows", from.path("latestReleaseWindows"));
            boolean ended = "ended".equals(text(from, "eol"));
            row.set("endOfLife", ended ? nodes.nullNode() : from.path("eol"));
            if (ended) {
                row.put("supportEnded", true);
            }
            row.set("droppedArchitectures", from.path("droppedArchitectures"));
            row.set("ptxIsaMax", from.path("ptxIsaMax"));
            row.put("openKernelModules", text(from, "openKernelModules").split("[ ;]")[0]);
            rows.add(sourced(row, "driver-branches", from));
        }
        return rows;
    }

    private List<ObjectNode> forwardCompat() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : file("driver-branches").path("forwardCompat").path("packages")) {
            ObjectNode row = nodes.objectNode();
            row.set("name", from.path("package"));
            row.set("cuda", from.path("cuda"));
            row.set("builtFromBranch", number(from.path("builtFromBranch")));
            row.set("bases", from.path("baseBranches"));
            rows.add(sourced(row, "driver-branches", from));
        }
        return rows;
    }

    private List<ObjectNode> imageRequirements() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : file("driver-branches")
                .path("forwardCompat")
                .path("imageRequireBranches")
                .path("rows")) {
            ObjectNode row = nodes.objectNode();
            row.set("cuda", from.path("cuda"));
            row.set("branches", from.path("branches"));
            row.set("listsGeforce", from.path("geforceAllowed"));
            rows.add(sourced(row, "driver-branches", from));
        }
        return rows;
    }

    private List<ObjectNode> capabilities() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : file("compute-capability").path("perCapability")) {
            ObjectNode row = nodes.objectNode();
            row.set("capability", from.path("computeCapability"));
            row.set("architecture", from.path("architecture"));
            row.set("firstCuda", from.path("firstCuda"));
            row.set("lastCuda", from.path("lastCuda"));
            row.putNull("firstDriverBranch");
            row.set("lastDriverBranch", number(from.path("lastDriverBranch")));
            String open = text(from, "openKernelModule").split("[ ;]")[0];
            if (open.equals("n/a")) {
                row.put("tegra", true);
                row.putNull("openKernelModule");
            } else {
                row.put("openKernelModule", open);
            }
            rows.add(sourced(row, "compute-capability", from));
        }
        return rows;
    }

    /** One row per name: a name that several chips bear keeps all their capabilities. */
    private List<ObjectNode> gpus() throws IOException {
        Map<String, ObjectNode> byName = new LinkedHashMap<>();
        for (JsonNode from : rows("compute-capability")) {
            ObjectNode row = byName.computeIfAbsent(text(from, "name").toLowerCase(Locale.ROOT), name -> {
                ObjectNode fresh = nodes.objectNode();
                fresh.set("name", from.path("name"));
                fresh.set("nvmlName", from.path("nvmlName"));
                fresh.putArray("capabilities");
                fresh.putArray("architectures");
                fresh.putArray("chips");
                fresh.set("segment", from.path("segment"));
                fresh.set("capabilityBasis", from.path("ccBasis"));
                return fresh;
            });
            unite(row.withArray("capabilities"), from.path("computeCapability"));
            unite(row.withArray("architectures"), from.path("architecture"));
            from.path("chip").forEach(chip -> unite(row.withArray("chips"), chip));
            if (from.path("ambiguous").asBoolean()) {
                row.put("ambiguous", true);
            }
            String note = text(from, "note");
            if (note != null && note.startsWith("conflict:")) {
                ObjectNode conflict = row.withArray("conflicts").addObject();
                conflict.put("field", "capabilities");
                ArrayNode claims = conflict.putArray("claims");
                claim(claims, text(from, "computeCapability"), "compute-capability", List.of("pciids"));
                claim(claims, note.substring(note.lastIndexOf(' ') + 1), "compute-capability", List.of("legacy"));
            }
            sourced(row, "compute-capability", from);
        }
        return List.copyOf(byName.values());
    }

    private List<ObjectNode> cudnn() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("cudnn")) {
            ObjectNode row = nodes.objectNode();
            row.set("version", from.path("cudnn"));
            row.set("build", from.path("build"));
            row.set("released", from.path("date"));
            row.set("packages", from.path("cudaVariants"));
            row.set("cuda", cudaSupport(from.path("supportedCuda")));
            row.set("minCapability", from.path("minSm"));
            row.set("maxCapability", from.path("maxSm"));
            row.set("minDriverLinux", orNull(from.path("minDriver").path("linux")));
            row.set("minDriverWindows", orNull(from.path("minDriver").path("windows")));
            rows.add(sourced(row, "cudnn", from));
        }
        return rows;
    }

    private List<ObjectNode> tensorRt() throws IOException {
        Map<String, JsonNode> parsers = new HashMap<>();
        rows("onnxruntime", "tensorrtParser").forEach(parser -> parsers.put(text(parser, "tensorrt"), parser));
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("tensorrt")) {
            ObjectNode row = nodes.objectNode();
            row.set("version", from.path("tensorrt"));
            row.set("build", from.path("build"));
            row.set("released", from.path("date"));
            row.set("builtWithCuda", from.path("builtWithCuda"));
            row.set("cuda", cudaSupport(from.path("supportedCuda")));
            String cudnn = text(from.path("cudnn"), "status");
            row.set("cudnnRequired", cudnn == null ? nodes.nullNode() : nodes.booleanNode(cudnn.equals("required")));
            row.set("cudnn", from.path("cudnn").path("version"));
            row.set("minCapability", from.path("minSm"));
            row.set("capabilities", from.path("supportedSm"));
            row.set("openSourceTargets", from.path("ossDefaultSm"));
            if (from.path("precisionsBySm").isObject()) {
                ObjectNode precisions = from.path("precisionsBySm").deepCopy();
                precisions.remove("note");
                row.set("precisions", precisions);
            }
            row.set("dataTypes", from.path("dataTypes"));
            ObjectNode onnx = row.putObject("onnx");
            onnx.set("version", from.path("onnx"));
            onnx.set("minOpset", from.path("onnxOpset").path("min"));
            onnx.set("maxOpset", from.path("onnxOpset").path("max"));
            onnx.set("maxIr", from.path("onnxIr"));
            row.set("python", pythonBounds(from.path("python")));
            row.set("drivers", drivers(from.path("minDriver")));
            row.set("removedApis", nodes.arrayNode());
            JsonNode dla = from.path("dla");
            row.set(
                    "dla",
                    dla.isTextual()
                            ? TextNode.valueOf("windows-on-arm")
                            : orNull(dla.isNull() ? null : dla.asBoolean() ? "yes" : "no", word -> word));
            sourced(row, "tensorrt", from);
            String[] parts = text(from, "tensorrt").split("\\.");
            JsonNode parser = parsers.get(parts[0] + "." + parts[1]);
            if (parser != null && onnx.path("maxOpset").isNull()) {
                onnx.set("maxOpset", parser.path("maxOpset"));
                sourced(row, "onnxruntime", parser);
            }
            rows.add(row);
        }
        return rows;
    }

    private List<ObjectNode> jetPack() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("jetpack")) {
            ObjectNode row = nodes.objectNode();
            row.set("name", from.path("jetpack"));
            row.put("version", firstNumber(text(from, "jetpack")));
            if (text(from, "jetpack").endsWith("DP")) {
                row.put("preview", true);
            }
            ArrayNode l4t = row.putArray("l4t");
            if (text(from, "l4t") != null) {
                l4t.add(from.path("l4t"));
            }
            from.path("l4tAlso").forEach(l4t::add);
            row.set("cuda", from.path("cuda"));
            row.set("cudnn", from.path("cudnn"));
            row.set("tensorRt", from.path("tensorrt"));
            row.set("vpi", from.path("vpi"));
            row.set("openCv", from.path("opencv"));
            row.set("ubuntu", from.path("ubuntu"));
            row.set("python", from.path("python"));
            row.set("dlaSoftware", from.path("dlaSoftware"));
            row.set("driver", from.path("driver"));
            row.set("modules", from.path("modules"));
            rows.add(sourced(row, "jetpack", from));
        }
        return rows;
    }

    private List<ObjectNode> jetsonModules() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : file("jetpack").path("modules")) {
            ObjectNode row = nodes.objectNode();
            row.set("name", from.path("module"));
            row.set("partNumbers", from.path("partNumbers"));
            row.set("chip", from.path("chip"));
            row.set("soc", from.path("soc"));
            row.set("capability", from.path("sm"));
            row.set("dlaCores", from.path("dlaCores"));
            row.set("dlaVersion", from.path("dlaVersion"));
            row.set("jetPackMin", orNull(text(from, "jetpackMin"), ImportResearch::firstNumber));
            row.set("jetPackMax", orNull(text(from, "jetpackMax"), ImportResearch::firstNumber));
            rows.add(sourced(row, "jetpack", from));
        }
        return rows;
    }

    /** NVIDIA's and Google's tables name the first patch and mean the minor. */
    private List<ObjectNode> tensorFlow() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("tensorflow", "gpuBuild")) {
            String release = twoParts(text(from, "tensorflow"));
            ObjectNode linux = build("tensorflow", release);
            linux.set("variant", from.path("package"));
            linux.put("platform", "linux-x86_64");
            linux.set("cuda", from.path("cuda"));
            linux.set("cudnn", exactly(text(from, "cudnn")));
            linux.set(
                    "tensorRt",
                    exactly(orElseNull(text(from.path("tensorrt"), "version"), ImportResearch::firstNumber)));
            if ("removed".equals(text(from.path("tensorrt"), "basis"))) {
                linux.put("tensorRtNone", true);
            }
            linux.set("python", ranges(text(from, "python")));
            sourced(linux, "tensorflow", from);
            rows.add(sourced(linux, "tensorflow", from.path("tensorrt")));
            JsonNode onWindows = from.path("nativeWindowsGpu");
            ObjectNode windows = build("tensorflow", release);
            windows.set("variant", from.path("package"));
            windows.put("platform", "windows-x86_64");
            if (onWindows.path("supported").asBoolean()) {
                windows.set("cuda", onWindows.path("cuda"));
                windows.set("cudnn", exactly(text(onWindows, "cudnn")));
                windows.set("python", ranges(text(onWindows, "python")));
            } else {
                windows.put("cpuOnly", true);
            }
            rows.add(sourced(windows, "tensorflow", from));
        }
        return rows;
    }

    /** A release row gives builds and Python, a build row of the same minor what is compiled in. */
    private List<ObjectNode> torch() throws IOException {
        Map<String, JsonNode> builds = new HashMap<>();
        rows("pytorch", "build")
                .forEach(build -> builds.put(text(build, "torch") + " " + text(build, "wheelTag"), build));
        Map<String, JsonNode> tags = new HashMap<>();
        rows("pytorch", "wheelTag").forEach(tag -> tags.put(text(tag, "wheelTag"), tag));
        Map<String, String> platforms = new LinkedHashMap<>();
        platforms.put("linux-x86_64", "smLinuxX86");
        platforms.put("linux-aarch64", "smLinuxAarch64");
        platforms.put("windows-x86_64", "smWindows");
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("pytorch", "release")) {
            String release = text(from, "torch");
            List<String> wheels = new ArrayList<>();
            from.path("wheelTags").forEach(tag -> wheels.add(tag.asText()));
            if (wheels.isEmpty()) {
                rows.add(torchBuild(from, null, null, null));
            }
            for (String wheel : wheels) {
                JsonNode build = builds.get(twoParts(release) + " " + wheel);
                boolean split = false;
                for (Map.Entry<String, String> platform : platforms.entrySet()) {
                    if (build != null && build.path(platform.getValue()).isArray()) {
                        ObjectNode row = torchBuild(from, build, tags.get(wheel), wheel);
                        row.put("platform", platform.getKey());
                        row.set("gpuCode", build.path(platform.getValue()));
                        rows.add(row);
                        split = true;
                    }
                }
                if (!split) {
                    rows.add(torchBuild(from, build, tags.get(wheel), wheel));
                }
            }
        }
        return rows;
    }

    private ObjectNode torchBuild(JsonNode release, JsonNode build, JsonNode tag, String wheel) {
        ObjectNode row = build("torch", text(release, "torch"));
        row.set("variant", orNull(wheel, text -> text));
        row.putNull("platform");
        String preferred = text(release, "defaultCudaBuild");
        if (tag != null) {
            if (preferred != null) {
                row.put("isDefault", preferred.equals(text(tag, "cuda")));
            }
            row.set("cuda", tag.path("cuda"));
            row.set("minDriverLinux", tag.path("driverLinuxMin"));
            row.set("minDriverWindows", tag.path("driverWindowsMin"));
        }
        row.set("released", release.path("released"));
        String python = text(release, "python");
        row.set("python", ranges(python == null ? null : python.replaceAll("\\(.*\\)", "")));
        if (python != null && EXPERIMENTAL.matcher(python).find()) {
            row.set("experimentalPython", exactly(firstMatch(EXPERIMENTAL, python)));
        }
        ObjectNode companions = row.putObject("companions");
        copyText(release, companions, "torchvision");
        copyText(release, companions, "torchaudio");
        sourced(row, "pytorch", release);
        if (build != null) {
            row.set("cudnn", exactly(text(build, "cudnn")));
            copyText(build, companions, "nccl");
            sourced(row, "pytorch", build);
        }
        return tag == null ? row : sourced(row, "pytorch", tag);
    }

    private List<ObjectNode> onnxRuntime() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("onnxruntime", "ort")) {
            for (JsonNode build : from.path("cuda")) {
                String cuda = firstNumber(build.asText());
                boolean isDefault =
                        from.path("cuda").size() == 1 || build.asText().contains("default");
                for (Map.Entry<String, String> cudnn :
                        cudnnOfRuntime(text(from, "cudnn"), cuda).entrySet()) {
                    ObjectNode row = build("onnxruntime", text(from, "onnxruntime"));
                    row.put("variant", "cuda" + cuda.split("\\.")[0]);
                    row.put("isDefault", isDefault);
                    row.set("platform", orNull(cudnn.getKey().isEmpty() ? null : cudnn.getKey(), text -> text));
                    boolean open =
                            build.asText().contains("+") || build.asText().contains(".x");
                    row.set("cuda", open ? nodes.nullNode() : TextNode.valueOf(cuda));
                    if (open) {
                        row.putArray("cudaRange")
                                .add(
                                        build.asText().contains("+")
                                                ? ">=" + cuda + ",<" + (Integer.parseInt(cuda.split("\\.")[0]) + 1)
                                                : "=" + cuda);
                    }
                    row.set("cudnn", exactly(cudnn.getValue()));
                    String lanes = text(from, "tensorrtEpCuda");
                    if (lanes != null
                            && NUMBER.matcher(lanes).results().anyMatch(lane -> sameMajor(lane.group(), cuda))) {
                        row.set("tensorRt", exactly(text(from, "tensorrtEp")));
                    }
                    ObjectNode onnx = row.putObject("onnx");
                    onnx.set("version", orNull(text(from, "onnx"), ImportResearch::firstNumber));
                    onnx.set("minOpset", from.path("minOpset"));
                    onnx.set("maxOpset", from.path("maxOpset"));
                    onnx.set("maxIr", from.path("maxIrVersion"));
                    rows.add(sourced(row, "onnxruntime", from));
                }
            }
        }
        return rows;
    }

    /** Platform (empty for all) to cuDNN of a text such as {@code 9.x (CUDA 12), 8.x (CUDA 11.8)}. */
    private static Map<String, String> cudnnOfRuntime(String text, String cuda) {
        Map<String, String> byPlatform = new LinkedHashMap<>();
        String own = text;
        Matcher split = Pattern.compile("(.*); (\\S+) build: (.*)").matcher(text);
        if (split.matches()) {
            own = cuda.equals(split.group(2)) ? split.group(3) : split.group(1);
        }
        for (String part : own.split(", ")) {
            String version = firstNumber(part);
            Matcher only = Pattern.compile(".*\\(CUDA (\\S+)\\)").matcher(part);
            if (part.endsWith("(Linux)")) {
                byPlatform.put("linux-x86_64", version);
            } else if (part.endsWith("(Windows)")) {
                byPlatform.put("windows-x86_64", version);
            } else if (!only.matches() || sameMajor(only.group(1), cuda)) {
                byPlatform.put("", version);
            }
        }
        return byPlatform;
    }

    private List<ObjectNode> jax() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("others", "jax")) {
            for (JsonNode build : from.path("cudaBuilds")) {
                int major = Integer.parseInt(text(build, "extra").substring("cuda".length()));
                ObjectNode row = build("jax", text(from, "version"));
                row.set("variant", build.path("extra"));
                row.set("released", from.path("released"));
                row.set("cuda", build.path("builtWithCuda"));
                row.putArray("cudaRange").add(">=" + text(build, "cudaMin") + ",<" + (major + 1));
                row.set("cudnn", orNull(text(build, "cudnn"), range -> nodes.arrayNode()
                        .add(range)));
                row.set("python", ranges(text(from, "python")));
                row.set("minCapability", orNull(build.path("smMin")));
                row.set("minDriverLinux", orNull(build.path("driverLinuxMin")));
                rows.add(sourced(row, "others", from));
            }
        }
        return rows;
    }

    private List<ObjectNode> torchTensorRt() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("others", "torch-tensorrt")) {
            Map<String, String> cudaOfPlatform = new LinkedHashMap<>();
            Matcher jetson = Pattern.compile("(\\S+) \\((\\S+) on Jetson\\)").matcher(text(from, "cuda"));
            if (jetson.matches()) {
                cudaOfPlatform.put("", jetson.group(1));
                cudaOfPlatform.put("jetson", jetson.group(2));
            } else {
                cudaOfPlatform.put("", text(from, "cuda"));
            }
            for (Map.Entry<String, String> platform : cudaOfPlatform.entrySet()) {
                ObjectNode row = build("torch-tensorrt", firstNumber(text(from, "version")));
                row.set("platform", orNull(platform.getKey().isEmpty() ? null : platform.getKey(), text -> text));
                row.put("cuda", platform.getValue());
                row.set("cudnn", exactly(text(from, "cudnn")));
                if (platform.getKey().isEmpty()) {
                    String pin = text(from, "tensorrtPin");
                    row.set(
                            "tensorRt",
                            pin == null
                                    ? exactly(text(from, "tensorrt"))
                                    : nodes.arrayNode()
                                            .add(pin.replaceAll("\\.post\\d+", "")
                                                    .replace("==", "=")));
                }
                row.set("python", ranges(text(from, "python")));
                row.set("torch", orNull(text(from, "torch"), ImportResearch::firstNumber));
                rows.add(sourced(row, "others", from));
            }
        }
        return rows;
    }

    private List<ObjectNode> triton() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("others", "triton")) {
            ObjectNode row = build("triton", text(from, "container"));
            row.set("cuda", from.path("baseCuda"));
            ObjectNode companions = row.putObject("companions");
            if (text(from, "server") != null) {
                companions.put("server", firstNumber(text(from, "server")));
            }
            copyText(from, companions, "onnxruntime");
            copyText(from, companions, "openvino");
            rows.add(sourced(row, "others", from));
            for (String variant : List.of("trtllm", "vllm")) {
                JsonNode image = from.path(variant + "Image");
                if (image.isObject()) {
                    ObjectNode sibling = build("triton", text(from, "container"));
                    sibling.put("variant", variant);
                    sibling.set("cuda", image.path("cuda"));
                    sibling.set("tensorRt", exactly(orElseNull(text(image, "tensorrt"), ImportResearch::firstNumber)));
                    ObjectNode inside = sibling.putObject("companions");
                    copyText(image, inside, "tensorrtLlm");
                    copyText(image, inside, "vllm");
                    rows.add(sourced(sibling, "others", from));
                }
            }
        }
        return rows;
    }

    private List<ObjectNode> vllm() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("others", "vllm")) {
            if (Character.isDigit(text(from, "version").charAt(0))) {
                ObjectNode row = build("vllm", text(from, "version"));
                row.put("platform", "linux-x86_64");
                row.set("cuda", from.path("wheelCuda"));
                row.set("python", ranges(text(from, "python")));
                row.set("minCapability", from.path("smMin"));
                rows.add(sourced(row, "others", from));
            }
        }
        return rows;
    }

    private List<ObjectNode> tf2onnx() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("others", "tf2onnx")) {
            ObjectNode row = nodes.objectNode();
            row.set("version", from.path("version"));
            row.set("released", from.path("released"));
            row.set("python", ranges(text(from, "python")));
            row.set("tensorflow", ranges(text(from, "tensorflowTested")));
            String[] opsets = text(from, "opsetTested").split("-");
            row.put("minOpset", Integer.parseInt(opsets[0]));
            row.put("maxOpset", Integer.parseInt(opsets[1]));
            row.set("opsetDefault", from.path("opsetDefault"));
            rows.add(sourced(row, "others", from));
        }
        return rows;
    }

    private List<ObjectNode> onnx() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("onnxruntime", "onnx")) {
            ObjectNode row = nodes.objectNode();
            row.put("version", firstNumber(text(from, "onnx")));
            row.set("irVersion", from.path("irVersion"));
            row.set("opset", from.path("opset"));
            row.set("mlOpset", from.path("mlOpset"));
            row.set("trainingOpset", from.path("trainingOpset"));
            rows.add(sourced(row, "onnxruntime", from));
        }
        return rows;
    }

    private List<ObjectNode> openVino() throws IOException {
        Map<String, ObjectNode> byVersion = new LinkedHashMap<>();
        for (String kind : List.of("openvinoOpset", "openvinoOrtPair")) {
            for (JsonNode from : rows("others", kind)) {
                ObjectNode row = byVersion.computeIfAbsent(text(from, "openvino"), version -> {
                    ObjectNode fresh = nodes.objectNode();
                    fresh.put("version", version);
                    fresh.putNull("irOpset");
                    fresh.putNull("onnxRuntime");
                    return fresh;
                });
                if (from.has("irOpset")) {
                    row.set("irOpset", from.path("irOpset"));
                } else {
                    row.set("onnxRuntime", from.path("onnxruntime"));
                }
                sourced(row, "others", from);
            }
        }
        return List.copyOf(byVersion.values());
    }

    private List<ObjectNode> ngcImages() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("ngc-images")) {
            ObjectNode row = nodes.objectNode();
            row.set("repository", from.path("image"));
            row.set("tag", from.path("tag"));
            row.put("family", "ngc");
            row.set("month", from.path("month"));
            if (text(from, "ubuntu") != null) {
                row.put("os", "ubuntu" + text(from, "ubuntu"));
            }
            row.set("cuda", orNull(text(from, "cuda"), this::cudaNumber));
            row.set("cudnn", from.path("cudnn"));
            row.set("tensorRt", orNull(text(from, "tensorrt"), ImportResearch::firstNumber));
            row.set("python", from.path("python"));
            row.set("framework", from.path("framework").path("name"));
            row.set(
                    "frameworkVersion",
                    orNull(text(from.path("framework"), "version"), text -> text.replace(".x", "")));
            ObjectNode companions = row.putObject("companions");
            for (String name : List.of("onnxruntime", "tensorrtLlm", "torch", "vllm")) {
                copyText(from.path("framework"), companions, name);
            }
            row.set("minDriver", orNull(text(from, "minDriver"), ImportResearch::firstNumber));
            if (from.path("compatDriverBranches").isArray()) {
                ArrayNode compat = row.putArray("compatDrivers");
                from.path("compatDriverBranches").forEach(branch -> compat.add(firstNumber(branch.asText())));
            }
            row.set("minCapability", from.path("minSm"));
            row.set("capabilities", from.path("supportedSm"));
            row.set("architectures", from.path("arch"));
            row.set("bundledDriver", from.path("bundledDriver"));
            row.set("sizeGb", from.path("sizeGB"));
            boolean verified = from.path("tagVerified").asBoolean();
            row.put("status", from.path("discontinued").asBoolean() ? "end-of-life" : verified ? "seen" : "unknown");
            row.put("tagVerified", verified);
            row.set(
                    "ownContents",
                    text(from, "contentBasis") == null
                            ? nodes.nullNode()
                            : nodes.booleanNode(text(from, "contentBasis").equals("own")));
            dense(sourced(row, "ngc-images", from));
            for (String tag : alternatives(text(from, "tag"))) {
                rows.add(row.deepCopy().put("tag", tag));
            }
        }
        return rows;
    }

    /** {@code a-<b|c>-d} is two tags. */
    private static List<String> alternatives(String tag) {
        Matcher choice = Pattern.compile("(.*)<(.*)>(.*)").matcher(tag);
        return choice.matches()
                ? Stream.of(choice.group(2).split("\\|"))
                        .map(word -> choice.group(1) + word + choice.group(3))
                        .toList()
                : List.of(tag);
    }

    /** Rows stand for every flavour on every system; CUDA before 9.0 is outside the matrix. */
    private List<ObjectNode> cudaImages() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("cuda-images")) {
            if (Integer.parseInt(text(from, "cuda").split("\\.")[0]) < 9) {
                continue;
            }
            ObjectNode row = nodes.objectNode();
            row.put("repository", "nvidia/cuda");
            row.set("cuda", from.path("cuda"));
            row.set("os", from.path("os"));
            row.set("flavours", from.path("flavours"));
            ObjectNode cudnn = row.putObject("cudnn");
            from.path("cudnnVersion").properties().forEach(entry -> {
                if (!entry.getValue().isNull()) {
                    cudnn.set(entry.getKey(), entry.getValue());
                }
            });
            row.set("tensorRt", orNull(text(from, "tensorrtVersion"), ImportResearch::firstNumber));
            row.set("architectures", from.path("arch"));
            row.set("requireBranches", from.path("requireCudaDriverBranches"));
            row.set("requireListsGeforce", from.path("requireListsGeforce"));
            String status = text(from, "status");
            row.put(
                    "status",
                    status.startsWith("supported")
                            ? "supported"
                            : status.startsWith("end-of-life")
                                    ? "end-of-life"
                                    : status.equals("delisted") ? "delisted" : "seen");
            row.set("lastListed", from.path("lastListed"));
            if (from.path("partialOsList").asBoolean()) {
                row.put("partial", true);
            }
            rows.add(dense(sourced(row, "cuda-images", from)));
        }
        return rows;
    }

    private List<ObjectNode> l4tImages() throws IOException {
        Map<String, String> status =
                Map.of("legacy", "end-of-life", "current-jp6", "supported", "community", "community");
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode from : rows("l4t-images")) {
            ObjectNode row = nodes.objectNode();
            row.set("repository", from.path("image"));
            row.set("tag", from.path("tag"));
            row.put("family", "l4t");
            if (text(from, "ubuntu") != null) {
                row.put("os", "ubuntu" + text(from, "ubuntu"));
            }
            row.set("cuda", from.path("cuda"));
            row.set("cudnn", from.path("cudnn"));
            row.set("tensorRt", from.path("tensorrt"));
            row.set("python", from.path("python"));
            row.set("framework", from.path("framework").path("name"));
            row.set("frameworkVersion", from.path("framework").path("version"));
            row.putArray("architectures").add(from.path("arch"));
            row.set("l4t", orNull(text(from, "l4t"), text -> text.substring(1)));
            row.set("jetPack", from.path("jetpack"));
            row.set("sizeGb", from.path("sizeGB"));
            row.put("status", Objects.requireNonNull(status.get(text(from, "status"))));
            rows.add(dense(sourced(row, "l4t-images", from)));
        }
        return rows;
    }

    // --- shared shapes --------------------------------------------------------------------------------------------

    private ObjectNode build(String framework, String release) {
        ObjectNode row = nodes.objectNode();
        row.put("framework", framework);
        row.put("release", release);
        return row;
    }

    private ArrayNode cudaSupport(JsonNode list) {
        ArrayNode support = nodes.arrayNode();
        for (JsonNode from : list) {
            List<JsonNode> points = new ArrayList<>();
            from.path("versions").forEach(points::add);
            if (points.isEmpty()) {
                support.add(cudaSupport(from, from.path("min"), from.path("max")));
            }
            points.forEach(point -> support.add(cudaSupport(from, point, point)));
        }
        return support;
    }

    private ObjectNode cudaSupport(JsonNode from, JsonNode min, JsonNode max) {
        ObjectNode row = nodes.objectNode();
        row.set("platform", from.path("platform"));
        row.set("from", orNull(min.textValue(), this::cudaNumber));
        row.set("to", orNull(max.textValue(), this::cudaNumber));
        row.set("except", from.path("except"));
        row.set("builtWith", orNull(text(from, "build"), this::cudaNumber));
        String sm = text(from, "sm");
        if (sm != null) {
            String[] ends = sm.replace("3.x", "3.0").replace("+", "").split("-");
            row.put("minCapability", ends[0]);
            if (ends.length > 1) {
                row.put("maxCapability", ends[1]);
            }
        }
        row.set("minDriverLinux", from.path("driverLinux"));
        row.set("minDriverWindows", from.path("driverWindows"));
        return dense(row);
    }

    private ArrayNode drivers(JsonNode from) {
        ArrayNode drivers = nodes.arrayNode();
        for (String key : List.of("cuda12", "cuda13")) {
            if (from.has(key)) {
                ObjectNode need = drivers.addObject();
                need.put("cudaMajor", Integer.parseInt(key.substring("cuda".length())));
                need.set("linux", from.path(key).path("linux"));
                need.set("windows", from.path(key).path("windows"));
            }
        }
        return drivers;
    }

    private JsonNode pythonBounds(JsonNode from) {
        return from.has("min")
                ? nodes.arrayNode().add(">=" + text(from, "min") + ",<=" + text(from, "max"))
                : nodes.nullNode();
    }

    /** {@code 2.7, 3.5-3.7} and {@code 2.7, >=3.5, <=3.7} both give {@code =2.7} and {@code >=3.5,<=3.7}. */
    private JsonNode ranges(String text) {
        if (text == null) {
            return nodes.nullNode();
        }
        ArrayNode ranges = nodes.arrayNode();
        StringBuilder open = new StringBuilder();
        for (String part : text.strip().split(",\\s*")) {
            Matcher dashed = DASHED.matcher(part.strip());
            if (dashed.matches()) {
                ranges.add(">=" + dashed.group(1) + ",<=" + dashed.group(2));
            } else if (part.strip().startsWith("<")) {
                open.append(',').append(part.strip());
            } else if (part.strip().startsWith(">")) {
                open.append(part.strip());
            } else {
                ranges.add("=" + part.strip());
            }
        }
        if (!open.isEmpty()) {
            ranges.add(open.toString());
        }
        return ranges;
    }

    private JsonNode exactly(String version) {
        return version == null ? nodes.nullNode() : nodes.arrayNode().add("=" + version);
    }

    /** CUDA numbers as rows have them: {@code 13.4u1} is 13.4.2, {@code 12.x} is 12. */
    private String cudaNumber(String text) {
        Matcher update = UPDATE.matcher(text);
        if (update.matches()) {
            String name = update.group(1) + "u" + update.group(2);
            return Optional.ofNullable(cudaOfUpdate.get(name))
                    .orElseThrow(() -> new IllegalStateException("no CUDA row for " + name));
        }
        return firstNumber(text);
    }

    private static String cudaLevel(int driverApi) {
        return driverApi / 1000 + "." + driverApi % 1000 / 10;
    }

    private static String twoParts(String version) {
        String[] parts = version.split("\\.");
        return parts[0] + "." + parts[1];
    }

    private static boolean sameMajor(String one, String other) {
        return one.split("\\.")[0].equals(other.split("\\.")[0]);
    }

    private static String firstNumber(String text) {
        return firstMatch(NUMBER, text);
    }

    private static String firstMatch(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no number in " + text);
        }
        return matcher.group(matcher.groupCount() == 0 ? 0 : 1);
    }

    // --- JSON -----------------------------------------------------------------------------------------------------

    private final Map<String, JsonNode> files = new HashMap<>();

    private JsonNode file(String name) throws IOException {
        if (!files.containsKey(name)) {
            files.put(name, json.readTree(research.resolve(name + ".json").toFile()));
        }
        return files.get(name);
    }

    private JsonNode rows(String name) throws IOException {
        return file(name).path("rows");
    }

    private List<JsonNode> rows(String name, String kind) throws IOException {
        return StreamSupport.stream(rows(name).spliterator(), false)
                .filter(row -> kind.equals(text(row, "kind")))
                .toList();
    }

    private static String text(JsonNode row, String field) {
        return row.path(field).textValue();
    }

    private JsonNode number(JsonNode text) {
        return text.isTextual() ? nodes.numberNode(Integer.parseInt(text.asText())) : nodes.nullNode();
    }

    private JsonNode orNull(JsonNode node) {
        return node.isMissingNode() ? nodes.nullNode() : node;
    }

    private JsonNode orNull(String text, java.util.function.Function<String, ?> map) {
        if (text == null) {
            return nodes.nullNode();
        }
        Object value = map.apply(text);
        return value instanceof JsonNode node ? node : TextNode.valueOf((String) value);
    }

    private static String orElseNull(String text, java.util.function.UnaryOperator<String> map) {
        return text == null ? null : map.apply(text);
    }

    private static void copyText(JsonNode from, ObjectNode to, String field) {
        if (text(from, field) != null) {
            to.put(field, text(from, field));
        }
    }

    private static void unite(ArrayNode list, JsonNode item) {
        if (!item.isNull() && StreamSupport.stream(list.spliterator(), false).noneMatch(item::equals)) {
            list.add(item);
        }
    }

    /** Without fields that say nothing: for wide tables, where most fields of most rows are unknown. */
    private static ObjectNode dense(ObjectNode row) {
        row.properties()
                .removeIf(entry -> entry.getValue().isNull()
                        || entry.getValue().isMissingNode()
                        || entry.getValue().isContainerNode()
                                && entry.getValue().isEmpty());
        return row;
    }

    /** Adds the sources that a research row names, under the matrix's own ids. */
    private ObjectNode sourced(ObjectNode row, String researchFile, JsonNode from) {
        ArrayNode ids = row.withArray("sources");
        for (JsonNode id : from.path("source")) {
            unite(ids, TextNode.valueOf(sourceId(researchFile, id.asText())));
        }
        return row;
    }

    private void claim(ArrayNode claims, String value, String researchFile, List<String> from) {
        ObjectNode claim = claims.addObject();
        claim.put("value", value);
        ArrayNode ids = claim.putArray("sources");
        from.forEach(id -> ids.add(sourceId(researchFile, id)));
    }

    /** Research files share ids that mean different documents: the later one gets the file's name in front. */
    private String sourceId(String researchFile, String id) {
        return sourceIds.computeIfAbsent(researchFile, this::registerSources).get(id);
    }

    private Map<String, String> registerSources(String researchFile) {
        Map<String, String> ids = new HashMap<>();
        for (JsonNode from : files.get(researchFile).path("sources")) {
            String id = text(from, "id");
            ObjectNode known = sources.get(id);
            String own = known == null || Objects.equals(known.path("url").textValue(), text(from, "url"))
                    ? id
                    : researchFile + "-" + id;
            if (!sources.containsKey(own)) {
                ObjectNode source = nodes.objectNode();
                source.put("id", own);
                source.put("title", text(from, "title"));
                source.set("url", from.path("url"));
                sources.put(own, source);
            }
            ids.put(id, own);
        }
        return ids;
    }

    // --- what people keep -----------------------------------------------------------------------------------------

    private void put(
            Map<String, Map<String, ObjectNode>> tables, String subject, String keyFields, List<ObjectNode> rows) {
        Map<String, ObjectNode> byKey = new LinkedHashMap<>();
        for (ObjectNode row : rows) {
            String key = key(row, keyFields);
            if (byKey.put(key, row) != null) {
                throw new IllegalStateException("two rows " + key + " in " + subject);
            }
        }
        tables.put(subject, byKey);
        this.keyFields.put(subject, keyFields);
    }

    private static String key(ObjectNode row, String fields) {
        List<String> parts = new ArrayList<>();
        for (String field : (fields.isEmpty() ? "framework:release:variant:platform" : fields).split(":")) {
            JsonNode value = row.path(field);
            if (!value.isNull() && !value.isMissingNode()) {
                parts.add(value.isArray() ? String.join(",", texts(value)) : value.asText());
            }
        }
        return String.join(fields.isEmpty() ? " " : ":", parts);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Rows that people keep stay, and come before a derived row of the same key. */
    private void keepByHand(Map<String, Map<String, ObjectNode>> tables) throws IOException {
        for (Map.Entry<String, Map<String, ObjectNode>> table : tables.entrySet()) {
            Path file = matrix.resolve(table.getKey() + ".json");
            if (Files.exists(file)) {
                for (JsonNode row : json.readTree(file.toFile()).path("rows")) {
                    if ("by-hand".equals(text(row, "kept"))) {
                        ObjectNode kept = (ObjectNode) row;
                        table.getValue().put(key(kept, keyFields.get(table.getKey())), kept);
                    }
                }
            }
        }
    }

    private void addByHand(Map<String, Map<String, ObjectNode>> tables) throws IOException {
        for (JsonNode addition :
                json.readTree(matrix.resolve("import/additions.json").toFile()).path("additions")) {
            String subject = text(addition, "subject");
            Map<String, ObjectNode> table = subject.equals("sources") ? sources : tables.get(subject);
            for (JsonNode keys : addition.path("keys")) {
                Pattern wanted = Pattern.compile(Stream.of(keys.asText().split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
                List<ObjectNode> rows = table.entrySet().stream()
                        .filter(row -> wanted.matcher(row.getKey()).matches())
                        .map(Map.Entry::getValue)
                        .toList();
                if (rows.isEmpty()) {
                    throw new IllegalStateException("additions.json: no row " + keys + " in " + subject);
                }
                rows.forEach(row -> add(row, addition.path("set")));
            }
        }
    }

    private static void add(ObjectNode row, JsonNode fields) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().equals("sources")) {
                field.getValue().forEach(id -> unite(row.withArray("sources"), id));
            } else {
                row.set(field.getKey(), field.getValue());
            }
        }
    }

    private void write(String subject, List<ObjectNode> rows) throws IOException {
        StringBuilder text = new StringBuilder("{\"rows\":[\n");
        for (int i = 0; i < rows.size(); i++) {
            ObjectNode row = rows.get(i);
            row.properties().removeIf(entry -> entry.getValue().isMissingNode());
            for (String last : List.of("conflicts", "note", "kept", "sources")) {
                JsonNode value = row.remove(last);
                if (value != null && !(value.isContainerNode() && value.isEmpty())) {
                    row.set(last, value);
                }
            }
            text.append(json.writeValueAsString(row)).append(i + 1 < rows.size() ? ",\n" : "\n");
        }
        Path file = matrix.resolve(subject + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.append("]}\n"));
    }

    private void writeSources(Map<String, Map<String, ObjectNode>> tables) throws IOException {
        Path file = matrix.resolve("sources.json");
        Map<String, ObjectNode> known = new HashMap<>(sources);
        if (Files.exists(file)) {
            for (JsonNode row : json.readTree(file.toFile()).path("rows")) {
                known.putIfAbsent(text(row, "id"), (ObjectNode) row);
            }
        }
        Set<String> used = new TreeSet<>();
        tables.values().forEach(table -> table.values().forEach(row -> collectSources(row, used)));
        for (Subject<?> subject : Subject.all()) {
            Path untouched = matrix.resolve(subject.file());
            if (!tables.containsKey(subject.name()) && Files.exists(untouched)) {
                collectSources(json.readTree(untouched.toFile()), used);
            }
        }
        List<ObjectNode> rows = used.stream()
                .map(id -> Optional.ofNullable(known.get(id))
                        .orElseThrow(() -> new IllegalStateException("no source " + id)))
                .toList();
        write("sources", rows);
    }

    private static void collectSources(JsonNode rows, Set<String> used) {
        rows.findValues("sources").forEach(ids -> used.addAll(texts(ids)));
    }
}
