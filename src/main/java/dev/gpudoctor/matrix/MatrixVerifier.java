package dev.gpudoctor.matrix;

import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import dev.gpudoctor.version.VersionRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds what is wrong with a matrix: first the shape of each file, row by row, then sources, keys, and whether rows fit
 * together. Relations are looked at only when every file can be read.
 */
public final class MatrixVerifier {
    private static final String MANIFEST = "manifest.json";
    private static final String SOURCES = "sources.json";

    private final MatrixSource source;
    private final JsonTree json = new JsonTree();
    private final List<MatrixIssue> issues = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    /** A row and the table it stands in. */
    private record Entry(Subject<?> subject, Row row) {}

    private MatrixVerifier(MatrixSource source) {
        this.source = source;
    }

    /**
     * What was found.
     *
     * @param compared what was compared with the snapshot of package registries; empty if the matrix has none
     */
    public record Verification(List<MatrixIssue> issues, Optional<String> compared) {
        public Verification {
            issues = List.copyOf(issues);
        }
    }

    /** Everything wrong with the matrix of a source; nothing if it is sound. */
    public static Verification verify(MatrixSource source) {
        return new MatrixVerifier(source).verify();
    }

    private Verification verify() {
        Optional<String> compared = Optional.empty();
        Optional<Matrix> matrix = manifest();
        Subject.all().forEach(this::readTable);
        Set<String> ownSources = readSources();
        if (matrix.isPresent() && issues.isEmpty()) {
            checkSources(matrix.get(), ownSources);
            checkKeys();
            new Relations(matrix.get()).check();
            compared = compareWithRegistry(matrix.get());
        }
        return new Verification(issues, compared);
    }

    /** An overlay has rows of its own beside others, so only a whole matrix is compared. */
    private Optional<String> compareWithRegistry(Matrix matrix) {
        if (matrix.manifest().mode() != Manifest.Mode.WHOLE) {
            return Optional.empty();
        }
        try {
            return RegistryVerifier.compare(matrix, source).map(comparison -> {
                issues.addAll(comparison.issues());
                return comparison.rows() + " rows of " + comparison.tables() + " tables compared with "
                        + comparison.releases() + " published releases";
            });
        } catch (MatrixException e) {
            report(e);
            return Optional.empty();
        }
    }

    private void report(MatrixIssue.Kind kind, String file, String place, String problem) {
        issues.add(new MatrixIssue(kind, file, place, problem));
    }

    // --- shape ----------------------------------------------------------------------------------------------------

    private Optional<Matrix> manifest() {
        try {
            Matrix matrix = Matrix.of(source);
            source.read(MANIFEST).ifPresent(bytes -> {
                RowReader reader = new RowReader(MANIFEST, "", json.read(MANIFEST, bytes));
                Manifest.read(reader);
                reportUnread(MANIFEST, reader);
            });
            return Optional.of(matrix);
        } catch (MatrixException e) {
            report(e);
            return Optional.empty();
        }
    }

    private void readTable(Subject<?> subject) {
        rowsOf(subject.file()).forEach(reader -> {
            Row row = subject.read(reader);
            reportUnread(subject.file(), reader);
            entries.add(new Entry(subject, row));
        });
    }

    private Set<String> readSources() {
        Set<String> ids = new LinkedHashSet<>();
        rowsOf(SOURCES).forEach(reader -> {
            Source document = Source.read(reader);
            reportUnread(SOURCES, reader);
            if (!ids.add(document.id())) {
                report(MatrixIssue.Kind.DUPLICATE, SOURCES, document.id(), "two sources have this id");
            }
        });
        return ids;
    }

    /** The rows of a file one by one, so that each bad one is told. */
    private RowSequence rowsOf(String file) {
        return action -> {
            try {
                source.read(file).ifPresent(bytes -> {
                    RowReader whole = new RowReader(file, "", json.read(file, bytes));
                    for (RowReader row : whole.rows("rows", row -> row)) {
                        try {
                            action.accept(row);
                        } catch (MatrixException e) {
                            report(e);
                        }
                    }
                    whole.unreadHere().forEach(name -> reportUnknown(file, name));
                });
            } catch (MatrixException e) {
                report(e);
            }
        };
    }

