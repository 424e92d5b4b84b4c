package dev.gpudoctor.advise.stack;

import dev.gpudoctor.advise.solve.Choice;
import dev.gpudoctor.compat.FrameworkLaw;
import dev.gpudoctor.compat.TensorRtLaw;
import dev.gpudoctor.matrix.CudaRelease;
import dev.gpudoctor.matrix.CudnnRelease;
import dev.gpudoctor.matrix.DriverBranch;
import dev.gpudoctor.matrix.FrameworkBuild;
import dev.gpudoctor.matrix.Image;
import dev.gpudoctor.matrix.JetPackRelease;
import dev.gpudoctor.matrix.JetsonModule;
import dev.gpudoctor.matrix.Matrix;
import dev.gpudoctor.matrix.Platform;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.matrix.TensorRtRelease;
import dev.gpudoctor.matrix.VersionSet;
import dev.gpudoctor.version.ComputeCapability;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What each component may be, the preferred first. */
final class Candidates {
    /** How many of the newest Pythons are taken last. */
    private static final int TOO_NEW = 2;

    private final Matrix matrix;

    Candidates(Matrix matrix) {
        this.matrix = matrix;
    }

    List<Choice> cuda() {
        return matrix.rows(Subject.CUDA).stream()
                .filter(row -> !row.stage().equals(Optional.of(CudaRelease.Stage.PREVIEW)))
                .sorted(Comparator.comparing(CudaRelease::version).reversed())
                .<Choice>map(row -> new Part(row.version().toString(), row))
                .toList();
    }

    List<Choice> cudnn() {
        return matrix.rows(Subject.CUDNN).stream()
                .sorted(Comparator.comparing(CudnnRelease::version).reversed())
                .<Choice>map(row -> new Part(row.version().toString(), row))
                .toList();
    }

    /** Releases for the system; those that only a Jetson or a car has are left out elsewhere. */
    List<Choice> tensorRt(boolean jetson) {
        return matrix.rows(Subject.TENSORRT).stream()
                .filter(row -> jetson || TensorRtLaw.isPackaged(row))
                .sorted(Comparator.comparing(TensorRtRelease::version).reversed())
                .<Choice>map(row -> new Part(row.version().toString(), row))
                .toList();
    }

    /** Builds for the system of which the CUDA is known, newest release first, within a release the default and then the newest CUDA first. */
    List<Choice> builds(String framework, String system) {
        return matrix.frameworkBuilds(framework).stream()
                .filter(build -> build.cuda().isPresent() || build.cudaRange().isPresent())
                .filter(build -> build.platform()
                        .filter(platform -> !platform.equals(system))
                        .isEmpty())
                .sorted(Comparator.comparing(FrameworkBuild::release)
                        .thenComparing(build -> build.isDefault().orElse(false))
                        .thenComparing(build -> build.cuda().orElse(Version.of("0")))
                        .reversed())
                .<Choice>map(build -> new Part(FrameworkLaw.release(build), build))
                .toList();
    }

    /** Every release of a library or framework that there is, on whatever system, newest first. */
    List<Version> releases(String subject) {
        Stream<Version> releases =
                switch (subject) {
                    case StackProblem.CUDA -> matrix.rows(Subject.CUDA).stream().map(CudaRelease::version);
                    case StackProblem.CUDNN ->
                        matrix.rows(Subject.CUDNN).stream().map(CudnnRelease::version);
                    case StackProblem.TENSORRT ->
                        matrix.rows(Subject.TENSORRT).stream().map(TensorRtRelease::version);
                    case StackProblem.JETPACK ->
                        matrix.rows(Subject.JETPACK).stream().map(JetPackRelease::version);
                    case StackProblem.PYTHON ->
                        pythons(builds("torch", "linux-x86_64"), Optional.empty(), Optional.empty()).stream()
                                .map(choice -> ((Part) choice).version().orElseThrow());
                    default ->
                        Stream.concat(
                                matrix.frameworkBuilds(subject).stream().map(FrameworkBuild::release),
                                jetsonImages(subject).stream().flatMap(choice -> ((Part) choice).version().stream()));
                };
        return releases.distinct().sorted(Comparator.reverseOrder()).toList();
    }

    /** Whether a release of a framework has rows that name a CUDA; one that is only announced has none. */
    boolean isDescribed(String framework, Version release) {
        return matrix.frameworkBuilds(framework).stream()
                        .filter(build -> build.release().equals(release))
                        .anyMatch(build ->
                                build.cuda().isPresent() || build.cudaRange().isPresent() || build.cpuOnly())
                || jetsonImages(framework).stream().anyMatch(choice -> ((Part) choice)
                        .version()
                        .filter(release::equals)
                        .isPresent());
    }

    /** Images of a framework for Jetsons. */
    List<Choice> jetsonImages(String framework) {
        return matrix.rows(Subject.L4T_IMAGES).stream()
                .filter(image -> image.framework()
                        .filter(name -> sameFramework(name, framework))
                        .isPresent())
                .filter(image -> image.frameworkVersion().isPresent())
                .sorted(Comparator.comparing(
                                (Image image) -> image.frameworkVersion().get())
                        .reversed())
                .<Choice>map(image -> new Part(image.reference(), image))
                .toList();
    }

    static boolean sameFramework(String written, String framework) {
        String lower = written.toLowerCase(java.util.Locale.ROOT);
        return lower.equals(framework) || framework.equals("torch") && lower.equals("pytorch");
    }

    List<Choice> jetPacks() {
        return matrix.rows(Subject.JETPACK).stream()
                .filter(row -> !row.preview())
                .sorted(Comparator.comparing(JetPackRelease::version).reversed())
                .<Choice>map(row -> new Part(row.name(), row))
                .toList();
    }

