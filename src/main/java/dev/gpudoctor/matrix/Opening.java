package dev.gpudoctor.matrix;

import dev.gpudoctor.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Libraries that releases of a program open by name while they run (dlopen), so that no file's dynamic section tells.
 *
 * @param program the program, as a consumer is called: {@code tensorflow}
 * @param releases its releases; empty for all
 * @param cuda the CUDA releases of its builds that do; empty for all
 * @param without what happens when one of them is not found
 * @param feature what is unavailable then, where the program can do without
 * @param sonames the names, as they are passed to dlopen; one with a slash is a file in the program's package directory,
 *     and {@code {cuda}} in it is the CUDA of the PyTorch beside it, as in {@code 128}
 * @param variable the environment variable that sets what stands for {@code {cuda}}
 * @param thenIn a directory in which the program itself looks where the loader finds nothing
 * @param byPython whether Python code opens it (ctypes), so that the search paths of the program's own files do not count
 */
public record Opening(
        String program,
        Optional<VersionSet> releases,
        Optional<VersionSet> cuda,
        Without without,
        Optional<String> feature,
        List<String> sonames,
        Optional<String> variable,
        Optional<String> thenIn,
        boolean byPython,
        Provenance provenance)
        implements Row {
    /** Stands in a name for the CUDA of the PyTorch beside the program. */
    public static final String CUDA = "{cuda}";

    /** What happens without a library. */
    public enum Without {
        /** The program does not start. */
        START,
        /** It fails when it comes to it. */
        RUN,
        /** It goes on without the GPU. */
        GPU,
        /** It can do without. */
        FEATURE
    }

    public Opening {
        sonames = List.copyOf(sonames);
    }

    @Override
    public String key() {
        return Stream.of(
                        Stream.of(program),
                        Stream.of(releases, cuda).flatMap(Optional::stream).map(VersionSet::toString),
                        Stream.of(RowReader.wordFor(without)),
                        feature.stream())
                .flatMap(parts -> parts)
                .collect(Collectors.joining(" "));
    }

    /** Whether the row is about that release of that program. */
    public boolean isOf(String name, Version release) {
        return program.equals(name) && releases.map(set -> set.admits(release)).orElse(true);
    }

    /** Whether the row is about builds for that CUDA. */
    public boolean isFor(Optional<Version> build) {
        return cuda.map(set -> build.map(set::admits).orElse(false)).orElse(true);
    }

    static Opening read(RowReader row) {
        return new Opening(
                row.text("program"),
                row.optionalVersionSet("releases"),
                row.optionalVersionSet("cuda"),
                row.choice("without", Without.class),
                row.optionalText("feature"),
                row.texts("sonames"),
                row.optionalText("variable"),
                row.optionalText("thenIn"),
                row.flag("byPython"),
                Provenance.read(row));
    }
}