    /** Rows to go through once. */
    private interface RowSequence {
        void forEach(Consumer<RowReader> action);
    }

    private void report(MatrixException e) {
        report(MatrixIssue.Kind.SCHEMA, e.file(), e.pointer(), e.reason());
    }

    private void reportUnread(String file, RowReader reader) {
        reader.unread().forEach(pointer -> reportUnknown(file, pointer));
    }

    private void reportUnknown(String file, String pointer) {
        report(MatrixIssue.Kind.SCHEMA, file, pointer, "no such field is known");
    }

    // --- sources and keys -----------------------------------------------------------------------------------------

    private void checkSources(Matrix matrix, Set<String> ownSources) {
        Set<String> used = new HashSet<>();
        for (Entry entry : entries) {
            Provenance provenance = entry.row().provenance();
            if (provenance.sources().isEmpty()) {
                report(
                        MatrixIssue.Kind.SOURCE,
                        entry.subject().file(),
                        entry.row().key(),
                        "names no source");
            }
            Stream.concat(
                            provenance.sources().stream(),
                            provenance.conflicts().stream()
                                    .flatMap(conflict -> conflict.claims().stream())
                                    .flatMap(claim -> claim.sources().stream()))
                    .filter(id -> {
                        used.add(id);
                        return matrix.source(id).isEmpty();
                    })
                    .forEach(id -> report(
                            MatrixIssue.Kind.SOURCE,
                            entry.subject().file(),
                            entry.row().key(),
                            "names the unknown source " + id));
        }
        ownSources.stream()
                .filter(id -> !used.contains(id))
                .forEach(id -> report(MatrixIssue.Kind.SOURCE, SOURCES, id, "is used by no row"));
    }

    private void checkKeys() {
        Map<Subject<?>, Set<String>> keys = new HashMap<>();
        for (Entry entry : entries) {
            if (!keys.computeIfAbsent(entry.subject(), subject -> new HashSet<>())
                    .add(entry.row().key())) {
                report(
                        MatrixIssue.Kind.DUPLICATE,
                        entry.subject().file(),
                        entry.row().key(),
                        "two rows have this key");
            }
        }
    }

    // --- relations ------------------------------------------------------------------------------------------------

    /** What rows say about each other. */
    private final class Relations {
        private final Matrix matrix;

        Relations(Matrix matrix) {
            this.matrix = matrix;
        }

        void check() {
            families();
            driverBranches();
            forwardCompat();
            capabilities();
            gpus();
            pciDevices();
            libraries();
            jetsons();
            frameworks();
            images();
            ranges();
            placeholders();
        }

        private void families() {
            List<CudaFamily> families = matrix.rows(Subject.CUDA_FAMILIES).stream()
                    .sorted(Comparator.comparingInt(CudaFamily::major))
                    .toList();
            for (int i = 0; i + 1 < families.size(); i++) {
                CudaFamily family = families.get(i);
                CudaFamily next = families.get(i + 1);
                Optional<Integer> begins = next.minDriverLinux().map(Version::major);
                if (next.major() != family.major() + 1) {
                    report(Subject.CUDA_FAMILIES, family, MatrixIssue.Kind.HOLE, "the next family is " + next.major());
                } else if (begins.isPresent() && family.endsBeforeDriver().isPresent()) {
                    int order = Integer.compare(family.endsBeforeDriver().get(), begins.get());
                    if (order != 0) {
                        report(
                                Subject.CUDA_FAMILIES,
                                family,
                                order < 0 ? MatrixIssue.Kind.HOLE : MatrixIssue.Kind.OVERLAP,
                                "ends before driver "
                                        + family.endsBeforeDriver().get() + ", the next family begins at "
                                        + begins.get());
                    }
                }
            }
            for (CudaRelease release : matrix.rows(Subject.CUDA)) {
                release.driverBranch().ifPresent(branch -> knownBranch(Subject.CUDA, release, "driverBranch", branch));
            }
        }

