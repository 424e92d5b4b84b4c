import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Completes the bill of materials that Maven's plugin makes of the dependencies: with what is shipped besides (presets and
 * their JavaCPP, JNI libraries of both platforms, the Java runtimes), and with where each component is in a program. Fails
 * where a program contains a file of no component, or a component is in no program.
 *
 * <p>Arguments: the bill, the file to write, and the directory of each program. Jackson is on the class path.
 */
public final class BillOfMaterials {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*)\\.jar");
    /** Directory and name of a JNI library; which artifact it is from. */
    private static final Map<String, String> JNI = Map.of(
            "libjnijavacpp.so", "javacpp",
            "libjninvml.so", "cuda",
            "libjnidispatch.so", "jna",
            "libjninvinfer.so", "tensorrt",
            "libjninvonnxparser.so", "tensorrt");

    private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final Map<String, ObjectNode> components = new TreeMap<>();
    private final Map<String, TreeSet<String>> places = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    private BillOfMaterials() {}

    public static void main(String[] arguments) throws IOException {
        new BillOfMaterials().complete(Path.of(arguments[0]), Path.of(arguments[1]), Stream.of(arguments)
                .skip(2)
                .map(Path::of)
                .toList());
    }

    private void complete(Path in, Path out, List<Path> programs) throws IOException {
        ObjectNode bill = (ObjectNode) mapper.readTree(in.toFile());
        bill.path("components").forEach(part -> components.put(part.path("purl").asText(), (ObjectNode) part));
        for (Path program : programs) {
            look(program);
        }
        components.keySet().stream()
                .filter(purl -> !places.containsKey(purl))
                .forEach(purl -> faults.add("in no program: " + purl));
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("\n", faults));
        }
        ArrayNode all = mapper.createArrayNode();
        components.forEach((purl, part) -> {
            ArrayNode occurrences = part.putObject("evidence").putArray("occurrences");
            places.get(purl).forEach(place -> occurrences.addObject().put("location", place));
            all.add(part);
        });
        bill.set("components", all);
        Files.writeString(out, mapper.writeValueAsString(bill) + "\n");
    }

    private void look(Path program) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(program.resolve("lib"))) {
            files = walk.filter(file -> file.toString().matches(".*\\.(jar|so)")).sorted().toList();
        }
        for (Path file : files) {
            String place = program.relativize(file).toString();
            Optional<String> purl = file.toString().endsWith(".jar") ? jar(file) : jni(program, file);
            if (purl.isPresent()) {
                places.computeIfAbsent(purl.get(), any -> new TreeSet<>()).add(place);
            } else if (!place.matches("lib/(gpudoctor|workers/[^/]+/worker)\\.jar")) {
                faults.add("of no component: " + place);
            }
        }
        Path release = program.resolve("runtime/release");
        if (Files.exists(release)) {
            runtime(program, release);
        }
    }

    /** What a jar says of itself, or else the dependency of its name. */
    private Optional<String> jar(Path file) throws IOException {
        String name = file.getFileName().toString();
        Optional<String> known = components.keySet().stream()
                .filter(purl -> purl.matches("pkg:maven/[^/]+/" + Pattern.quote(name.replaceFirst("\\.jar$", "").replaceFirst("-(\\d)", "@$1"))
                        + "\\?type=jar"))
                .findFirst();
        if (known.isPresent()) {
            return known;
        }
        Matcher matcher = JAR.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            Optional<JarEntry> properties = jar.stream()
                    .filter(entry -> entry.getName().matches("META-INF/maven/[^/]+/" + matcher.group(1) + "/pom\\.properties"))
                    .findFirst();
            if (properties.isEmpty()) {
                return Optional.empty();
            }
            Properties pom = new Properties();
            pom.load(jar.getInputStream(properties.get()));
            return Optional.of(add(
                    pom.getProperty("groupId"), pom.getProperty("artifactId"), pom.getProperty("version"), "type=jar"));
        }
    }

    /** The jar of JNI libraries from which a library was unpacked: of the same release as the jar beside it. */
    private Optional<String> jni(Path program, Path file) throws IOException {
        String artifact = JNI.getOrDefault(file.getFileName().toString(), "");
        String platform = file.getParent().getFileName().toString();
        Path worker = file.getParent().getParent();
        Path jars = worker.getFileName().toString().equals("native") ? program.resolve("lib") : worker;
        if (artifact.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Path> beside = Files.list(jars)) {
            Optional<Path> jar = beside.filter(path -> path.getFileName().toString().matches(artifact + "-\\d.*\\.jar"))
                    .findFirst();
            Optional<String> purl = jar.isPresent() ? jar(jar.get()) : Optional.empty();
            if (purl.isEmpty() || artifact.equals("jna")) {
                return purl;
            }
            ObjectNode base = components.get(purl.get());
            return Optional.of(add(
                    base.path("group").asText(),
                    base.path("name").asText(),
                    base.path("version").asText(),
                    "classifier=" + platform + "&type=jar"));
        }
    }

    private void runtime(Path program, Path release) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        }
        String version = value(properties, "JAVA_RUNTIME_VERSION", value(properties, "JAVA_VERSION", ""));
        String architecture = architecture(program.resolve("runtime/bin/java"));
        String purl = "pkg:generic/openjdk@" + version.replace("+", "%2B") + "?arch=" + architecture;
        ObjectNode part = mapper.createObjectNode();
        part.put("type", "platform").put("bom-ref", purl);
        if (properties.containsKey("IMPLEMENTOR")) {
            part.put("publisher", value(properties, "IMPLEMENTOR", ""));
        }
        part.put("name", "openjdk").put("version", version);
        part.put("description", "Java runtime of modules " + value(properties, "MODULES", ""));
        part.putArray("licenses").addObject().put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
        part.put("purl", purl);
        components.put(purl, part);
        places.computeIfAbsent(purl, any -> new TreeSet<>()).add("runtime");
    }

    /** A linked runtime does not say what it is for; ELF's number for the architecture does. */
    private static String architecture(Path java) throws IOException {
        try (InputStream in = Files.newInputStream(java)) {
            byte[] header = in.readNBytes(20);
            return header.length == 20 && (header[18] & 0xff) == 183 ? "aarch64" : "x86_64";
        }
    }

    private static String value(Properties properties, String key, String otherwise) {
        return properties.getProperty(key, otherwise).replace("\"", "");
    }

    /** A component that the dependencies do not name; its licences are those of its project, which they do name. */
    private String add(String group, String name, String version, String qualifiers) {
        String purl = "pkg:maven/" + group + "/" + name + "@" + version + "?" + qualifiers;
        if (!components.containsKey(purl)) {
            ObjectNode part = mapper.createObjectNode();
            part.put("type", "library").put("bom-ref", purl);
            part.put("group", group).put("name", name).put("version", version);
            JsonNode licences = components.values().stream()
                    .filter(each -> each.path("group").asText().equals(group) && each.has("licenses"))
                    .map(each -> each.path("licenses"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no licence known of " + purl));
            part.set("licenses", licences.deepCopy());
            part.put("purl", purl);
            components.put(purl, part);
        }
        return purl;
    }
}