    /** The stated module first, then the others. */
    List<Choice> modules(JetsonModule stated) {
        List<Choice> modules = new ArrayList<>();
        modules.add(new Part(stated.name(), stated));
        matrix.rows(Subject.JETSON_MODULES).stream()
                .filter(row -> !row.equals(stated))
                .forEach(row -> modules.add(new Part(row.name(), row)));
        return modules;
    }

    /** The newest drivers of maintained branches first, then every driver that some toolkit names as its floor. */
    List<Choice> drivers(Platform numbers, Optional<Version> stated) {
        List<DriverBranch> branches = matrix.rows(Subject.DRIVER_BRANCHES).stream()
                .filter(row -> numbers == Platform.WINDOWS || !row.windowsOnly())
                .sorted(Comparator.comparing(DriverBranch::branch).reversed())
                .toList();
        Set<Version> drivers = new LinkedHashSet<>();
        branches.stream()
                .filter(Candidates::isMaintained)
                .flatMap(row -> latest(row, numbers))
                .forEach(drivers::add);
        branches.stream().flatMap(row -> latest(row, numbers)).forEach(drivers::add);
        Stream.concat(
                        matrix.rows(Subject.CUDA).stream().flatMap(row -> row.minDriver(numbers).stream()),
                        matrix.rows(Subject.CUDA_FAMILIES).stream().flatMap(row -> row.minDriver(numbers).stream()))
                .sorted(Comparator.reverseOrder())
                .forEach(drivers::add);
        stated.ifPresent(drivers::add);
        return drivers.stream()
                .<Choice>map(version -> new Part(version.toString(), version))
                .toList();
    }

    private static boolean isMaintained(DriverBranch row) {
        return !row.supportEnded()
                && row.type()
                        .filter(type -> type != DriverBranch.Type.NEW_FEATURE)
                        .isPresent();
    }

    private static Stream<Version> latest(DriverBranch row, Platform numbers) {
        return (numbers == Platform.WINDOWS ? row.latestWindows() : row.latestLinux()).stream();
    }

    /**
     * Every Python from the oldest to the newest that some wheel names. The system's own comes first, then those that have
     * been out for a while, newest first: the newest two lack wheels of many packages that people install beside.
     */
    List<Choice> pythons(List<Choice> candidates, Optional<Version> here, Optional<Version> ofSystem) {
        NavigableSet<Version> named = new TreeSet<>();
        candidates.stream()
                .map(Part.class::cast)
                .flatMap(part -> Stream.of(
                                part.as(FrameworkBuild.class).flatMap(FrameworkBuild::python),
                                part.as(TensorRtRelease.class).flatMap(TensorRtRelease::python),
                                part.as(JetPackRelease.class)
                                        .flatMap(JetPackRelease::python)
                                        .map(VersionSets::only))
                        .flatMap(Optional::stream))
                .flatMap(set -> set.anyOf().stream())
                .flatMap(range -> range.bounds().stream())
                .map(bound -> bound.version().prefix(2))
                .filter(version -> version.precision() == 2)
                .forEach(named::add);
        Set<Version> ordered = new LinkedHashSet<>();
        NavigableSet<Version> all = between(named);
        ofSystem.map(version -> version.prefix(2)).filter(all::contains).ifPresent(ordered::add);
        List<Version> newestFirst = List.copyOf(all.descendingSet());
        newestFirst.stream().skip(TOO_NEW).forEach(ordered::add);
        newestFirst.stream().limit(TOO_NEW).sorted().forEach(ordered::add);
        here.map(version -> version.prefix(2)).ifPresent(ordered::add);
        return ordered.stream()
                .<Choice>map(version -> new Part(version.toString(), version))
                .toList();
    }

    /** The versions and the minors between them, which ranges mean without naming them. */
    private static NavigableSet<Version> between(NavigableSet<Version> named) {
        NavigableSet<Version> all = new TreeSet<>(named);
        for (Version version : named) {
            Version next = named.higher(version);
            for (int minor = version.minor() + 1;
                    next != null && next.major() == version.major() && minor < next.minor();
                    minor++) {
                all.add(Version.of(version.major() + "." + minor));
            }
        }
        return all;
    }

    /** The stated system first, then the others of its distribution that the matrix knows, newest first. */
    List<Choice> systems(String stated) {
        SystemPart own = SystemPart.of(stated);
        Stream<SystemPart> others = matrix.rows(Subject.CUDA_IMAGES).stream()
                .flatMap(group -> group.os().stream())
                .distinct()
                .filter(name -> !name.equals(stated))
                .map(SystemPart::of)
                .filter(system -> system.distribution().equals(own.distribution()))
                .sorted(Comparator.comparing(
                        system -> system.release().orElse(Version.of("0")), Comparator.reverseOrder()));
        return Stream.concat(Stream.of(own), others)
                .<Choice>map(system -> new Part(system.name(), system))
                .toList();
    }

    /** The stated GPU first, then one of every capability. */
    List<Choice> gpus(GpuPart stated) {
        List<Choice> gpus = new ArrayList<>();
        gpus.add(new Part(stated.label(), stated));
        matrix.rows(Subject.CAPABILITIES).stream()
                .filter(row -> !row.tegra())
                .map(row -> new GpuPart("", row.capability(), false))
                .sorted(Comparator.comparing(GpuPart::capability, Comparator.<ComputeCapability>reverseOrder()))
                .forEach(gpu -> gpus.add(new Part(gpu.label(), gpu)));
        return gpus;
    }

    /** Sets of one version. */
    private static final class VersionSets {
        static VersionSet only(Version version) {
            return new VersionSet(List.of(dev.gpudoctor.version.VersionRange.of("=" + version.prefix(2))));
        }
    }
}