        private void driverBranches() {
            List<DriverBranch> branches = matrix.rows(Subject.DRIVER_BRANCHES).stream()
                    .sorted(Comparator.comparingInt(DriverBranch::branch))
                    .toList();
            for (int i = 0; i + 1 < branches.size(); i++) {
                DriverBranch branch = branches.get(i);
                DriverBranch next = branches.get(i + 1);
                if (branch.latestWindows()
                        .filter(latest -> latest.major() >= next.branch())
                        .isPresent()) {
                    report(
                            Subject.DRIVER_BRANCHES,
                            branch,
                            MatrixIssue.Kind.OVERLAP,
                            "goes on to " + branch.latestWindows().get() + " on Windows, into branch " + next.branch());
                }
                if (branch.cuda().isPresent()
                        && next.cuda().isPresent()
                        && !branch.cuda().get().isBelow(next.cuda().get())) {
                    report(
                            Subject.DRIVER_BRANCHES,
                            next,
                            MatrixIssue.Kind.OVERLAP,
                            "has CUDA " + next.cuda().get() + ", which the branch before has too");
                }
            }
        }

        private void forwardCompat() {
            for (ForwardCompatPackage compat : matrix.rows(Subject.FORWARD_COMPAT)) {
                knownCuda(Subject.FORWARD_COMPAT, compat, "cuda", compat.cuda());
                knownBranch(Subject.FORWARD_COMPAT, compat, "builtFromBranch", compat.builtFromBranch());
                compat.bases().keySet().forEach(base -> knownBranch(Subject.FORWARD_COMPAT, compat, "bases", base));
            }
            for (ImageRequirement requirement : matrix.rows(Subject.IMAGE_REQUIREMENTS)) {
                knownCuda(Subject.IMAGE_REQUIREMENTS, requirement, "cuda", requirement.cuda());
            }
        }

        /** Between its first and last toolkit every toolkit must compile for a capability. */
        private void capabilities() {
            for (Capability capability : matrix.rows(Subject.CAPABILITIES)) {
                capability
                        .lastDriverBranch()
                        .ifPresent(branch -> knownBranch(Subject.CAPABILITIES, capability, "lastDriverBranch", branch));
                for (CudaRelease release : matrix.rows(Subject.CUDA)) {
                    if (!release.targets().isEmpty()
                            && isServed(capability, release.version())
                                    != release.compilesFor(capability.capability())) {
                        report(
                                Subject.CAPABILITIES,
                                capability,
                                MatrixIssue.Kind.HOLE,
                                "CUDA " + release.version() + " and the row differ on whether it is compiled for");
                    }
                }
            }
        }

        private boolean isServed(Capability capability, Version cuda) {
            return capability.firstCuda().filter(cuda::isAtLeast).isPresent()
                    && capability
                            .lastCuda()
                            .map(last -> cuda.isBelow(last) || cuda.isWithin(last))
                            .orElse(true);
        }

        private void gpus() {
            Map<String, String> names = new HashMap<>();
            for (GpuProduct gpu : matrix.rows(Subject.GPUS)) {
                for (ComputeCapability capability : gpu.capabilities()) {
                    if (matrix.capability(capability).isEmpty()) {
                        report(
                                Subject.GPUS,
                                gpu,
                                MatrixIssue.Kind.REFERENCE,
                                "has the unknown capability " + capability);
                    }
                }
                Stream.concat(Stream.of(gpu.name()), gpu.nvmlName().stream())
                        .map(GpuProduct::comparable)
                        .distinct()
                        .forEach(name -> claimed(names, name, Subject.GPUS, gpu));
            }
        }

        private void pciDevices() {
            List<PciRange> ranges = matrix.rows(Subject.PCI_DEVICES).stream()
                    .sorted(Comparator.comparingInt(PciRange::first))
                    .toList();
            for (int i = 0; i < ranges.size(); i++) {
                PciRange range = ranges.get(i);
                if (range.last() < range.first()) {
                    report(Subject.PCI_DEVICES, range, MatrixIssue.Kind.HOLE, "ends before it begins");
                } else if (i + 1 < ranges.size()
                        && range.last() >= ranges.get(i + 1).first()) {
                    report(
                            Subject.PCI_DEVICES,
                            range,
                            MatrixIssue.Kind.OVERLAP,
                            "reaches into range " + ranges.get(i + 1).key());
                }
            }
        }

