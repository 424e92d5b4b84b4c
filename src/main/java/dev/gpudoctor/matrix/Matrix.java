package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What is known about the NVIDIA stack, row by row. Each file is read when it is first asked for; an empty answer means
 * that the matrix does not know, never that something is unsupported.
 *
 * <p>Safe for use by several threads. Every lookup may throw {@link MatrixException} when its file is bad.
 */
public final class Matrix {
    private static final String MANIFEST = "manifest.json";
    private static final String SOURCES = "sources.json";

    private final List<MatrixSource> layers;
    private final Manifest manifest;
    private final JsonTree json;
    private final Map<Subject<?>, List<? extends Row>> tables = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Source>> sources = new ConcurrentHashMap<>();

    private Matrix(List<MatrixSource> layers, Manifest manifest, JsonTree json) {
        this.layers = layers;
        this.manifest = manifest;
        this.json = json;
    }

    /** The matrix that comes with the program. */
    public static Matrix builtIn() {
        JsonTree json = new JsonTree();
        MatrixSource source = MatrixSource.builtIn();
        return new Matrix(List.of(source), manifest(source, json), json);
    }

    /**
     * The matrix in a folder: alone, or laid over the built-in one if its manifest says {@code "mode": "overlay"}.
     *
     * @throws MatrixException if its manifest is missing or bad
     */
    public static Matrix in(Path directory) {
        return of(MatrixSource.directory(directory));
    }

    /** As {@link #in(Path)}, from any source. */
    public static Matrix of(MatrixSource source) {
        JsonTree json = new JsonTree();
        Manifest manifest = manifest(source, json);
        List<MatrixSource> layers =
                manifest.mode() == Manifest.Mode.OVERLAY ? List.of(MatrixSource.builtIn(), source) : List.of(source);
        return new Matrix(layers, manifest, json);
    }

