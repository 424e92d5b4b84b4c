package dev.gpudoctor.probe;

import dev.gpudoctor.machine.Cudnn;
import dev.gpudoctor.machine.Dependency;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Library;
import dev.gpudoctor.machine.Observed;
import dev.gpudoctor.machine.Origin;
import dev.gpudoctor.machine.PythonEnvironment;
import dev.gpudoctor.machine.TensorRt;
import dev.gpudoctor.machine.Toolkit;
import dev.gpudoctor.version.Version;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the other probes found out about files, by real path. */
final class KnownLibraries {
    private final Libraries libraries;
    private final Map<String, Fact> facts = new HashMap<>();
    private final Map<String, Set<String>> paths = new HashMap<>();

    /**
     * A file's facts.
     *
     * @param version its own version
     * @param cuda CUDA release it was built for
     * @param origin who put it there
     */
    record Fact(Observed<Version> version, Observed<Version> cuda, Origin origin) {}

    KnownLibraries(
            Libraries libraries,
            List<Toolkit> toolkits,
            List<Cudnn> cudnns,
            List<TensorRt> tensorRts,
            List<PythonEnvironment> pythons) {
        this.libraries = libraries;
        for (Toolkit toolkit : toolkits) {
            toolkit.libraries().forEach(library -> put(library, library.version(), toolkit.version()));
        }
        pythons.stream().flatMap(python -> python.packages().stream()).forEach(found -> found.libraries()
                .forEach(library -> put(library, brought(library), found.cuda())));
        for (Cudnn cudnn : cudnns) {
            put(cudnn.main(), cudnn.version(), cudnn.cudaMajor().map(major -> Version.of(String.valueOf(major))));
        }
        for (TensorRt tensorRt : tensorRts) {
            put(tensorRt.main(), tensorRt.version(), tensorRt.cuda());
            tensorRt.parts().forEach(part -> put(part, part.version(), tensorRt.cuda()));
            tensorRt.parser().toOptional().ifPresent(parser -> put(parser, parser.version(), tensorRt.cuda()));
        }
    }

    /**
     * The version of a library in a wheel. Frameworks bundle cuDNN under a name without a version; what a wheel brings
     * for itself is what it was built with, so its version decides nothing.
     */
    private static Observed<Version> brought(Library library) {
        return library.version().isFound() ? library.version() : Observed.notApplicable("its own wheel brings it");
    }

    private void put(Library library, Observed<Version> version, Observed<Version> cuda) {
        Fact known = facts.get(library.realPath());
        if (known == null || version.isFound()) {
            facts.put(library.realPath(), new Fact(version, cuda, library.origin()));
        }
        paths.computeIfAbsent(Dependency.stem(library.name()), stem -> new LinkedHashSet<>())
                .add(library.path());
    }

    /** Where files of that library are, whatever their version. */
    Set<String> named(String stem) {
        return paths.getOrDefault(stem, Set.of());
    }

    /** Copies beside a file under the names that tools for repairing wheels give: {@code libz-93fb0f3a.so.1}. */
    List<String> renamed(String soname, String beside) {
        int end = Math.max(0, soname.indexOf(".so"));
        Pattern name = Pattern.compile(
                Pattern.quote(soname.substring(0, end)) + "-[0-9a-f]{8}" + Pattern.quote(soname.substring(end)));
        return libraries.beside(beside).stream()
                .filter(file -> name.matcher(file).matches())
                .map(file -> beside.substring(0, beside.lastIndexOf('/') + 1) + file)
                .toList();
    }

    /** The facts of the file at a path; what its name tells where nobody looked at it. */
    Fact of(String soname, String path) {
        Library library = libraries.at(soname, path);
        Fact known = facts.getOrDefault(
                library.realPath(),
                new Fact(
                        library.version(),
                        Observed.unreadable("nothing beside it tells", new Evidence(Evidence.Source.FILE, path, "")),
                        library.origin()));
        boolean runtime = soname.startsWith("libcudart");
        return runtime && known.version().isFound()
                ? new Fact(known.version(), known.version().map(version -> version.prefix(2)), known.origin())
                : known;
    }
}