        private void libraries() {
            for (CudnnRelease release : matrix.rows(Subject.CUDNN)) {
                release.packages().forEach(cuda -> knownCuda(Subject.CUDNN, release, "packages", cuda));
                cudaSupport(Subject.CUDNN, release, release.cuda());
            }
            for (TensorRtRelease release : matrix.rows(Subject.TENSORRT)) {
                release.builtWithCuda().forEach(cuda -> knownCuda(Subject.TENSORRT, release, "builtWithCuda", cuda));
                cudaSupport(Subject.TENSORRT, release, release.cuda());
            }
        }

        private void cudaSupport(Subject<?> subject, Row row, List<CudaSupport> ranges) {
            for (int i = 0; i < ranges.size(); i++) {
                CudaSupport range = ranges.get(i);
                range.from().ifPresent(from -> knownCuda(subject, row, "cuda", from));
                range.to().ifPresent(to -> knownCuda(subject, row, "cuda", to));
                if (isEmpty(range.from(), range.to())) {
                    report(
                            subject,
                            row,
                            MatrixIssue.Kind.HOLE,
                            "CUDA range ends at " + range.to().get() + " before it begins at "
                                    + range.from().get());
                }
                for (CudaSupport other : ranges.subList(i + 1, ranges.size())) {
                    if (isForTheSame(range, other) && overlap(range, other)) {
                        report(
                                subject,
                                row,
                                MatrixIssue.Kind.OVERLAP,
                                "two CUDA ranges of one platform and GPU overlap");
                    }
                }
            }
        }

        private boolean isForTheSame(CudaSupport one, CudaSupport other) {
            return one.platform().equals(other.platform())
                    && one.minCapability().equals(other.minCapability())
                    && one.maxCapability().equals(other.maxCapability());
        }

        private boolean overlap(CudaSupport one, CudaSupport other) {
            return one.from().isPresent()
                    && one.to().isPresent()
                    && other.from().isPresent()
                    && other.to().isPresent()
                    && !one.to().get().isBelow(other.from().get())
                    && !other.to().get().isBelow(one.from().get());
        }

        private void jetsons() {
            Map<String, String> l4t = new HashMap<>();
            for (JetPackRelease release : matrix.rows(Subject.JETPACK)) {
                release.cuda().ifPresent(cuda -> knownCuda(Subject.JETPACK, release, "cuda", cuda));
                release.l4t().forEach(number -> claimed(l4t, number.toString(), Subject.JETPACK, release));
            }
            Map<String, String> boards = new HashMap<>();
            for (JetsonModule module : matrix.rows(Subject.JETSON_MODULES)) {
                module.partNumbers().forEach(board -> claimed(boards, board, Subject.JETSON_MODULES, module));
                if (matrix.capability(module.capability()).isEmpty()) {
                    report(
                            Subject.JETSON_MODULES,
                            module,
                            MatrixIssue.Kind.REFERENCE,
                            "has the unknown capability " + module.capability());
                }
            }
        }

        private void frameworks() {
            for (Subject<FrameworkBuild> subject : Subject.frameworks()) {
                for (FrameworkBuild build : matrix.rows(subject)) {
                    build.cuda()
                            .filter(cuda -> !isBeforeTheMatrix(cuda))
                            .ifPresent(cuda -> knownCuda(subject, build, "cuda", cuda));
                }
            }
        }

        private void images() {
            Map<String, String> references = new HashMap<>();
            for (Subject<Image> subject : List.of(Subject.NGC_IMAGES, Subject.L4T_IMAGES)) {
                for (Image image : matrix.rows(subject)) {
                    image.cuda().ifPresent(cuda -> knownCuda(subject, image, "cuda", cuda));
                    claimed(references, image.reference(), subject, image);
                }
            }
            for (ImageGroup group : matrix.rows(Subject.CUDA_IMAGES)) {
                knownCuda(Subject.CUDA_IMAGES, group, "cuda", group.release());
                group.images().forEach(image -> claimed(references, image.reference(), Subject.CUDA_IMAGES, group));
            }
        }

