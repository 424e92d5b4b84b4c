package dev.gpudoctor.model.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Shape.Dimension;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.TorchFile;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.MalformedException;
import dev.gpudoctor.model.bytes.ZipIndex;
import dev.gpudoctor.model.bytes.ZipIndex.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What comes as a zip archive: PyTorch's formats, Keras 3, NumPy arrays. Pickles inside are never executed. */
final class ZipReader implements FormatReader {
    private static final int MAX_SMALL_ENTRY = 1 << 20;
    private static final int MAX_JSON = 64 << 20;
    private static final List<String> METADATA = List.of("keras_version", "date_saved");
    private static final int MAX_PARAMETERS = 20_000;
    private static final String FORWARD = "def forward(";

    // Bounded and without a second try, for a megabyte of letters would keep an open expression busy for hours.
    private static final Pattern PARAMETER = Pattern.compile("\\b(\\w{1,200}+): (Tensor|[\\w\\[\\], ]{1,200}+)");
    private static final Pattern ROOT_CLASS = Pattern.compile("c(__torch__[\\w.]{0,200}+)\\n(\\w{1,200}+)\\n");

    private static final Set<String> KERAS_VALUES = Set.of(
            "class_name",
            "config.layers.class_name",
            "config.layers.config.name",
            "config.layers.config.dtype",
            "config.layers.config.batch_shape",
            "config.layers.config.batch_input_shape");

    private static final Set<String> EXPORT_VALUES =
            Set.of("torch_version", "graph_module.graph.tensor_values", "graph_module.signature");

