package dev.gpudoctor.rules.program;

import dev.gpudoctor.machine.Consumer;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Dependency.Copy;
import dev.gpudoctor.machine.Dependency.Importance;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.PythonEnvironment.PythonPackage;
import dev.gpudoctor.machine.SymbolGap;
import dev.gpudoctor.matrix.LibraryName;
import dev.gpudoctor.matrix.Subject;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Symbols that a program asks for in vain, sorted by what has to be done about them. */
record MissingSymbols(Case<Consumer> facts, List<SymbolGap> gaps) {
    private static final Pattern SYSTEM = Pattern.compile("(?:GLIBC|GLIBCXX|CXXABI|GCC)_[\\d.]+");
    private static final Pattern TORCH_PIN = Pattern.compile("torch\\s*\\(?\\s*==\\s*([^\\s,;)]{1,40})\\)?.*");
    private static final Pattern WHEEL_PIN =
            Pattern.compile("(nvidia-[a-z0-9-]+)\\s*\\(?\\s*==\\s*([\\d.]{1,30})\\s*\\)?.*");
    private static final Pattern DETOUR = Pattern.compile("/(?!\\.\\.?/)[^/]+/\\.\\./|/\\./");
    private static final String TORCH = "/torch/lib/";

    /** What the symbols are about. */
    enum Kind {
        /** An extension and the framework that it extends. */
        BUILD,
        /** The libraries of the driver. */
        DRIVER,
        /** The C and C++ libraries of the system or of conda. */
        SYSTEM,
        /** Libraries of NVIDIA among themselves. */
        NVIDIA,
        /** Anything else. */
        OTHER
    }

    static MissingSymbols of(Case<Consumer> facts, Kind kind) {
        MissingSymbols all = new MissingSymbols(
                facts, facts.subject().symbolGaps().toOptional().orElse(List.of()));
        return new MissingSymbols(
                facts,
                all.gaps().stream()
                        .filter(gap -> gap.importance() != Importance.FEATURE)
                        .filter(gap -> all.kind(gap) == kind)
                        .toList());
    }

    static Judgement judge(Case<Consumer> facts, Kind kind) {
        if (!facts.subject().symbolGaps().isFound()) {
            return Judgement.notApplicable("its symbols were not looked at");
        }
        MissingSymbols missing = of(facts, kind);
        return missing.gaps().isEmpty() ? Judgement.pass() : missing.failure();
    }

    private Kind kind(SymbolGap gap) {
        if (MissingLibraries.isDriver(name(gap.provider()))) {
            return Kind.DRIVER;
        }
        if (plain(gap.provider()).contains(TORCH)) {
            return Kind.BUILD;
        }
        if (SYSTEM.matcher(gap.version()).matches()) {
            return Kind.SYSTEM;
        }
        return product(gap.provider()).or(() -> product(gap.askedBy())).isPresent() ? Kind.NVIDIA : Kind.OTHER;
    }

    private Judgement.Failed failure() {
        SymbolGap gap = gaps.get(0);
        Judgement.Failed failed = Judgement.fail()
                .with("program", new MissingLibraries(facts, List.of()).name())
                .with("file", plain(gap.askedBy()))
                .with("symbol", gap.missing())
                .with("provider", gap.provider().isEmpty() ? "none of its libraries" : described(gap.provider()))
                .seenIn(facts.subject().symbolGaps().evidence());
        if (kind(gap) == Kind.DRIVER) {
            failed = with(
                    failed,
                    "driver",
                    facts.machine()
                            .answers()
                            .nvmlDriver()
                            .toOptional()
                            .map(Version::toString)
                            .or(() -> dependency(gap.provider())
                                    .flatMap(library -> library.file().toOptional())
                                    .flatMap(copy -> copy.version().toOptional())
                                    .map(Version::toString)));
        }
        List<PythonPackage> owners = owners(gap.provider());
        failed = with(failed, "asked", asked(owners));
        if (owners.size() > 1) {
            failed = failed.with(
                    "owners",
                    owners.stream()
                            .map(owner -> owner.name() + " " + owner.version())
                            .collect(Collectors.joining(" and ")));
        }
        failed = with(failed, "distribution", distribution().map(PythonPackage::name));
        failed = failed.with("torch", torch().orElse("the installed one"));
        failed = with(failed, "pinned", pinned());
        failed = with(failed, "python", python());
        failed = with(failed, "directory", onLibraryPath(gap.provider()));
        return with(failed, "better", better(gap));
    }