        /** A row that says nothing but its name looks like knowledge and is none. */
        private void placeholders() {
            for (Entry entry : entries) {
                if (isPlaceholder(entry.row())) {
                    report(entry.subject(), entry.row(), MatrixIssue.Kind.PLACEHOLDER, "states no fact");
                }
            }
        }

        private boolean isPlaceholder(Row row) {
            if (row instanceof FrameworkBuild build) {
                return !build.cpuOnly()
                        && build.gpuCode().isEmpty()
                        && build.companions().isEmpty()
                        && Stream.of(
                                        build.cuda(),
                                        build.cudaRange(),
                                        build.cudnn(),
                                        build.python(),
                                        build.torch(),
                                        build.minCapability())
                                .allMatch(Optional::isEmpty);
            }
            if (row instanceof CudaRelease release) {
                return release.targets().isEmpty()
                        && release.driverLevel().isEmpty()
                        && release.minDriverLinux().isEmpty();
            }
            return row instanceof TensorRtRelease release
                    && release.builtWithCuda().isEmpty()
                    && release.cuda().isEmpty()
                    && release.cudnnRequired().isEmpty()
                    && release.python().isEmpty()
                    && release.minCapability().isEmpty();
        }

        /** A range of versions that nothing can lie in. */
        private void ranges() {
            for (Entry entry : entries) {
                if (entry.row() instanceof FrameworkBuild build) {
                    Stream.of(build.python(), build.cudaRange(), build.cudnn(), build.tensorRt())
                            .flatMap(Optional::stream)
                            .flatMap(set -> set.anyOf().stream())
                            .filter(this::isEmpty)
                            .forEach(range ->
                                    report(entry.subject(), build, MatrixIssue.Kind.HOLE, "nothing is in " + range));
                }
            }
        }

        private boolean isEmpty(VersionRange range) {
            return isEmpty(
                    bound(range, VersionRange.Operator.AT_LEAST),
                    bound(range, VersionRange.Operator.AT_MOST).or(() -> bound(range, VersionRange.Operator.BELOW)));
        }

        private Optional<Version> bound(VersionRange range, VersionRange.Operator operator) {
            return range.bounds().stream()
                    .filter(bound -> bound.operator() == operator)
                    .map(VersionRange.Bound::version)
                    .findFirst();
        }

        private boolean isEmpty(Optional<Version> from, Optional<Version> to) {
            return from.isPresent()
                    && to.isPresent()
                    && to.get().isBelow(from.get())
                    && !from.get().isWithin(to.get());
        }

        private boolean isBeforeTheMatrix(Version cuda) {
            return matrix.rows(Subject.CUDA).stream().map(CudaRelease::version).allMatch(cuda::isBelow);
        }

        private void knownCuda(Subject<?> subject, Row row, String field, Version cuda) {
            boolean known = cuda.precision() == 1
                    ? matrix.rows(Subject.CUDA).stream()
                            .anyMatch(release -> release.version().major() == cuda.major())
                    : matrix.cudaMinor(cuda).isPresent();
            if (!known) {
                report(subject, row, MatrixIssue.Kind.REFERENCE, field + " names the unknown CUDA " + cuda);
            }
        }

        private void knownBranch(Subject<?> subject, Row row, String field, int branch) {
            if (matrix.driverBranch(branch).isEmpty()) {
                report(subject, row, MatrixIssue.Kind.REFERENCE, field + " names the unknown driver branch " + branch);
            }
        }

        private void claimed(Map<String, String> owners, String thing, Subject<?> subject, Row row) {
            String owner = owners.putIfAbsent(thing, row.key());
            if (owner != null) {
                report(subject, row, MatrixIssue.Kind.OVERLAP, "claims " + thing + ", which " + owner + " has");
            }
        }

        private void report(Subject<?> subject, Row row, MatrixIssue.Kind kind, String problem) {
            MatrixVerifier.this.report(kind, subject.file(), row.key(), problem);
        }
    }
}
