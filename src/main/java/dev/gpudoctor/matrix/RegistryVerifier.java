package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares rows with the committed snapshot of what package registries say: a row that a wheel contradicts, a row for a
 * release that was never published, a published release without a row, and a row without facts.
 */
final class RegistryVerifier {
    private static final String PLAN = "registry/tables.json";
    private static final String ANY = "any";

    private final Matrix matrix;
    private final MatrixSource source;
    private final JsonTree json = new JsonTree();
    private final List<MatrixIssue> issues = new ArrayList<>();
    private int rows;
    private int releases;

    /** What was found, and how much was compared. */
    record Comparison(List<MatrixIssue> issues, int tables, int rows, int releases) {
        Comparison {
            issues = List.copyOf(issues);
        }
    }

    /**
     * How a table goes with packages.
     *
     * @param parts how many parts of a version a row stands for
     * @param from the first release that the registry must know
     * @param elsewhere releases that were published by another way, each with the reason
     * @param missing releases that have no row on purpose, each with the reason
     */
    private record Plan(
            String table,
            List<String> packages,
            int parts,
            Version from,
            Map<String, String> elsewhere,
            Map<String, String> missing) {
        private static Plan read(RowReader row) {
            return new Plan(
                    row.text("table"),
                    row.texts("packages"),
                    row.number("parts"),
                    row.version("from"),
                    reasons(row, "elsewhere"),
                    reasons(row, "missing"));
        }

        private static Map<String, String> reasons(RowReader row, String name) {
            return row.map(
                    name,
                    value -> Optional.of(value).filter(String.class::isInstance).map(String.class::cast),
                    "a reason");
        }
    }

    private RegistryVerifier(Matrix matrix, MatrixSource source) {
        this.matrix = matrix;
        this.source = source;
    }

    /** Nothing if the source has no snapshot. */
    static Optional<Comparison> compare(Matrix matrix, MatrixSource source) {
        return source.read(PLAN).map(bytes -> new RegistryVerifier(matrix, source).compare(bytes));
    }

    private Comparison compare(byte[] plan) {
        List<Plan> plans = new RowReader(PLAN, "", json.read(PLAN, plan)).rows("rows", Plan::read);
        plans.forEach(this::compare);
        return new Comparison(issues, plans.size(), rows, releases);
    }

    private void compare(Plan plan) {
        Subject<?> subject = Subject.named(plan.table())
                .orElseThrow(() -> new MatrixException(PLAN, "", "names the unknown table " + plan.table()));
        List<RegistryRelease> published =
                plan.packages().stream().flatMap(this::snapshot).toList();
        Map<Version, List<RegistryRelease>> byVersion = published.stream()
                .filter(release -> release.version().isPresent())
                .collect(Collectors.groupingBy(
                        release -> release.version().orElseThrow().prefix(plan.parts())));
        releases += byVersion.size();
        Set<Version> seen = new TreeSet<>();
        List<? extends Row> table = matrix.rows(subject);
        for (int at = 0; at < table.size(); at++) {
            Row row = table.get(at);
            Version version = versionOf(row).orElseThrow();
            seen.add(version.prefix(plan.parts()));
            rows++;
            compare(
                    plan,
                    subject,
                    "/rows/" + at,
                    row,
                    Optional.ofNullable(byVersion.get(version.prefix(plan.parts()))));
        }
        byVersion.forEach((version, of) -> {
            boolean installable = of.stream()
                    .anyMatch(
                            release -> !release.withdrawn() && !release.wheels().isEmpty());
            boolean inTime = of.stream()
                    .flatMap(release -> release.released().stream())
                    .anyMatch(day -> !day.firstDay().isAfter(matrix.manifest().asOf(subject)));
            if (installable
                    && inTime
                    && !version.isBelow(plan.from())
                    && !seen.contains(version)
                    && !plan.missing().containsKey(version.toString())) {
                report(MatrixIssue.Kind.MISSING, subject, "/rows", version + " was published and has no row");
            }
        });
    }