    /** The installed packages whose file the library is; several where one overwrote that of another. */
    private List<PythonPackage> owners(String path) {
        String plain = plain(path);
        return packages()
                .filter(found -> found.libraries().stream()
                        .anyMatch(library -> plain(library.path()).equals(plain)))
                .toList();
    }

    /** The release of the library's package that the program or the PyTorch beside it asks for. */
    private Optional<String> asked(List<PythonPackage> owners) {
        return packages()
                .filter(found -> found.name().equals(facts.subject().program())
                        || found.name().equals("torch"))
                .flatMap(found -> found.requires().stream())
                .map(WHEEL_PIN::matcher)
                .filter(Matcher::matches)
                .filter(pin -> owners.stream()
                        .anyMatch(owner -> owner.name().equals(pin.group(1))
                                && (owners.size() > 1
                                        || !owner.version().toString().equals(pin.group(2)))))
                .map(pin -> pin.group(1) + "==" + pin.group(2))
                .findFirst();
    }

    /** Without the detours that search paths take. */
    static String plain(String path) {
        String shorter = path;
        String before;
        do {
            before = shorter;
            shorter = DETOUR.matcher(before).replaceFirst("/");
        } while (!shorter.equals(before));
        return shorter;
    }

    private static Judgement.Failed with(Judgement.Failed failed, String name, Optional<String> value) {
        return value.isPresent() ? failed.with(name, value.get()) : failed;
    }

    /** The file with its version, where that is known. */
    private String described(String path) {
        return plain(path)
                + dependency(path)
                        .flatMap(dependency -> dependency.file().toOptional())
                        .flatMap(copy -> copy.version().toOptional())
                        .map(version -> " (" + version + ")")
                        .orElse("");
    }

    private Optional<Dependency> dependency(String path) {
        return facts.subject().dependencies().toOptional().orElse(List.of()).stream()
                .filter(dependency -> dependency.file().toOptional().stream()
                        .anyMatch(copy -> copy.path().equals(path)))
                .findFirst();
    }

    private Optional<LibraryName> product(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return facts.matrix().rows(Subject.SONAMES).stream()
                .filter(row -> row.soname().equals(name))
                .findFirst();
    }

    private Stream<PythonPackage> packages() {
        return facts.machine().pythons().stream()
                .filter(python -> python.prefix().equals(facts.subject().place()))
                .flatMap(python -> python.packages().stream());
    }

    private Optional<PythonPackage> distribution() {
        return packages()
                .filter(found -> found.name().equals(facts.subject().program()))
                .findFirst();
    }

    private Optional<String> torch() {
        return packages()
                .filter(found -> found.name().equals("torch"))
                .map(found -> found.version().toString())
                .findFirst();
    }

    /** The PyTorch that the extension was built for, where its requirements say so. */
    private Optional<String> pinned() {
        return distribution().stream()
                .flatMap(found -> found.requires().stream())
                .map(TORCH_PIN::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .filter(pin -> torch().filter(here -> here.equals(pin)).isEmpty())
                .findFirst();
    }

    private Optional<String> python() {
        return facts.subject().kind() == Consumer.Kind.PYTHON
                ? Optional.of(facts.subject().place() + "/bin/python")
                : Optional.empty();
    }

    private Optional<String> onLibraryPath(String provider) {
        Observed<List<String>> path = facts.machine().loader().libraryPath();
        return path.toOptional().orElse(List.of()).stream()
                .filter(directory -> directory(provider).equals(directory.replaceFirst("(?<=.)/+$", "")))
                .findFirst();
    }

    /** Another copy of the providing library, one that stands beside the file that asks if there is one. */
    private Optional<String> better(SymbolGap gap) {
        List<String> copies = dependency(gap.provider()).stream()
                .flatMap(dependency -> dependency.others().stream())
                .map(Copy::path)
                .filter(path -> name(path).equals(name(gap.provider())))
                .toList();
        return copies.stream()
                .filter(path -> directory(path).equals(directory(gap.askedBy())))
                .findFirst()
                .or(() -> copies.stream().findFirst())
                .map(MissingSymbols::directory);
    }

    private static String directory(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
