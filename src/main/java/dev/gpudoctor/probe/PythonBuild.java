package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Evidence.Source;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.probe.format.PythonMetadata;
import dev.gpudoctor.probe.host.Host;
import dev.gpudoctor.version.Version;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** For which CUDA and cuDNN a Python package was built, as its own files, its name or its requirements tell. */
final class PythonBuild {
    private static final Pattern TORCH_CUDA =
            Pattern.compile("(?m)^cuda(?:\\s*:\\s*[^=]{1,40})?\\s*=\\s*(?:'([\\d.]{1,20})'|None)\\s*$");
    private static final Pattern TENSORFLOW_CUDA = tensorflowSetting("cuda_version");
    private static final Pattern TENSORFLOW_CUDNN = tensorflowSetting("cudnn_version");
    private static final Pattern TENSORFLOW_IS_CUDA =
            Pattern.compile("[\"']?is_cuda_build[\"']?\\s*[,:=]\\s*(True|False)");
    private static final Pattern ORT_CUDA = Pattern.compile("(?m)^cuda_version\\s*=\\s*[\"']([\\d.]{1,20})[\"']");
    private static final Pattern CUDA_LABEL = Pattern.compile("(?:.*[._-])?cu(\\d{2})(\\d)(?:[._-].*)?");
    /** As in {@code jaxlib 0.4.7+cuda11.cudnn86} and {@code 0.1.65+cuda111}. */
    private static final Pattern JAX_LABEL = Pattern.compile("cuda(\\d{2})(\\d)?(?:\\.cudnn(\\d)(\\d)(\\d)?)?");

    private static final Pattern CUDA_SUFFIX = Pattern.compile(".*[-_](?:cu|cuda)(\\d{2})(?:[-_x].*)?");
    private static final Pattern REQUIRED =
            Pattern.compile("(nvidia-cuda-runtime(?:-cu\\d{2})?|nvidia-cudnn-cu\\d{2})\\s*\\(?==\\s*([\\d.]{1,30}).*");
    private static final Pattern REQUIRED_WHEEL = Pattern.compile("nvidia-[a-z-]{1,40}-cu(\\d{2})(?![^;]*;.*extra).*");
    private static final String ORT_PROVIDER = "onnxruntime/capi/libonnxruntime_providers_cuda.so";
    private static final String RUNTIME = "nvidia-cuda-runtime";
    private static final String CUDNN = "nvidia-cudnn";

    private final Host host;
    private final Libraries libraries;
    private final PythonMetadata metadata;
    private final String site;
    private final String info;

    PythonBuild(Host host, Libraries libraries, PythonMetadata metadata, String site, String info) {
        this.host = host;
        this.libraries = libraries;
        this.metadata = metadata;
        this.site = site;
        this.info = info;
    }

    /** A pair of a dictionary, or in releases before it an assignment to a name with {@code _number}. */
    private static Pattern tensorflowSetting(String key) {
        return Pattern.compile("[\"']?" + key + "(?:_number)?[\"']?\\s*[,:=]\\s*[\"']([\\d.]{1,20})[\"']");
    }

    Observed<Version> cuda() {
        return switch (metadata.name()) {
            case "torch" -> torch();
            case "tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tf-nightly", "tf-nightly-gpu" ->
                tensorflow(TENSORFLOW_CUDA);
            case "onnxruntime" ->
                host.isFile(site + "/" + ORT_PROVIDER) ? onnxRuntime() : Observed.notApplicable("a build for the CPU");
            case "onnxruntime-gpu" -> onnxRuntime();
            case "jaxlib" -> byJaxLabel(1).orElse(Observed.absent(info));
            default -> byName().or(this::byRequirement).orElse(Observed.absent(info));
        };
    }

    Observed<Version> cudnn() {
        return switch (metadata.name()) {
            case "tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tf-nightly", "tf-nightly-gpu" ->
                tensorflow(TENSORFLOW_CUDNN);
            case "onnxruntime-gpu" ->
                required(CUDNN).or(() -> asked("libcudnn.so.")).orElse(Observed.absent(info));
            case "jaxlib" -> byJaxLabel(3).orElse(Observed.absent(info));
            default -> required(CUDNN).orElse(Observed.absent(info));
        };
    }

    private Observed<Version> torch() {
        String path = site + "/torch/version.py";
        Observed<String> text = host.text(path);
        if (text.isFound()) {
            Matcher matcher = TORCH_CUDA.matcher(text.toOptional().orElse(""));
            if (matcher.find()) {
                return matcher.group(1) == null
                        ? Observed.notApplicable("a build for the CPU")
                        : Version.parse(matcher.group(1))
                                .map(version -> Observed.found(
                                        version,
                                        new Evidence(
                                                Source.FILE,
                                                path,
                                                matcher.group().strip())))
                                .orElse(Observed.unreadable(
                                        "not a version", new Evidence(Source.FILE, path, matcher.group())));
            }
        }
        if (metadata.version().local().startsWith("cpu")) {
            return Observed.notApplicable("a build for the CPU");
        }
        return byLabel()
                .or(this::byRequirement)
                .orElse(Observed.unreadable(
                        "neither torch/version.py nor its version tells", new Evidence(Source.FILE, path, "")));
    }