    /** PyTorch's element types by the number that exported programs use. */
    private static final List<String> TORCH_TYPES = List.of(
            "unknown",
            "uint8",
            "int8",
            "int16",
            "int32",
            "int64",
            "float16",
            "float32",
            "float64",
            "complex32",
            "complex64",
            "complex128",
            "bool",
            "bfloat16");

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        if (!source.hasAscii(0, "PK\3\4")) {
            return Optional.empty();
        }
        Recognition zip = Recognition.sure(Format.ZIP, "begins with the zip magic");
        ZipIndex index;
        try {
            index = ZipIndex.read(source);
        } catch (MalformedException e) {
            return Optional.of(firstEntryOnly(source, zip));
        }
        return Optional.of(classify(index, zip));
    }

    /** Without a directory only the first entry is left to judge by. */
    private static Recognition firstEntryOnly(ByteSource source, Recognition zip) throws IOException {
        String name = source.text(30, Math.min(source.u16(26), Math.max(0, source.size() - 30)), 1024);
        if (name.endsWith("/data.pkl") || name.endsWith("/.format_version") || name.endsWith("/version")) {
            return Recognition.likely(Format.TORCH_ZIP, "a zip archive whose first entry is " + name);
        }
        return zip.with("the first entry is " + name);
    }

    private static Recognition classify(ZipIndex index, Recognition zip) {
        if (has(index, "archive_format") || endsWith(index, "serialized_exported_program.json")) {
            return zip.as(Format.TORCH_EXPORTED)
                    .with("holds "
                            + (has(index, "archive_format") ? "archive_format" : "serialized_exported_program.json"));
        }
        if (has(index, "constants.pkl")
                && index.entries().stream().anyMatch(entry -> entry.name().contains("/code/"))) {
            return zip.as(Format.TORCHSCRIPT).with("holds constants.pkl and a code folder");
        }
        if (has(index, ".data/version") || endsWith(index, ".data/version")) {
            return zip.as(Format.TORCH_PACKAGE).with("holds .data/version");
        }
        if (endsWith(index, "data.pkl")) {
            return zip.as(Format.TORCH_ZIP).with("holds data.pkl and no code");
        }
        if (index.entry("metadata.json").isPresent()
                && index.entry("config.json").isPresent()) {
            return zip.as(Format.KERAS_ARCHIVE).with("holds metadata.json and config.json");
        }
        if (!index.entries().isEmpty()
                && index.entries().stream().allMatch(entry -> entry.name().endsWith(".npy"))) {
            return zip.as(Format.NUMPY_ARCHIVE).with("every entry is an .npy array");
        }
        return zip.with(index.entries().size() + " entries, none of them known from a model format");
    }

    /** Whether an entry has this name below the archive's one top folder. */
    private static boolean has(ZipIndex index, String name) {
        return find(index, name).isPresent();
    }

    private static Optional<Entry> find(ZipIndex index, String name) {
        return index.entries().stream()
                .filter(entry -> entry.name().equals(name)
                        || entry.name().endsWith("/" + name)
                                && entry.name().indexOf('/') == entry.name().length() - name.length() - 1)
                .findFirst();
    }

    private static boolean endsWith(ZipIndex index, String name) {
        return index.entries().stream().anyMatch(entry -> entry.name().endsWith(name));
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        ZipIndex index = ZipIndex.read(source);
        List<Detail> details = new ArrayList<>();
        details.add(new Detail("entries", Integer.toString(index.entries().size())));
        return switch (recognition.format()) {
            case TORCHSCRIPT -> new TorchFile(recognition, details, scriptInputs(index), List.of(), true);
            case TORCH_ZIP, TORCH_PACKAGE -> new TorchFile(recognition, details, List.of(), List.of(), true);
            case TORCH_EXPORTED -> exported(index, recognition, details);
            case KERAS_ARCHIVE -> keras(index, recognition, details);
            default -> new OtherFile(recognition, details);
        };
    }

    private static OtherFile keras(ZipIndex index, Recognition recognition, List<Detail> details) throws IOException {
        Optional<Entry> metadata = index.entry("metadata.json");
        if (metadata.isPresent()) {
            JsonNode json = index.json(metadata.get(), MAX_SMALL_ENTRY, Set.copyOf(METADATA));
            for (String name : METADATA) {
                if (json.path(name).isTextual()) {
                    details.add(
                            new Detail(name.replace('_', ' '), json.path(name).asText()));
                }
            }
        }
        List<Tensor> inputs = new ArrayList<>();
        Optional<Entry> config = index.entry("config.json");
        if (config.isPresent() && config.get().size() <= MAX_JSON) {
            JsonNode json = index.json(config.get(), MAX_JSON, KERAS_VALUES);
            details.add(new Detail("class", json.path("class_name").asText("not named")));
            for (JsonNode layer : json.path("config").path("layers")) {
                if (layer.path("class_name").asText().equals("InputLayer") && inputs.size() < 100) {
                    inputs.add(kerasInput(layer.path("config")));
                }
            }
        }
        return new OtherFile(recognition, details, inputs, List.of(), List.of());
    }

    private static Tensor kerasInput(JsonNode config) {
        JsonNode sizes = config.has("batch_shape") ? config.path("batch_shape") : config.path("batch_input_shape");
        List<Dimension> dimensions = new ArrayList<>();
        sizes.forEach(size -> dimensions.add(size.isNumber() ? new Shape.Fixed(size.asLong()) : new Shape.Open()));
        JsonNode type = config.path("dtype");
        String name = type.isTextual()
                ? type.asText()
                : type.path("config").path("name").asText("unknown");
        return new Tensor(config.path("name").asText("input"), name, Shape.ranked(dimensions));
    }

    /** The parameters of the root module's {@code forward}; their shapes are not in the file. */
    private static List<Tensor> scriptInputs(ZipIndex index) throws IOException {
        Optional<Entry> data = find(index, "data.pkl");
        if (data.isEmpty()) {
            return List.of();
        }
        String pickle = new String(index.head(data.get(), MAX_SMALL_ENTRY), StandardCharsets.ISO_8859_1);
        Matcher root = ROOT_CLASS.matcher(pickle);
        if (!root.find()) {
            return List.of();
        }
        String file = "code/" + root.group(1).replace('.', '/') + ".py";
        Optional<Entry> code = below(index, file);
        if (code.isEmpty()) {
            return List.of();
        }
        String text = new String(index.head(code.get(), MAX_SMALL_ENTRY), StandardCharsets.UTF_8);
        int forward = text.indexOf(FORWARD, Math.max(0, text.indexOf("class " + root.group(2) + "(")));
        int end = text.indexOf(')', forward);
        return forward < 0 || end < 0 || end - forward > MAX_PARAMETERS
                ? List.of()
                : parameters(text.substring(forward + FORWARD.length(), end));
    }

    private static Optional<Entry> below(ZipIndex index, String file) {
        return index.entries().stream()
                .filter(entry -> entry.name().endsWith("/" + file))
                .findFirst();
    }

    private static List<Tensor> parameters(String list) {
        List<Tensor> inputs = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(list);
        while (parameter.find() && inputs.size() < 100) {
            if (!parameter.group(1).equals("self")) {
                inputs.add(new Tensor(parameter.group(1), parameter.group(2).strip(), Shape.unranked()));
            }
        }
        return inputs;
    }

    private static TorchFile exported(ZipIndex index, Recognition recognition, List<Detail> details)
            throws IOException {
        Optional<Entry> program = index.entries().stream()
                .filter(entry -> entry.name().endsWith("models/model.json")
                        || entry.name().endsWith("serialized_exported_program.json"))
                .findFirst();
        if (program.isEmpty() || program.get().size() > MAX_JSON) {
            return new TorchFile(recognition, details, List.of(), List.of(), false);
        }
        JsonNode json = index.json(program.get(), MAX_JSON, EXPORT_VALUES);
        String version = json.path("torch_version").asText("");
        if (!version.isEmpty()) {
            details.add(new Detail("written by torch", version));
        }
        JsonNode graphModule = json.path("graph_module");
        JsonNode values = graphModule.path("graph").path("tensor_values");
        JsonNode signature = graphModule.path("signature");
        return new TorchFile(
                recognition,
                details,
                users(signature.path("input_specs"), "user_input", values),
                users(signature.path("output_specs"), "user_output", values),
                false);
    }

    private static List<Tensor> users(JsonNode specs, String kind, JsonNode values) {
        List<Tensor> tensors = new ArrayList<>();
        for (JsonNode spec : specs) {
            String name =
                    spec.path(kind).path("arg").path("as_tensor").path("name").asText("");
            if (!name.isEmpty() && tensors.size() < 200) {
                tensors.add(exportedTensor(name, values.path(name)));
            }
        }
        return tensors;
    }

    private static Tensor exportedTensor(String name, JsonNode meta) {
        List<Dimension> dimensions = new ArrayList<>();
        meta.path("sizes")
                .forEach(size -> dimensions.add(
                        size.has("as_int") ? new Shape.Fixed(size.path("as_int").asLong()) : new Shape.Open()));
        int type = meta.path("dtype").asInt(0);
        String typeName = type >= 0 && type < TORCH_TYPES.size() ? TORCH_TYPES.get(type) : "type " + type;
        return new Tensor(name, typeName, meta.has("sizes") ? Shape.ranked(dimensions) : Shape.unranked());
    }
}