    private void compare(
            Plan plan, Subject<?> subject, String pointer, Row row, Optional<List<RegistryRelease>> published) {
        Version version = versionOf(row).orElseThrow();
        if (published.isEmpty()) {
            if (!version.isBelow(plan.from()) && !plan.elsewhere().containsKey(version.toString())) {
                report(
                        MatrixIssue.Kind.PHANTOM,
                        subject,
                        pointer + "/" + (row instanceof FrameworkBuild ? "release" : "version"),
                        version + " was never published");
            }
            return;
        }
        if (row instanceof FrameworkBuild build) {
            compare(
                    build,
                    published.get(),
                    (field, problem) ->
                            report(MatrixIssue.Kind.CONTRADICTION, subject, pointer + "/" + field, problem));
        } else if (row instanceof TensorRtRelease release) {
            List<RegistryRelease.Wheel> bindings = published.get().stream()
                    .flatMap(one -> one.wheel("linux-x86_64").stream())
                    .filter(wheel -> !wheel.minors().isEmpty())
                    .toList();
            release.python()
                    .flatMap(python -> RegistryRelease.pythonProblem(python, bindings))
                    .ifPresent(
                            problem -> report(MatrixIssue.Kind.CONTRADICTION, subject, pointer + "/python", problem));
        }
    }

    private static void compare(
            FrameworkBuild build, List<RegistryRelease> published, BiConsumer<String, String> contradiction) {
        RegistryRelease newest = published.stream()
                .filter(release -> release.version().equals(Optional.of(build.release())))
                .findFirst()
                .orElse(published.get(0));
        Optional<RegistryRelease.Wheel> wheel = wheel(newest, build);
        if (build.release().precision() > 2 && build.released().isPresent()) {
            published.stream()
                    .filter(release -> release.released().isPresent())
                    .findFirst()
                    .filter(release ->
                            published.stream().noneMatch(one -> one.released().equals(build.released())))
                    .ifPresent(release -> contradiction.accept(
                            "released",
                            build.released().get() + ", the registry has "
                                    + release.released().get()));
        }
        if (wheel.isEmpty() || build.platform().filter("jetson"::equals).isPresent()) {
            return;
        }
        build.python()
                .flatMap(python -> RegistryRelease.pythonProblem(
                        python,
                        build.release().precision() > 2
                                ? List.of(wheel.get())
                                : published.stream()
                                        .flatMap(release -> wheel(release, build).stream())
                                        .toList()))
                .ifPresent(problem -> contradiction.accept("python", problem));
        if (build.isDefault().orElse(false)) {
            wheel.get()
                    .cuda()
                    .flatMap(Version::parse)
                    .filter(own -> build.cuda()
                            .filter(cuda ->
                                    !own.prefix(Math.min(2, cuda.precision())).isWithin(cuda.prefix(2)))
                            .isPresent())
                    .ifPresent(own -> contradiction.accept("cuda", build.cuda().get() + ", its wheel says " + own));
            pinned(build.cudnn(), wheel.get().pin("nvidia-cudnn"), "cudnn", contradiction);
        }
        build.torch()
                .flatMap(torch -> wheel.get().pin("torch").filter(pin -> !pin.isWithin(torch)))
                .ifPresent(pin -> contradiction.accept("torch", build.torch().get() + ", its wheel asks for " + pin));
    }

    private static Optional<RegistryRelease.Wheel> wheel(RegistryRelease release, FrameworkBuild build) {
        return Stream.of(build.platform().orElse("linux-x86_64"), ANY)
                .flatMap(platform -> release.wheel(platform).stream())
                .findFirst();
    }

    private static void pinned(
            Optional<VersionSet> stated,
            Optional<Version> pin,
            String field,
            BiConsumer<String, String> contradiction) {
        stated.flatMap(RegistryRelease::exact)
                .filter(version -> pin.filter(own -> !own.isWithin(version)).isPresent())
                .ifPresent(version -> contradiction.accept(field, version + ", its wheel asks for " + pin.get()));
    }

    private Stream<RegistryRelease> snapshot(String name) {
        String file = "registry/snapshot/" + name + ".json";
        return source
                .read(file)
                .map(bytes -> new RowReader(file, "", json.read(file, bytes)).rows("releases", RegistryRelease::read))
                .orElseThrow(() -> new MatrixException(file, "", "is missing"))
                .stream();
    }

    private static Optional<Version> versionOf(Row row) {
        return row instanceof FrameworkBuild build ? Optional.of(build.release()) : Version.parse(row.key());
    }

    private void report(MatrixIssue.Kind kind, Subject<?> subject, String pointer, String problem) {
        issues.add(new MatrixIssue(kind, subject.file(), pointer, problem));
    }
}
