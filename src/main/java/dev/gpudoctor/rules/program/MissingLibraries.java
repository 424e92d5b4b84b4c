package dev.gpudoctor.rules.program;

import dev.gpudoctor.compat.CudaLaw;
import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Consumer.Component;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.Copy;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.matrix.LibraryName;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.version.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a program asks the loader for in vain, told as people speak of it: CUDA 11.8, cuDNN 8. */
record MissingLibraries(Case<Consumer> facts, List<Dependency> all) {
    /** Libraries that keep their names over several CUDA majors, so that a name tells little of what is there. */
    private static final Set<String> SAME_IN_SEVERAL = Set.of("libcurand", "libcusparse", "libcusolver");

    /** Those of one importance; a driver that is not here is the driver's matter. */
    static MissingLibraries of(Case<Consumer> facts, Importance importance) {
        return new MissingLibraries(
                facts,
                wanted(facts.subject()).stream()
                        .filter(dependency -> dependency.importance() == importance)
                        .filter(dependency -> dependency.file().isAbsent())
                        .filter(dependency -> !isDriver(dependency.soname()))
                        .toList());
    }

    /** The judgement of a rule about one importance. */
    static Judgement judge(Case<Consumer> facts, Importance importance) {
        if (facts.subject().dependencies() instanceof Observed.Unreadable<?> unreadable
                && !unreadable.evidence().isEmpty()) {
            return Judgement.undetermined("what it loads is not known: " + unreadable.reason());
        }
        MissingLibraries missing = of(facts, importance);
        return missing.isEmpty() ? Judgement.pass() : missing.failure();
    }

    /** Everything it asks for; of a snapshot from before that was looked at, what it asks for in vain. */
    static List<Dependency> wanted(Consumer program) {
        return program.dependencies().toOptional().orElseGet(() -> Stream.concat(
                        program.missing().stream(),
                        program.uses().stream()
                                .filter(use -> use.path().isEmpty())
                                .flatMap(use -> soname(use.version()).stream()))
                .distinct()
                .map(soname -> inVain(program, soname))
                .toList());
    }

    /** The name under which a library was looked for, where it was not found. */
    private static Optional<String> soname(Observed<Version> version) {
        return version instanceof Observed.Absent<Version> absent
                ? absent.lookedIn().stream()
                        .filter(name -> name.startsWith("lib") && name.contains(".so"))
                        .findFirst()
                : Optional.empty();
    }

    private static Dependency inVain(Consumer program, String soname) {
        return new Dependency(
                soname,
                program.place(),
                Dependency.How.LINKED,
                importance(program),
                "",
                "",
                Observed.absent(program.place()),
                List.of());
    }

    /** These go on without their CUDA part; the others do not load. */
    private static Importance importance(Consumer program) {
        return Set.of("onnxruntime", "jax", "tensorflow").contains(program.program())
                ? Importance.GPU
                : Importance.START;
    }