    private Observed<Version> tensorflow(Pattern wanted) {
        String path = site + "/tensorflow/python/platform/build_info.py";
        return host.text(path).flatMap(text -> {
            Matcher kind = TENSORFLOW_IS_CUDA.matcher(text);
            Matcher matcher = wanted.matcher(text);
            if (kind.find() && kind.group(1).equals("False")) {
                return Observed.notApplicable("a build for the CPU");
            }
            return matcher.find()
                    ? Version.parse(matcher.group(1))
                            .map(version -> Observed.found(version, new Evidence(Source.FILE, path, matcher.group())))
                            .orElse(Observed.unreadable("not a version", new Evidence(Source.FILE, path, text)))
                    : Observed.notApplicable("a build for the CPU");
        });
    }

    private Observed<Version> onnxRuntime() {
        String path = site + "/onnxruntime/capi/build_and_package_info.py";
        return host.text(path)
                .toOptional()
                .map(ORT_CUDA::matcher)
                .filter(Matcher::find)
                .flatMap(matcher -> Version.parse(matcher.group(1))
                        .map(version -> Observed.found(
                                version,
                                new Evidence(Source.FILE, path, matcher.group().strip()))))
                .or(this::byRequirement)
                .or(() -> asked("libcudart.so.").map(cuda -> cuda.map(PythonBuild::series)))
                .orElse(Observed.unreadable(
                        "its build information does not tell", new Evidence(Source.FILE, path, "")));
    }

    /** All releases of a series have one soname: that of 11.8 is {@code libcudart.so.11.0}. */
    private static Version series(Version soname) {
        return soname.minor() == 0 ? soname.prefix(1) : soname;
    }

    /** The number behind a soname that the CUDA provider asks the loader for. */
    private Optional<Observed<Version>> asked(String prefix) {
        String path = site + "/" + ORT_PROVIDER;
        return libraries.elf(path).toOptional().flatMap(elf -> elf.needed().stream()
                .filter(soname -> soname.startsWith(prefix))
                .flatMap(soname -> Version.parse(soname.substring(prefix.length())).stream()
                        .map(version -> Observed.found(version, new Evidence(Source.ELF, path, soname))))
                .findFirst());
    }

    /** {@code +cu124} in the version. */
    private Optional<Observed<Version>> byLabel() {
        Matcher matcher = CUDA_LABEL.matcher(metadata.version().local());
        return matcher.matches()
                ? Optional.of(Observed.found(
                        Version.of(matcher.group(1) + "." + matcher.group(2)),
                        new Evidence(
                                Source.PACKAGE_DATABASE,
                                info,
                                metadata.version().toString())))
                : Optional.empty();
    }

    /** @param from the first of the groups that tell a version */
    private Optional<Observed<Version>> byJaxLabel(int from) {
        Matcher matcher = JAX_LABEL.matcher(metadata.version().local());
        return matcher.matches() && matcher.group(from) != null
                ? Optional.of(Observed.found(
                        Version.of(IntStream.range(from, from == 1 ? 3 : 6)
                                .mapToObj(matcher::group)
                                .filter(Objects::nonNull)
                                .collect(Collectors.joining("."))),
                        new Evidence(
                                Source.PACKAGE_DATABASE,
                                info,
                                metadata.version().toString())))
                : Optional.empty();
    }

    /** {@code -cu12} in the name, or {@code nvidia-cuda-runtime}, whose version is CUDA's. */
    private Optional<Observed<Version>> byName() {
        Evidence evidence = new Evidence(Source.PACKAGE_DATABASE, info, metadata.name() + " " + metadata.version());
        if (metadata.name().startsWith(RUNTIME)) {
            return Optional.of(Observed.found(metadata.version().prefix(2), evidence));
        }
        Matcher matcher = CUDA_SUFFIX.matcher(metadata.name());
        return matcher.matches() ? Optional.of(Observed.found(Version.of(matcher.group(1)), evidence)) : byLabel();
    }

    private Optional<Observed<Version>> byRequirement() {
        return required(RUNTIME)
                .map(version -> version.map(number -> number.prefix(2)))
                .or(this::byRequiredWheel);
    }

    /** The CUDA major in the name of a wheel that it always requires, as {@code nvidia-cublas-cu12}. */
    private Optional<Observed<Version>> byRequiredWheel() {
        return metadata.requires().stream()
                .map(REQUIRED_WHEEL::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Observed.found(
                        Version.of(matcher.group(1)), new Evidence(Source.PACKAGE_DATABASE, info, matcher.group())))
                .findFirst();
    }

    private Optional<Observed<Version>> required(String name) {
        return metadata.requires().stream()
                .map(REQUIRED::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(1).startsWith(name))
                .flatMap(matcher -> Stream.of(matcher)
                        .flatMap(found -> Version.parse(found.group(2)).stream())
                        .map(version ->
                                Observed.found(version, new Evidence(Source.PACKAGE_DATABASE, info, matcher.group()))))
                .findFirst();
    }
}