    private static Manifest manifest(MatrixSource source, JsonTree json) {
        byte[] bytes = source.read(MANIFEST)
                .orElseThrow(() -> new MatrixException(MANIFEST, "", "is missing in " + source.description()));
        RowReader reader = new RowReader(MANIFEST, "", json.read(MANIFEST, bytes));
        Manifest manifest = Manifest.read(reader);
        if (manifest.schemaVersion() != Manifest.SCHEMA_VERSION) {
            throw reader.refusal(
                    "schemaVersion",
                    "is " + manifest.schemaVersion() + ", this program reads " + Manifest.SCHEMA_VERSION);
        }
        return manifest;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** Where the rows come from: the built-in matrix, a folder, or both in the order in which they lie. */
    public List<String> layers() {
        return layers.stream().map(MatrixSource::description).toList();
    }

    /** The user's own folder, if rows come from one. */
    public Optional<String> folder() {
        return layers.stream()
                .filter(MatrixSource.Directory.class::isInstance)
                .map(MatrixSource::description)
                .findFirst();
    }

    /** All rows of a table. */
    @SuppressWarnings("unchecked")
    public <T extends Row> List<T> rows(Subject<T> subject) {
        // the table of a subject holds that subject's rows: see load
        return (List<T>) tables.computeIfAbsent(subject, this::load);
    }

    private <T extends Row> List<T> load(Subject<T> subject) {
        Map<String, T> rows = new LinkedHashMap<>();
        for (MatrixSource layer : layers) {
            Optional<byte[]> bytes = layer.read(subject.file());
            if (bytes.isPresent()) {
                RowReader file = new RowReader(subject.file(), "", json.read(subject.file(), bytes.get()));
                List<T> layerRows = file.rows("rows", subject::read);
                layerRows.forEach(row -> rows.put(row.key(), row));
            }
        }
        return List.copyOf(rows.values());
    }

    /** The document behind a source id. */
    public Optional<Source> source(String id) {
        return Optional.ofNullable(sourcesById().get(id));
    }

    public List<Source> sources() {
        return List.copyOf(sourcesById().values());
    }

    /** The documents that a row rests on. */
    public List<Source> sourcesOf(Row row) {
        return row.sources().stream()
                .map(this::source)
                .flatMap(Optional::stream)
                .toList();
    }

    private Map<String, Source> sourcesById() {
        return sources.computeIfAbsent(SOURCES, file -> {
            Map<String, Source> byId = new LinkedHashMap<>();
            for (MatrixSource layer : layers) {
                layer.read(file)
                        .map(bytes -> new RowReader(file, "", json.read(file, bytes)).rows("rows", Source::read))
                        .ifPresent(rows -> rows.forEach(source -> byId.put(source.id(), source)));
            }
            return byId;
        });
    }

    /**
     * The CUDA release of a number or a minor: {@code 12.4.1} is that release, {@code 12.4} the first one of the minor,
     * {@code 12.6.2.004} is 12.6.2. A number that no row has, such as a component's {@code 12.4.127}, gives nothing; ask
     * {@link #cudaMinor} then.
     */
    public Optional<CudaRelease> cuda(Version version) {
        if (version.precision() < 3) {
            return cudaMinor(version);
        }
        Version release = version.prefix(3);
        return rows(Subject.CUDA).stream()
                .filter(row -> row.version().precision() == 3 && row.version().equals(release))
                .findFirst();
    }

    /** The CUDA release that NVIDIA calls this: {@code 12.4 Update 1}, {@code 11.0 GA}, {@code 13.4}; case plays no part. */
    public Optional<CudaRelease> cudaByLabel(String label) {
        String wanted = label.strip().toLowerCase(Locale.ROOT);
        Optional<CudaRelease> named = rows(Subject.CUDA).stream()
                .filter(row -> row.label().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
        return named.isPresent() ? named : Version.parse(wanted).flatMap(this::cuda);
    }

    /** The general release of a minor; what all releases of the minor share can be read from it. */
    public Optional<CudaRelease> cudaMinor(Version version) {
        List<CudaRelease> releases = cudaReleases(version);
        return releases.stream()
                .filter(row -> row.stage().equals(Optional.of(CudaRelease.Stage.GA)))
                .findFirst()
                .or(() -> releases.stream().findFirst());
    }

    /** Every release of the minor, oldest first. */
    public List<CudaRelease> cudaReleases(Version minor) {
        return rows(Subject.CUDA).stream().filter(row -> row.isOfMinor(minor)).toList();
    }

    public Optional<CudaFamily> cudaFamily(int major) {
        return rows(Subject.CUDA_FAMILIES).stream()
                .filter(row -> row.major() == major)
                .findFirst();
    }

    /** The lowest driver that runs applications of every minor of a CUDA major, with limits; none before CUDA 11. */
    public Optional<Version> minorCompatibilityFloor(int cudaMajor, Platform platform) {
        return cudaFamily(cudaMajor).flatMap(family -> family.minDriver(platform));
    }

    /** The first CUDA release whose compiler writes this PTX version. */
    public Optional<CudaRelease> cudaOfPtx(Version ptxIsa) {
        return rows(Subject.CUDA).stream()
                .filter(row -> row.ptxIsa().equals(Optional.of(ptxIsa)))
                .findFirst();
    }

    public Optional<DriverBranch> driverBranch(int branch) {
        return rows(Subject.DRIVER_BRANCHES).stream()
                .filter(row -> row.branch() == branch)
                .findFirst();
    }

    /** The branch of a driver. On Windows a branch goes on under higher first numbers: 596.86 is of branch 595. */
    public Optional<DriverBranch> driverBranch(Version driver, Platform platform) {
        Optional<DriverBranch> named = driverBranch(driver.major());
        if (named.isPresent() || platform == Platform.LINUX) {
            return named.filter(row -> platform == Platform.WINDOWS || !row.windowsOnly());
        }
        return rows(Subject.DRIVER_BRANCHES).stream()
                .filter(row -> row.branch() < driver.major())
                .filter(row -> row.latestWindows()
                        .map(latest -> latest.major() >= driver.major())
                        .orElse(false))
                .findFirst();
    }

    /** The forward-compatibility package of a CUDA minor. */
    public Optional<ForwardCompatPackage> forwardCompat(Version cuda) {
        return rows(Subject.FORWARD_COMPAT).stream()
                .filter(row -> cuda.isWithin(row.cuda()))
                .findFirst();
    }

    public Optional<Capability> capability(ComputeCapability capability) {
        return rows(Subject.CAPABILITIES).stream()
                .filter(row -> row.capability().equals(capability))
                .findFirst();
    }

    /**
     * The capabilities that a GPU with this PCI device id can have: all those of its architecture outside Tegra.
     *
     * @param deviceId hexadecimal, such as {@code 2335}
     */
    public List<Capability> capabilitiesOfPciDevice(String deviceId) {
        if (!deviceId.matches("[0-9a-fA-F]{1,4}")) {
            return List.of();
        }
        int id = Integer.parseInt(deviceId, 16);
        return rows(Subject.PCI_DEVICES).stream()
                .filter(range -> range.contains(id))
                .flatMap(range -> rows(Subject.CAPABILITIES).stream()
                        .filter(row -> !row.tegra() && row.architecture().equals(range.architecture())))
                .toList();
    }

    /** A product by the name that NVML, PCI tables or people give it; case and a leading {@code NVIDIA} play no part. */
    public Optional<GpuProduct> gpuByName(String name) {
        String wanted = GpuProduct.comparable(name);
        return rows(Subject.GPUS).stream()
                .filter(row -> Stream.concat(Stream.of(row.name()), row.nvmlName().stream())
                        .map(GpuProduct::comparable)
                        .anyMatch(wanted::equals))
                .findFirst();
    }

    /** The cuDNN release: a build number, {@code 9.1.0.70}, is that of its release. */
    public Optional<CudnnRelease> cudnn(Version version) {
        return rows(Subject.CUDNN).stream()
                .filter(row -> version.isWithin(row.version()))
                .findFirst();
    }

    /** The TensorRT release: a build number, {@code 10.3.0.30}, is that of its release. */
    public Optional<TensorRtRelease> tensorRt(Version version) {
        return rows(Subject.TENSORRT).stream()
                .filter(row -> version.isWithin(row.version()))
                .findFirst();
    }

    /** The lowest capability that any later TensorRT is documented to run. */
    public Optional<ComputeCapability> minCapabilityAfter(TensorRtRelease release) {
        return rows(Subject.TENSORRT).stream()
                .filter(row -> row.version().isAbove(release.version()))
                .flatMap(row -> row.minCapability().stream())
                .min(Comparator.naturalOrder());
    }

    /** What the ONNX parser of a TensorRT release has: of that release, or of the newest one before it in its major. */
    public Optional<TensorRtOperators> tensorRtOperators(Version release) {
        return rows(Subject.TENSORRT_OPERATORS).stream()
                .filter(row -> row.version().major() == release.major())
                .filter(row -> release.isWithin(row.version()) || !release.isBelow(row.version()))
                .max(Comparator.comparing(TensorRtOperators::version));
    }

    /** The NCCL release: {@code 2.27.3}. */
    public Optional<NcclRelease> nccl(Version version) {
        return rows(Subject.NCCL).stream()
                .filter(row -> version.isWithin(row.version()))
                .findFirst();
    }

    /** The toolkit releases that a component package, such as {@code nvidia-cublas}, of this version belongs to. */
    public List<Version> toolkitsOfComponent(String component, Version version) {
        return rows(Subject.CUDA_COMPONENTS).stream()
                .filter(row -> Optional.ofNullable(row.components().get(component))
                        .filter(version::isWithin)
                        .isPresent())
                .map(CudaComponents::toolkit)
                .toList();
    }

    /** The JetPack of that version that is not a preview. */
    public Optional<JetPackRelease> jetPack(Version version) {
        return rows(Subject.JETPACK).stream()
                .filter(row -> !row.preview() && row.version().equals(version))
                .findFirst();
    }

    /** The JetPack that a Jetson Linux release belongs to. */
    public Optional<JetPackRelease> jetPackByL4t(Version l4t) {
        return rows(Subject.JETPACK).stream()
                .filter(row -> row.l4t().contains(l4t))
                .findFirst();
    }

    /** The module with this board id, {@code p3701-0005}; further parts of a longer id play no part. */
    public Optional<JetsonModule> jetsonModule(String boardId) {
        String wanted = boardId.toLowerCase(Locale.ROOT);
        return rows(Subject.JETSON_MODULES).stream()
                .filter(row -> row.partNumbers().stream().anyMatch(wanted::startsWith))
                .findFirst();
    }

    /** Every build of a framework; none for a framework that the matrix does not have. */
    public List<FrameworkBuild> frameworkBuilds(String framework) {
        return Subject.frameworks().stream()
                .filter(subject -> subject.shortName().equals(framework))
                .findFirst()
                .map(this::rows)
                .orElse(List.of());
    }

    /** The builds of one release: of the exact release if there are rows for it, else of the two-part release. */
    public List<FrameworkBuild> frameworkBuilds(String framework, Version release) {
        List<FrameworkBuild> builds = frameworkBuilds(framework).stream()
                .filter(build -> build.isOf(release))
                .toList();
        Optional<Version> finest = builds.stream()
                .map(FrameworkBuild::release)
                .max(Comparator.comparingInt(Version::precision).thenComparing(Comparator.naturalOrder()));
        return builds.stream()
                .filter(build -> finest.filter(build.release()::equals).isPresent())
                .toList();
    }

    /** Every image: NGC, CUDA, L4T. */
    public List<Image> images() {
        List<Image> images = new ArrayList<>(rows(Subject.NGC_IMAGES));
        rows(Subject.CUDA_IMAGES).forEach(group -> images.addAll(group.images()));
        images.addAll(rows(Subject.L4T_IMAGES));
        return images;
    }

    /** An image by the name to pull, with or without Docker Hub's own host in front. */
    public Optional<Image> image(String reference) {
        String wanted = reference.startsWith("docker.io/") ? reference.substring("docker.io/".length()) : reference;
        return images().stream().filter(row -> row.reference().equals(wanted)).findFirst();
    }

    /** A bound by its id, such as {@code wsl.driver}. */
    public Optional<Version> bound(String id) {
        return rows(Subject.BOUNDS).stream()
                .filter(row -> row.id().equals(id))
                .map(Bound::version)
                .findFirst();
    }
}