    static boolean isDriver(String soname) {
        return Set.of("libcuda", "libnvidia-ml").contains(Dependency.stem(soname));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** A failure that tells of them. */
    Judgement.Failed failure() {
        Judgement.Failed failed = Judgement.fail()
                .with("program", name())
                .with("libraries", libraries())
                .with("wanted", wantedText())
                .with("instead", instead())
                .with("features", features())
                .seenIn(facts.subject().programVersion().evidence())
                .restingOn(names(), "product", "release");
        return Repairs.of(this).addTo(failed);
    }

    String name() {
        Consumer program = facts.subject();
        return program.program()
                + program.programVersion()
                        .toOptional()
                        .map(version -> " " + version)
                        .orElse("");
    }

    private String libraries() {
        return all.stream().map(Dependency::soname).collect(Collectors.joining(", "));
    }

    private String features() {
        return all.stream()
                .map(Dependency::feature)
                .filter(feature -> !feature.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private List<LibraryName> names() {
        return all.stream()
                .flatMap(dependency -> named(dependency.soname()).stream())
                .toList();
    }

    Optional<LibraryName> named(String soname) {
        return facts.matrix().rows(Subject.SONAMES).stream()
                .filter(name -> name.soname().equals(soname))
                .findFirst();
    }

    /** The products they belong to: {@code CUDA 11.8 and cuDNN 8}; the names themselves where they are unknown. */
    String wantedText() {
        Set<String> products = new LinkedHashSet<>();
        for (Dependency dependency : all) {
            products.add(named(dependency.soname()).map(this::product).orElse(dependency.soname()));
        }
        return join(products);
    }

    /** The series that a CUDA library belongs to is that of the program's build, where that is known to be the same. */
    private String product(LibraryName name) {
        return name.product().equals("CUDA")
                ? "CUDA "
                        + cudaOfBuild()
                                .filter(cuda -> name.release().precision() == 1)
                                .map(cuda -> cuda.prefix(2))
                                .orElse(name.release())
                : name.text();
    }

    /** CUDA release that the program was built for, as its package says, else as what it loads says. */
    Optional<Version> cudaOfBuild() {
        return facts.machine().pythons().stream()
                .filter(python -> python.prefix().equals(facts.subject().place()))
                .flatMap(python -> python.packages().stream())
                .filter(found -> found.name().startsWith(facts.subject().program()))
                .flatMap(found -> found.cuda().toOptional().stream())
                .findFirst()
                .or(() -> facts.subject()
                        .use(Component.CUDA_RUNTIME)
                        .flatMap(use ->
                                use.cuda().toOptional().or(() -> use.version().toOptional()))
                        .filter(this::isOfTheirMajor));
    }

    /** Another program of the environment may have been loaded first, with a CUDA of its own. */
    private boolean isOfTheirMajor(Version cuda) {
        return all.stream()
                .flatMap(dependency -> named(dependency.soname()).stream())
                .filter(name -> name.product().equals("CUDA"))
                .allMatch(name -> CudaLaw.amongLibraries(name.release(), cuda).isSupported());
    }

    /** What is there of the same libraries. */
    private String instead() {
        List<String> texts = new ArrayList<>();
        Set<String> unreached = new LinkedHashSet<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (Dependency dependency : all) {
            for (Copy copy : dependency.others()) {
                if (copy.name().equals(dependency.soname())) {
                    unreached.add(directory(copy.path()));
                } else if (!SAME_IN_SEVERAL.contains(Dependency.stem(copy.name())) || others.isEmpty()) {
                    others.putIfAbsent(named(copy.name()).map(LibraryName::text).orElse(copy.name()), copy.path());
                }
            }
        }
        if (!unreached.isEmpty()) {
            texts.add("Copies that the loader does not find are in "
                    + unreached.stream().limit(2).collect(Collectors.joining(" and "))
                    + (unreached.size() > 2 ? " and " + (unreached.size() - 2) + " more directories" : "") + ".");
        }
        if (!others.isEmpty()) {
            texts.add(others.entrySet().stream()
                    .limit(3)
                    .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                    .collect(Collectors.joining(" and ", "Found instead: ", ".")));
        }
        return texts.isEmpty() ? "No other release was found either." : String.join(" ", texts);
    }

    /** Directories of copies that only have to be searched; empty unless every library has one. */
    List<String> unreachedDirectories() {
        List<Optional<String>> directories = all.stream()
                .map(dependency -> dependency.others().stream()
                        .filter(copy -> copy.name().equals(dependency.soname()))
                        .map(copy -> directory(copy.path()))
                        .findFirst())
                .toList();
        return directories.stream().allMatch(Optional::isPresent)
                ? directories.stream().flatMap(Optional::stream).distinct().toList()
                : List.of();
    }

    /** Copies of other series than those asked for. */
    Stream<Copy> others() {
        return all.stream().flatMap(dependency -> dependency.others().stream()
                .filter(copy -> !copy.name().equals(dependency.soname())));
    }

    private static String directory(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String join(Set<String> parts) {
        List<String> list = List.copyOf(parts);
        return list.size() < 2
                ? String.join("", list)
                : String.join(", ", list.subList(0, list.size() - 1)) + " and " + list.get(list.size() - 1);
    }
}
